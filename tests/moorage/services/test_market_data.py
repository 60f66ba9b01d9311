"""What may be traded, with whose permission it is asked."""

from decimal import Decimal

import pytest

from moorage.domain.errors import NotFound, RecordInvalid
from moorage.domain.exchange_errors import ExchangeNotAvailable, KeyRefused
from moorage.domain.trading_rule import Limits, Quote
from moorage.services.market_data import MarketDataService
from tests.fakes import FakeMarketData
from tests.makers import make_caller, make_rule, make_user
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()


@pytest.fixture
def market_data():
    return FakeMarketData({"binance": [make_rule(), make_rule("ETH")]}, {"BTCUSDT": Quote(last=Decimal(60000))})


@pytest.fixture
async def account(desk):
    """A connected account."""
    return await desk.accounts.connect(CALLER, new())


@pytest.fixture
def service(desk, market_data):
    return MarketDataService(
        store=desk.store,
        markets=desk.markets,
        market_data=market_data,
        exchanges=desk.exchanges,
        loader=desk.loader,
        policy=desk.policy,
    )


class TestPairs:
    async def test_are_those_of_the_market(self, service):
        """The first market of the list stands in where none is named."""
        assert await service.pairs("binance") == ["USDT_BTC", "USDT_ETH"] == await service.pairs(None)

    async def test_an_unknown_market_is_named_as_the_parameter(self, service):
        """Not as `type`, which was not asked for."""
        with pytest.raises(RecordInvalid) as caught:
            await service.pairs("calais")
        assert caught.value.attributes == {"market_code": ["does not have a valid value"]}

    async def test_a_silent_exchange_is_told(self, service):
        """An empty list would say that nothing is traded."""
        with pytest.raises(ExchangeNotAvailable):
            await service.pairs("kraken")


class TestRates:
    async def test_holds_rule_and_prices(self, service):
        """Of the pair that was asked for."""
        rates = await service.rates("binance", "USDT_BTC")
        assert (rates.rule.symbol, rates.quote.last) == ("BTCUSDT", 60000)

    async def test_bounds_told_with_the_prices_count(self, service, market_data):
        """Some exchanges tell them of one pair at a time."""
        market_data.quotes["BTCUSDT"] = Quote(limits={"min_lot": Decimal(2)})
        rates = await service.rates("binance", "USDT_BTC")
        assert rates.rule.limits == Limits(price_step=Decimal("0.1"), min_lot=Decimal(2))

    async def test_an_unknown_pair_is_refused(self, service):
        """By its own name."""
        with pytest.raises(RecordInvalid) as caught:
            await service.rates("binance", "BTC_USDT")
        assert caught.value.attributes == {"pair": ["does not have a valid value"]}


class TestLeverage:
    async def test_is_asked_under_the_key(self, service, desk, account):
        """What the exchange tells only there is added to the rule."""
        told = make_rule(limits=Limits(max_leverage=Decimal(125)))
        desk.exchanges.rules["binance"] = told
        assert await service.leverage(CALLER, account.id, "USDT_BTC") == told
        assert "complete binance BTCUSDT" in desk.exchanges.calls

    async def test_a_refused_key_is_told(self, service, desk, account):
        """And nothing is said of the account."""
        desk.exchanges.rules["binance"] = KeyRefused("no")
        with pytest.raises(KeyRefused):
            await service.leverage(CALLER, account.id, "USDT_BTC")

    async def test_other_peoples_accounts_do_not_exist(self, service, account):
        """As everywhere."""
        with pytest.raises(NotFound):
            await service.leverage(make_caller(make_user(id=7)), account.id, "USDT_BTC")
