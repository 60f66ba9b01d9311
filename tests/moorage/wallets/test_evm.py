"""Wallets of Ethereum's virtual machine: against a real node, and against every wrong answer."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import web

from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeNotAvailable,
    MarketNotSetUp,
    RateLimitExceeded,
)
from moorage.wallets.catalog import WalletCatalog
from moorage.wallets.entry import Evm
from moorage.wallets.evm import EvmChain
from moorage.wallets.node import Node
from tests.moorage.wallets.anvil import REFUSING, STINGY, Anvil
from tests.moorage.wallets.recorded import NOW, RecordedNode, Seconds
from tests.moorage.wallets.test_abi import returned, words

pytestmark = pytest.mark.anyio
OWNER = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
SETTING = "MOORAGE_RPC_URL_ETHEREUM"
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def entry(catalog: WalletCatalog) -> Evm:
    """Ethereum's entry."""
    found = catalog.entries["ethereum"]
    assert isinstance(found, Evm)
    return found


Open = Callable[..., EvmChain]


@pytest.fixture
async def chain_at(entry: Evm) -> AsyncIterator[Open]:
    """Opens the chain at a URL."""
    nodes = []

    def opened(url: str | None, now: datetime = NOW, facts: Evm = entry) -> EvmChain:
        node = Node("The node", url, SETTING, deadline=10.0, monotonic=Seconds())
        nodes.append(node)
        return EvmChain(facts, node, lambda: now)

    yield opened
    for node in nodes:
        await node.close()


def amounts(balances: Balances) -> dict[tuple[str, str], str]:
    """Return what is held, by currency and wallet, in full."""
    return {(holding.currency, holding.wallet): f"{holding.total:f}" for holding in balances.holdings}


@pytest.fixture(params=["at once", "one by one"])
def real(request: pytest.FixtureRequest, ethereum: Anvil, bare: Anvil) -> Anvil:
    """A real node, with and without Multicall3."""
    return ethereum if request.param == "at once" else bare


@pytest.fixture
def contracts(entry: Evm, real: Anvil) -> Iterator[dict[tuple[str, str], str]]:
    """Every token of the entry as a contract on the real node; gone afterwards."""
    placed = {(token.currency, token.wallet): token.contract for token in entry.tokens}
    for contract in placed.values():
        real.put_token(contract)
    yield placed
    for contract in placed.values():
        real.remove_code(contract)
        real.give(contract, OWNER, 0)
    real.call("anvil_setBalance", OWNER, "0x0")


class TestRealNode:
    async def test_tells_every_balance_to_the_last_digit(self, chain_at, real, contracts):
        """The coin and each kind of token, each with its own decimals; what is empty is left out."""
        real.call("anvil_setBalance", OWNER, hex(2718281828459045235))
        real.give(contracts["USDT", "wallet"], OWNER, 123456789)
        real.give(contracts["WBTC", "wallet"], OWNER, 1)
        real.give(contracts["ETH", "wrapped"], OWNER, 10**24 + 1)
        real.give(contracts["PAXG", "wallet"], OWNER, 5 * 10**17)
        balances = await chain_at(real.url).read(OWNER)
        assert amounts(balances) == {
            ("ETH", "wallet"): "2.718281828459045235",
            ("USDT", "wallet"): "123.456789",
            ("WBTC", "wallet"): "0.00000001",
            ("ETH", "wrapped"): "1000000.000000000000000001",
            ("PAXG", "wallet"): "0.500000000000000000",
        }

    async def test_every_token_of_the_list_is_asked(self, chain_at, real, contracts, entry):
        """One unit of each shows under its own name; none is mistaken for its neighbour."""
        for at, contract in enumerate(contracts.values(), 1):
            real.give(contract, OWNER, at)
        told = amounts(await chain_at(real.url).read(OWNER))
        expected = {
            (token.currency, token.wallet): f"{Decimal(at).scaleb(-token.decimals):f}"
            for at, token in enumerate(entry.tokens, 1)
        }
        assert told == expected

    async def test_is_true_when_the_block_was_made(self, chain_at, real):
        """Balances are as old as the node's latest block, and never of the future."""
        block = real.call("eth_getBlockByNumber", "latest", False)
        made = datetime.fromtimestamp(int(block["timestamp"], 16), UTC)
        assert (await chain_at(real.url, LATER).read(OWNER)).as_of == made
        assert (await chain_at(real.url, datetime(2020, 1, 1, tzinfo=UTC)).read(OWNER)).as_of.year == 2020

    async def test_an_empty_wallet_holds_nothing(self, chain_at, real):
        """An address that was never used is a wallet too."""
        assert (await chain_at(real.url).read(OWNER)).holdings == ()

    @pytest.mark.parametrize("code", [REFUSING, STINGY])
    async def test_a_token_that_does_not_tell_is_not_zero(self, chain_at, real, contracts, code):
        """A contract that refuses or returns less than a number fails the load by name."""
        real.put_token(contracts["USDC", "wallet"], code)
        with pytest.raises(BadResponse, match="contract of USDC"):
            await chain_at(real.url).read(OWNER)

    async def test_a_node_of_another_chain_is_refused(self, chain_at, real, catalog):
        """Balances of chain 1 are never shown as those of chain 56."""
        with pytest.raises(MarketNotSetUp, match="serves chain 1 instead of 56") as caught:
            await chain_at(real.url, facts=catalog.entries["bsc"]).read(OWNER)
        assert real.url not in caught.value.description


