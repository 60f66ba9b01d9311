"""Wallets of Tron: coin, stakes, tokens, the main chain, and every wrong answer."""

from typing import Any

import pytest
from aiohttp import web

from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeNotAvailable,
    MarketNotSetUp,
    RateLimitExceeded,
)
from moorage.wallets.entry import Tron
from moorage.wallets.node import Node
from moorage.wallets.tron import TronChain
from tests.moorage.wallets.recorded import NOW, RecordedNode, Seconds
from tests.moorage.wallets.test_evm import amounts

pytestmark = pytest.mark.anyio
OWNER = "TDt9YtfuttvxD2Jv8F8v4JEDbnBBb1jVNt"
USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
GENESIS = "00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc"
BLOCK, ACCOUNT, CALL = "/wallet/getblockbynum", "/wallet/getaccount", "/wallet/triggerconstantcontract"

# The shape of an answer of /wallet/getaccount in Tron's documentation, every stake of either kind in it.
RICH = {
    "address": OWNER,
    "balance": 1_234_567,
    "frozen": [{"frozen_balance": 1_000_000, "expire_time": 1_700_000_000_000}],
    "frozenV2": [{"amount": 2_000_000}, {"type": "ENERGY", "amount": 3_000_000}, {"type": "TRON_POWER"}],
    "unfrozenV2": [{"unfreeze_amount": 4_000_000, "unfreeze_expire_time": 1_800_000_000_000}],
    "delegated_frozen_balance_for_bandwidth": 5_000_000,
    "delegated_frozenV2_balance_for_bandwidth": 6_000_000,
    "account_resource": {
        "frozen_balance_for_energy": {"frozen_balance": 7_000_000, "expire_time": 1_700_000_000_000},
        "delegated_frozen_balance_for_energy": 8_000_000,
        "delegated_frozenV2_balance_for_energy": 9_000_001,
        "energy_usage": 42,
    },
    "acquired_delegated_frozenV2_balance_for_energy": 99_000_000,
    "create_time": 1_600_000_000_000,
    "votes": [],
}


def told(number: int) -> dict[str, Any]:
    """Return what a contract answers."""
    return {"result": {"result": True}, "energy_used": 935, "constant_result": [f"{number:064x}"], "transaction": {}}


@pytest.fixture
def served(recorded: RecordedNode) -> RecordedNode:
    """Tron's main chain with an empty account."""
    recorded.answers = {BLOCK: {"blockID": GENESIS}, ACCOUNT: {}, CALL: told(0)}
    return recorded


@pytest.fixture
async def chain(catalog, served):
    """The chain behind the recorded node."""
    entry = catalog.entries["tron"]
    assert isinstance(entry, Tron)
    node = Node("The node", served.url, "MOORAGE_RPC_URL_TRON", deadline=5.0, monotonic=Seconds())
    yield TronChain(entry, node, lambda: NOW)
    await node.close()


class TestRead:
    async def test_counts_the_coin_and_every_stake(self, chain, served):
        """What is staked, lent or on its way back is owned and cannot be used; what others lent is not owned."""
        served.answers[ACCOUNT] = RICH
        balances = await chain.read(OWNER)
        assert amounts(balances) == {("TRX", "wallet"): "1.234567", ("TRX", "staked"): "45.000001"}
        staked = balances.holdings[1]
        assert (staked.free, staked.used, staked.equity) == (0, staked.total, staked.total)
        assert balances.as_of == NOW

    async def test_asks_each_token_for_the_owner(self, chain, served, catalog):
        """Every contract of the list is asked once, with the owner's 20 bytes as argument."""
        units = {token.contract: at for at, token in enumerate(catalog.entries["tron"].tokens, 1)}
        served.answers[CALL] = lambda question: told(units[question["contract_address"]])
        balances = amounts(await chain.read(OWNER))
        assert balances["USDT", "wallet"] == "0.000001"
        assert balances["BTC", "pegged"] == "0.00000006"
        assert len(balances) == len(units)
        questions = [question for path, question in served.asked if path == CALL]
        assert {question["contract_address"] for question in questions} == set(units)
        assert {question["parameter"] for question in questions} == {
            "000000000000000000000000" + "2aeb8add8337360e088b7d9ce4e857b9be60f3a7"
        }
        assert {question["function_selector"] for question in questions} == {"balanceOf(address)"}

    async def test_an_account_that_was_never_used_is_empty(self, chain, served):
        """The node answers an empty object."""
        assert (await chain.read(OWNER)).holdings == ()
        assert dict(served.asked)[ACCOUNT] == {"address": OWNER, "visible": True}

    @pytest.mark.parametrize("block", [{"blockID": "0000000000000000d698d4192c56cb6b"}, {}])
    async def test_a_test_chain_is_refused(self, chain, served, block):
        """Coins of a test chain are worth nothing, and their addresses look alike."""
        served.answers[BLOCK] = block
        with pytest.raises(MarketNotSetUp, match="main chain"):
            await chain.read(OWNER)
        assert served.paths() == [BLOCK]

    async def test_the_main_chain_is_asked_for_once(self, chain, served):
        """A node does not change its past."""
        await chain.read(OWNER)
        await chain.read(OWNER)
        assert served.paths().count(BLOCK) == 1

    @pytest.mark.parametrize(
        "answer",
        [
            {"result": {"code": "CONTRACT_VALIDATE_ERROR", "message": "no contract"}},
            {"result": {"code": "CONTRACT_EXE_ERROR"}, "constant_result": ["0" * 64]},
            {"result": {"result": True}, "constant_result": [""]},
            {"result": {"result": True}, "constant_result": []},
            {"result": {"result": True}, "constant_result": ["zz" * 32]},
            {"result": {"result": True}, "constant_result": ["0" * 62]},
            {"result": {"result": True}, "constant_result": ["f" * 64]},
            {},
        ],
    )
    async def test_a_token_that_does_not_tell_is_not_zero(self, chain, served, answer):
        """The load fails and names the token."""
        served.answers[CALL] = lambda question: answer if question["contract_address"] == USDT else told(0)
        with pytest.raises(BadResponse, match="contract of USDT"):
            await chain.read(OWNER)

    @pytest.mark.parametrize("path", [BLOCK, ACCOUNT, CALL])
    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            ({"Error": "class java.lang.NullPointerException : null"}, ExchangeNotAvailable),
            (b"<html>", BadResponse),
            ([], BadResponse),
            ({"balance": "12", "result": 7, "blockID": 7}, BadResponse),
            ({"balance": -1, "result": [], "blockID": []}, BadResponse),
            (429, RateLimitExceeded),
            (502, ExchangeNotAvailable),
        ],
    )
    async def test_a_wrong_answer_is_an_outage(self, chain, served, path, answer, error):
        """Whatever a node sends, no wallet is judged empty by it."""
        served.answers[path] = (lambda _: web.Response(status=answer)) if isinstance(answer, int) else answer
        with pytest.raises(error):
            await chain.read(OWNER)


class TestIdentity:
    async def test_is_the_address(self, chain):
        """Base58 knows small from capital."""
        assert chain.identity(Credentials(address=OWNER)) == OWNER

    async def test_a_wrong_address_is_refused(self, chain):
        """Before anything is sent."""
        with pytest.raises(AuthenticationError):
            chain.identity(Credentials(address=OWNER[:-1] + "x"))


class TestTronAccount:
    async def test_an_amount_out_of_bounds_is_refused(self, chain, served):
        """No account holds 10^28 of anything."""
        served.answers[ACCOUNT] = {"balance": 10**40}
        with pytest.raises(BadResponse):
            await chain.read(OWNER)
