"""Wallets and paper accounts through the whole service: stored, valued with another venue's prices, shown."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from moorage.api.application import ApiServices
from moorage.api.entities import Entities
from moorage.app import price_books, services, venues
from moorage.config import Settings
from moorage.core import initialise, now, opened
from moorage.domain.access import Caller
from moorage.domain.account import Account, NewAccount
from moorage.domain.credentials import Credentials
from moorage.domain.errors import AlreadyConnected, RecordInvalid
from moorage.domain.exchange_errors import ExchangeNotAvailable, MarketNotSetUp
from moorage.doors import Doors
from moorage.services.watching import Watching
from tests.makers import make_caller
from tests.moorage.wallets.anvil import Anvil
from tests.moorage.wallets.recorded import RecordedNode
from tests.moorage.wallets.test_tron import ACCOUNT, BLOCK, CALL, GENESIS, OWNER, told

pytestmark = pytest.mark.anyio
MIXED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
PRICES = [
    {"symbol": "BTCUSDT", "lastPrice": "60000.00"},
    {"symbol": "ETHUSDT", "lastPrice": "3000.00"},
    {"symbol": "TRXUSDT", "lastPrice": "0.25"},
    {"symbol": "BTCUSDC", "lastPrice": "60000.00"},
]


@dataclass
class House:
    """The use cases of a service, and its catalogue."""

    doors: Doors
    services: ApiServices
    caller: Caller

    async def connect(self, code: str, address: str | None = None) -> Account:
        """Connect an account."""
        wish = NewAccount(market_code=code, name="Mine", credentials=Credentials(address=address))
        return await self.services.accounts.connect(self.caller, wish)

    def entity(self, account: Account):
        """Return what a client sees."""
        return Entities(self.doors, "http://here").account(account)


Open = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
async def house(tmp_path, recorded: RecordedNode) -> Open:
    """Opens the service; the price source is on loopback, and so is Tron."""
    recorded.answers = {
        "/spot/api/v3/ticker/24hr": PRICES,
        BLOCK: {"blockID": GENESIS},
        ACCOUNT: {"balance": 40_000_000},
        CALL: told(0),
    }

    @asynccontextmanager
    async def open_house(**rpc_urls: str) -> AsyncIterator[House]:
        settings = Settings(
            data_dir=tmp_path / "data",
            kek_file=tmp_path / "keys" / "kek.json",
            exchange_base_urls={"": "http://127.0.0.1:1", "binance": recorded.url},
            rpc_urls=rpc_urls,
        )
        if not settings.data_dir.exists():
            await initialise(settings)
        async with opened(settings) as core, venues(settings) as doors:
            user = await core.access.ensure_first_user()
            yield House(
                doors,
                services(core, doors, Watching(now, settings.rhythm), price_books(settings, doors)),
                make_caller(user),
            )

    return open_house


class TestPaper:
    async def test_is_valued_with_real_prices(self, house):
        """10,000 USDT and 1 BTC at 60,000."""
        async with house() as here:
            account = await here.connect("paper_trading")
            entity = here.entity(account)
        assert (entity.market_code, entity.pretty_display_type) == ("paper_trading", "PaperTrading")
        assert entity.exchange_name == "Paper trading account"
        assert float(entity.usd_amount) == 70_000
        assert (entity.x_moorage.permissions.read, entity.x_moorage.permissions.withdraw) == (True, False)

    async def test_several_may_exist(self, house):
        """They are stored beside each other, and load again."""
        async with house() as here:
            accounts = [await here.connect("paper_trading") for _ in range(3)]
            loaded = await here.services.balances.load(here.caller, accounts[2].id)
        assert len({account.id for account in accounts}) == 3
        assert loaded.worth.stale_reason is None

    async def test_without_prices_everything_is_unpriced(self, house, recorded):
        """A price source that cannot be asked never makes money worthless."""
        del recorded.answers["/spot/api/v3/ticker/24hr"]
        async with house() as here:
            entity = here.entity(await here.connect("paper_trading"))
        assert entity.x_moorage.unpriced == ["BTC", "USDT"]


class TestWallets:
    async def test_tron_is_valued_and_shown(self, house, recorded):
        """40 TRX at a quarter."""
        async with house(tron=recorded.url) as here:
            account = await here.connect("trx", OWNER)
            entity = here.entity(await here.services.balances.load(here.caller, account.id))
        assert (entity.address, entity.x_moorage.exchange_uid) == (OWNER, OWNER)
        assert float(entity.usd_amount) == 10
        assert entity.api_keys_state == "ok"

    async def test_ethereum_on_a_real_node(self, house, ethereum: Anvil):
        """Two ETH at 3,000; the same address in other letters is connected already."""
        ethereum.call("anvil_setBalance", MIXED, hex(2 * 10**18))
        async with house(ethereum=ethereum.url) as here:
            account = await here.connect("ethereumwallet", MIXED)
            assert float(here.entity(account).usd_amount) == 6000
            for form in (MIXED, MIXED.lower(), f"0x{MIXED[2:].upper()}"):
                with pytest.raises(AlreadyConnected) as caught:
                    await here.connect("ethereumwallet", form)
                assert caught.value.extension == {"account_id": account.id}
        ethereum.call("anvil_setBalance", MIXED, "0x0")

    async def test_a_wrong_address_is_told_on_its_field(self, house, recorded):
        """400 with one sentence; nothing is asked and nothing stored."""
        async with house(ethereum=recorded.url) as here:
            with pytest.raises(RecordInvalid) as caught:
                await here.connect("ethereumwallet", "vitalik.eth")
        assert list(caught.value.attributes) == ["address"]
        assert "/" not in recorded.paths()

    async def test_a_node_taken_away_keeps_the_last_numbers(self, house, recorded):
        """The account stays as it was last seen and says why it is stale; its key is not judged."""
        async with house(tron=recorded.url) as here:
            account = await here.connect("trx", OWNER)
        async with house() as here:
            with pytest.raises(MarketNotSetUp):
                await here.services.balances.load(here.caller, account.id)
            kept = await here.services.portfolio.show(here.caller, account.id)
        assert kept.worth.balances == account.worth.balances
        assert "MOORAGE_RPC_URL_TRON" in (kept.worth.stale_reason or "")
        assert not kept.key.is_locked

    async def test_an_outage_connects_nothing(self, house):
        """A node that is not there is told as that."""
        async with house(bsc="http://127.0.0.1:1") as here:
            with pytest.raises(ExchangeNotAvailable, match="Binance Smart Chain Wallet cannot be reached"):
                await here.connect("bsc", MIXED)
            assert await here.services.portfolio.list(here.caller, api_key=None, page=1, per_page=9) == []
