"""Market data over the wire."""

from decimal import Decimal

import msgspec
import pytest

from moorage.api.limits import Rules
from moorage.domain.exchange_errors import ExchangeNotAvailable, ExchangeTimeout, RateLimitExceeded
from moorage.domain.trading_rule import InstrumentKind, Limits, MarginMode, Quote
from tests.contract.market_data import CurrencyRates, Leverage, RatesWithLeverage
from tests.makers import make_rule
from tests.moorage.api.world import PREFIX, ApiWorld

pytestmark = pytest.mark.anyio
FUTURE = make_rule(
    kind=InstrumentKind.LINEAR,
    margin_modes=(MarginMode.CROSS, MarginMode.ISOLATED),
    limits=Limits(min_leverage=Decimal(1), max_leverage=Decimal("125.00")),
)


class TestMarketPairs:
    @pytest.mark.parametrize("prefix", ["/public/api/ver1", "/ver1", "/public/api/v2", "/v2", "/ver1/v2"])
    async def test_anybody_may_ask(self, world: ApiWorld, prefix: str):
        """In both versions; without a market, of the first one."""
        for query in ("", "?market_code=binance"):
            reply = await world.send("GET", f"{prefix}/accounts/market_pairs{query}")
            assert (reply.status, reply.json) == (200, ["USDT_BTC"])

    async def test_an_unknown_market_is_refused(self, world: ApiWorld):
        """By the parameter's own name."""
        reply = await world.send("GET", f"{PREFIX}/accounts/market_pairs?market_code=calais")
        assert reply.status == 400
        assert reply.json["error_attributes"] == {"market_code": ["does not have a valid value"]}

    @pytest.mark.parametrize(
        ("fault", "status"),
        [(ExchangeNotAvailable(), 502), (RateLimitExceeded(retry_after=3), 503), (ExchangeTimeout(), 504)],
    )
    async def test_a_silent_exchange_is_told(self, world: ApiWorld, fault: Exception, status: int):
        """As itself, never as an empty list."""
        world.market_data.books.clear()
        world.market_data.fault = fault
        reply = await world.send("GET", f"{PREFIX}/accounts/market_pairs?market_code=binance")
        assert (reply.status, reply.headers.get("retry-after")) == (status, "3" if status == 503 else None)

    async def test_nobody_may_ask_without_end(self, tmp_path):
        """Questions that go out to an exchange are counted by address."""
        world = await ApiWorld.make(tmp_path, Rules(requests=3))
        path = f"{PREFIX}/accounts/market_pairs"
        assert [(await world.send("GET", path)).status for _ in range(4)] == [200, 200, 200, 429]
        assert (await world.send("GET", path, client="192.0.2.1")).status == 200
        assert (await world.get("/validate")).status == 200


class TestCurrencyRates:
    async def test_every_value_is_a_text(self, world: ApiWorld):
        """What the exchange does not publish is left out."""
        quote = Quote(last=Decimal("64250.50"), bid=Decimal("1E+2"), limits={"min_lot": Decimal("1E-8")})
        world.market_data.quotes["BTCUSDT"] = quote
        reply = await world.send("GET", f"{PREFIX}/accounts/currency_rates?market_code=binance&pair=USDT_BTC")
        rates = msgspec.json.decode(reply.body, type=CurrencyRates)
        assert reply.json == {
            "last": "64250.5",
            "bid": "100.0",
            "orderbook_bid": "100.0",
            "orderbook_last": "64250.5",
            "orderbook_price_currency": "USDT",
            "strategy_name": "orderbook_price",
            "contract_strategy_name": "orderbook_price",
            "instrumentKind": "spot",
            "priceStep": "0.1",
            "minLotSize": "0.00000001",
        }
        assert list(reply.json) == [name for name in CurrencyRates.__struct_encode_fields__ if name in reply.json]
        assert rates.priceStep == "0.1"

    @pytest.mark.parametrize(
        ("query", "attributes"),
        [
            ("", {"pair": ["is missing"]}),
            ("pair=", {"pair": ["is empty"]}),
            ("pair=BTC_USDT", {"pair": ["does not have a valid value"]}),
            ("pair=USDT_BTC&limit_type=grid", {"limit_type": ["does not have a valid value"]}),
            ("pair=USDT_BTC&market_code=calais", {"market_code": ["does not have a valid value"]}),
        ],
    )
    async def test_names_what_is_wrong(self, world: ApiWorld, query: str, attributes: dict[str, list[str]]):
        """Each parameter by itself."""
        reply = await world.send("GET", f"{PREFIX}/accounts/currency_rates?{query}")
        assert (reply.status, reply.json["error_attributes"]) == (400, attributes)

    @pytest.mark.parametrize("kind", ["bot", "smart_trade"])
    async def test_the_limits_are_the_same_for_all(self, world: ApiWorld, kind: str):
        """An exchange does not know what is behind an order."""
        path = f"{PREFIX}/accounts/currency_rates?pair=USDT_BTC"
        assert (await world.send("GET", f"{path}&limit_type={kind}")).body == (await world.send("GET", path)).body


class TestRatesWithLeverage:
    async def test_adds_the_leverage(self, world: ApiWorld):
        """A number for the least, texts for the most."""
        world.market_data.books["binance"] = [FUTURE]
        path = f"{PREFIX}/accounts/currency_rates_with_leverage_data?market_code=binance&pair=USDT_BTC"
        rates = msgspec.json.decode((await world.send("GET", path)).body, type=RatesWithLeverage, strict=True)
        assert rates.instrumentKind == "linear_futures"
        assert [mode.code for mode in rates.leverage_data] == ["cross", "isolated"]
        assert msgspec.to_builtins(rates.leverage_data[0]) == {
            "code": "cross",
            "name": "Cross",
            "can_set_leverage_value": True,
            "available_leverage_values": [],
            "max_leverage": "125.0",
            "valid": {"min": 1, "max": "125.0"},
        }

    async def test_the_market_must_be_named(self, world: ApiWorld):
        """Leverage is nothing to guess a market for."""
        reply = await world.send("GET", f"{PREFIX}/accounts/currency_rates_with_leverage_data?pair=USDT_BTC")
        assert (reply.status, reply.json["error_attributes"]) == (400, {"market_code": ["is missing"]})


class TestLeverageData:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_tells_what_the_key_is_told(self, world: ApiWorld, method: str):
        """By either method; what is unknown is null."""
        account = await world.add_account()
        world.market_data.books["binance"] = [FUTURE]
        world.exchanges.rules["binance"] = make_rule(margin_modes=(MarginMode.CROSS,), limits=Limits())
        reply = await world.signed(method, f"{PREFIX}/accounts/{account.id}/leverage_data?pair=USDT_BTC")
        (mode,) = msgspec.json.decode(reply.body, type=list[Leverage], strict=True)
        assert (mode.max_leverage, mode.valid.min, mode.valid.max) == (None, 1, None)

    async def test_there_may_be_none_to_choose(self, world: ApiWorld):
        """On a spot market."""
        account = await world.add_account()
        reply = await world.signed("GET", f"{PREFIX}/accounts/{account.id}/leverage_data?pair=USDT_BTC")
        assert (reply.status, reply.json) == (200, [])