class TestRead:
    async def test_one_request_is_enough(self, chain_at, recorded, entry):
        """With Multicall3 the whole wallet is one answer in the state of one block."""
        told = [(1, words(number)) for number in (1, 1_790_000_000, 7)] + [(1, words(0))] * len(entry.tokens)
        recorded.answers["/"] = {"jsonrpc": "2.0", "id": 0, "result": f"0x{returned(*told).hex()}"}
        balances = await chain_at(recorded.url).read(OWNER)
        assert amounts(balances) == {("ETH", "wallet"): "0.000000000000000007"}
        assert balances.as_of == datetime.fromtimestamp(1_790_000_000, UTC)
        ((_, question),) = recorded.asked
        assert question["method"] == "eth_call"
        assert question["params"][0]["to"] == "0xca11bde05977b3631167028862be2a173976ca11"

    async def test_without_a_node_says_which_setting(self, chain_at):
        """The owner reads what to set; nothing is sent."""
        with pytest.raises(MarketNotSetUp, match=SETTING) as caught:
            await chain_at(None).read(OWNER)
        assert (caught.value.status, caught.value.retryable) == (422, False)

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            ({"id": 0, "error": {"code": -32005, "message": "limit"}}, RateLimitExceeded),
            ({"id": None, "error": {"code": -32603, "message": "internal"}}, ExchangeNotAvailable),
            ({"id": 0, "error": {"code": 3, "message": "execution reverted"}}, ExchangeNotAvailable),
            ({"id": 0}, ExchangeNotAvailable),
            ({"id": 0, "result": 7}, BadResponse),
            ({"id": 0, "result": None}, BadResponse),
            ({"id": 0, "result": "0xzz"}, BadResponse),
            ({"id": 0, "result": "0x" + "00" * 64}, BadResponse),
            ([], BadResponse),
            ({}, BadResponse),
            (b"<html>", BadResponse),
            (b"", BadResponse),
            (b'{"id": 0, "result": "0x', BadResponse),
        ],
    )
    async def test_a_wrong_answer_is_an_outage(self, chain_at, recorded, answer, error):
        """Whatever a node sends, no wallet is judged empty by it."""
        recorded.answers["/"] = answer
        with pytest.raises(error):
            await chain_at(recorded.url).read(OWNER)

    @pytest.mark.parametrize("told", [[0, 2**255, 7], [1, 2**255, 7], [1, 1_790_000_000, 2**255]])
    async def test_wild_numbers_are_refused(self, chain_at, recorded, entry, told):
        """A chain, a time or an amount that cannot be is no balance."""
        pairs = [(1, words(number)) for number in told] + [(1, words(0))] * len(entry.tokens)
        recorded.answers["/"] = {"id": 0, "result": f"0x{returned(*pairs).hex()}"}
        with pytest.raises((BadResponse, MarketNotSetUp)):
            await chain_at(recorded.url).read(OWNER)


BLOCK = {"number": "0x10", "timestamp": "0x6ab13b80"}


