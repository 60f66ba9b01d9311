"""The door to wallets: one session, one reading, one report."""

import asyncio

import pytest

from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import AuthenticationError, ExchangeNotAvailable, MarketNotSetUp
from moorage.domain.key_report import Permissions
from moorage.wallets.door import Wallets, WalletSession
from tests.makers import make_balances
from tests.moorage.wallets.recorded import NOW
from tests.moorage.wallets.test_tron import ACCOUNT, BLOCK, CALL, GENESIS, OWNER, told

pytestmark = pytest.mark.anyio
MIXED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.fixture
async def wallets(catalog, recorded, seconds):
    """The door, with a node for Tron alone."""
    recorded.answers = {BLOCK: {"blockID": GENESIS}, ACCOUNT: {"balance": 1_000_000}, CALL: told(0)}
    opened = Wallets(catalog, urls={"tron": recorded.url}, clock=lambda: NOW, monotonic=seconds)
    yield opened
    await opened.close()


class TestSession:
    async def test_a_wallet_is_read_once(self, wallets, catalog, recorded):
        """Inspection and balances are the same answer."""
        market = catalog.get("trx")
        async with wallets.session(market, Credentials(address=OWNER)) as session:
            report, balances = await asyncio.gather(session.inspect(), session.fetch_balances(market))
        assert recorded.paths().count(ACCOUNT) == 1
        assert report.permissions == Permissions(read=True, trade=False, withdraw=False)
        assert (report.exchange_uid, report.expires_at, report.is_subaccount) == (OWNER, None, None)
        assert [holding.currency for holding in balances.holdings] == ["TRX"]

    @pytest.mark.parametrize("code", ["ethereumwallet", "bsc"])
    async def test_the_uid_is_the_address_in_one_form(self, catalog, code):
        """Case variants of an address are one account of the exchange."""
        wallets = Wallets(catalog, urls={}, clock=lambda: NOW)
        sessions = [wallets.session(catalog.get(code), Credentials(address=form)) for form in (MIXED, MIXED.lower())]
        assert {session._identity for session in sessions} == {MIXED.lower()}

    @pytest.mark.parametrize(
        ("code", "address"), [("ethereumwallet", "vitalik.eth"), ("bsc", MIXED.swapcase()), ("trx", MIXED)]
    )
    async def test_a_wrong_address_is_refused_before_any_request(self, wallets, catalog, recorded, code, address):
        """On the field `address`."""
        with pytest.raises(AuthenticationError) as caught:
            wallets.session(catalog.get(code), Credentials(address=address))
        assert caught.value.refused_field == "address"
        assert recorded.asked == []

    @pytest.mark.parametrize(("code", "setting"), [("ethereumwallet", "ETHEREUM"), ("bsc", "BSC")])
    async def test_without_a_node_the_setting_is_named(self, wallets, catalog, code, setting):
        """Each chain has its own."""
        async with wallets.session(catalog.get(code), Credentials(address=MIXED)) as session:
            with pytest.raises(MarketNotSetUp, match=f"MOORAGE_RPC_URL_{setting} is not set"):
                await session.inspect()

    async def test_paper_needs_nothing(self, wallets, catalog):
        """No credentials, no node, no uid."""
        market = catalog.get("paper_trading")
        async with wallets.session(market, Credentials()) as session:
            assert (await session.inspect()).exchange_uid is None
            assert len((await session.fetch_balances(market)).holdings) == 2

    async def test_leaving_ends_what_is_under_way(self):
        """A session that is left before its answer keeps no request alive."""
        place = Hanging()
        async with WalletSession(place, Credentials()) as session:
            asking = asyncio.create_task(session.inspect())
            await place.began.wait()
            asking.cancel()
        assert place.was_cancelled

    async def test_an_error_is_the_same_for_all_who_asked(self):
        """Both questions fail by the one reading."""
        place = Hanging()
        async with WalletSession(place, Credentials()) as session:
            place.fault = ExchangeNotAvailable("gone")
            place.may_end.set()
            for _ in range(2):
                with pytest.raises(ExchangeNotAvailable, match="gone"):
                    await session.inspect()
        assert place.readings == 1


class Hanging:
    """A place that answers when told to."""

    def __init__(self) -> None:
        self.began, self.may_end = asyncio.Event(), asyncio.Event()
        self.was_cancelled = False
        self.fault: Exception | None = None
        self.readings = 0

    def identity(self, _: Credentials) -> str:
        """Return anything."""
        return "here"

    async def read(self, _: str):
        """Wait, then answer."""
        self.readings += 1
        self.began.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        if self.fault:
            raise self.fault
        return make_balances()