def one_by_one(recorded: RecordedNode, change: Callable[[int, dict[str, Any]], Any]) -> None:
    """Answer as a chain without Multicall3; `change` may alter each answer of the balances by its place."""

    def answer(question: Any) -> Any:
        if isinstance(question, dict):
            return {"id": question["id"], "result": "0x"}
        if question[0]["method"] == "eth_chainId":
            return [{"id": 0, "result": "0x1"}, {"id": 1, "result": BLOCK}]
        return [change(asked["id"], {"id": asked["id"], "result": "0x" + "0" * 63 + "1"}) for asked in question]

    recorded.answers["/"] = answer


class TestOneByOne:
    async def test_all_balances_are_of_one_block(self, chain_at, recorded, entry):
        """The block is asked first, and every balance in its state, in one batch."""
        one_by_one(recorded, lambda _, answer: answer)
        await chain_at(recorded.url).read(OWNER)
        _, head, balances = (question for _, question in recorded.asked)
        assert [asked["method"] for asked in head] == ["eth_chainId", "eth_getBlockByNumber"]
        assert {asked["params"][-1] for asked in balances} == {"0x10"}
        assert len(balances) == 1 + len(entry.tokens)

    async def test_answers_may_come_in_any_order(self, chain_at, recorded):
        """JSON-RPC batches are told apart by id."""
        one_by_one(recorded, lambda at, answer: answer | {"result": f"0x{at + 1:064x}"})
        plain = recorded.answers["/"]
        recorded.answers["/"] = lambda question: (
            plain(question)[::-1] if isinstance(question, list) else plain(question)
        )
        told = amounts(await chain_at(recorded.url).read(OWNER))
        assert told["ETH", "wallet"] == "0.000000000000000001"
        assert told["USDT", "wallet"] == "0.000002"

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            (lambda at, answer: answer | {"id": at + 1}, BadResponse),
            (lambda at, answer: answer | {"id": 0}, BadResponse),
            (lambda _, answer: answer | {"result": "0x1g"}, BadResponse),
            (lambda at, answer: {"id": at, "error": {"code": -32005}}, RateLimitExceeded),
            (lambda at, answer: {"id": at, "error": {"code": -32000}}, ExchangeNotAvailable),
            (lambda at, answer: {"id": at, "error": {"code": 3}} if at == 2 else answer, BadResponse),
            (lambda at, answer: {"id": at, "result": "0x01"} if at == 2 else answer, BadResponse),
        ],
    )
    async def test_one_wrong_answer_spoils_the_batch(self, chain_at, recorded, change, error):
        """No balance is guessed because its neighbours are known."""
        one_by_one(recorded, change)
        with pytest.raises(error):
            await chain_at(recorded.url).read(OWNER)

    async def test_a_batch_refused_as_a_whole(self, chain_at, recorded):
        """Some nodes answer a batch with one error."""
        recorded.answers["/"] = lambda question: (
            {"id": 0, "result": "0x"} if isinstance(question, dict) else {"id": None, "error": {"code": -32005}}
        )
        with pytest.raises(RateLimitExceeded):
            await chain_at(recorded.url).read(OWNER)

    @pytest.mark.parametrize("block", [None, {}, {"number": "0x1", "timestamp": "soon"}, "0x10"])
    async def test_a_block_that_cannot_be_read(self, chain_at, recorded, block):
        """Without a block there is no moment at which balances are true."""
        recorded.answers["/"] = lambda question: (
            {"id": 0, "result": "0x"}
            if isinstance(question, dict)
            else [{"id": 0, "result": "0x1"}, {"id": 1, "result": block}]
        )
        with pytest.raises(BadResponse):
            await chain_at(recorded.url).read(OWNER)

    async def test_http_errors_are_outages(self, chain_at, recorded):
        """A page of a proxy is no answer of a node."""
        recorded.answers["/"] = web.Response(status=502, text="<html>bad gateway</html>")
        with pytest.raises(ExchangeNotAvailable, match="HTTP 502"):
            await chain_at(recorded.url).read(OWNER)


class TestIdentity:
    async def test_case_variants_are_one_wallet(self, chain_at):
        """The fingerprint and the uid are made of the small letters."""
        chain = chain_at(None)
        mixed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
        assert {chain.identity(Credentials(address=form)) for form in (mixed, mixed.lower())} == {OWNER}

    async def test_a_wrong_address_is_refused(self, chain_at):
        """Before anything is sent."""
        with pytest.raises(AuthenticationError):
            chain_at(None).identity(Credentials(address="vitalik.eth"))
