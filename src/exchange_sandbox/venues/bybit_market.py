"""Instruments, tickers, time and status of Bybit.

Source: bybit-exchange/docs at 072c197 (2026-07-24): "Get Instruments Info", "Get Tickers", "Get Bybit Server Time",
"Get System Status".
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.bybit_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USDC", "BTC", "EUR")
INVERSE_BASES: Final = ("BTC", "ETH", "SOL", "XRP", "ADA")
LAUNCHED_MS: Final = "1585526400000"
PERPETUAL: Final = {"linear": "LinearPerpetual", "inverse": "InversePerpetual"}


class BybitBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        prices = world.prices
        self._pairs: Mapping[str, Sequence[Pair]] = {
            "spot": prices.pairs(QUOTES),
            "linear": [pair for pair in prices.pairs(("USDT",)) if pair.base != "USDC"],
            "inverse": [pair for pair in prices.pairs(("USD",)) if pair.base in INVERSE_BASES],
            "option": [],
        }

    def time(self, asked: Asked) -> dict[str, str]:
        """Get Bybit server time."""
        now_ms = asked.call.now_ms
        return {"timeSecond": str(now_ms // 1000), "timeNano": str(now_ms * 1_000_000)}

    def status(self, _: Asked) -> dict[str, list[Any]]:
        """Get system status: no maintenance is planned."""
        return {"list": []}

    def instruments(self, asked: Asked) -> dict[str, Any]:
        """Get instruments info of one category, all on one page; nothing waits for its launch."""
        category = self._category(asked)
        pairs = [] if asked.params.get("status") == "PreLaunch" else self._pairs[category]
        return {"category": category, "list": [_instrument(pair, category) for pair in pairs], "nextPageCursor": ""}

    def tickers(self, asked: Asked) -> dict[str, Any]:
        """Get tickers of one category; `symbol` asks for one."""
        category, wanted = self._category(asked), asked.params.get("symbol")
        pairs = [pair for pair in self._pairs[category] if wanted in {None, _symbol(pair)}]
        if wanted is not None and not pairs:
            raise Refusal(error(10001, "Not supported symbols"))
        return {"category": category, "list": [self._ticker(pair) for pair in pairs]}

    def _category(self, asked: Asked) -> str:
        category = asked.params.get("category", "")
        if category not in self._pairs:
            raise Refusal(error(10001, "Illegal category"))
        return category

    def _ticker(self, pair: Pair) -> dict[str, str]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        return {
            "symbol": _symbol(pair),
            "bid1Price": plain(max(last - tick, tick)),
            "bid1Size": "1.5",
            "ask1Price": plain(last + tick),
            "ask1Size": "2.25",
            "lastPrice": plain(last),
            "prevPrice24h": plain(opened),
            "price24hPcnt": plain(round(last / opened - 1, 4)),
            "highPrice24h": plain(max(last, opened)),
            "lowPrice24h": plain(min(last, opened)),
            "turnover24h": plain(1234 * last),
            "volume24h": "1234",
        }


def _symbol(pair: Pair) -> str:
    return pair.base + pair.quote


def _instrument(pair: Pair, category: str) -> dict[str, Any]:
    common = {"symbol": _symbol(pair), "baseCoin": pair.base, "quoteCoin": pair.quote, "status": "Trading"}
    price = {"tickSize": plain(pair.tick)}
    if category == "spot":
        lot = {
            "basePrecision": "0.000001",
            "quotePrecision": "0.00000001",
            "minOrderQty": "0.000048",
            "maxOrderQty": "71.73956243",
            "minOrderAmt": "1",
            "maxOrderAmt": "4000000",
            "maxLimitOrderQty": "71.73956243",
            "maxMarketOrderQty": "35.869781215",
            "postOnlyMaxLimitOrderSize": "215.21868729",
        }
        return {**common, "innovation": "0", "marginTrading": "utaOnly", "lotSizeFilter": lot, "priceFilter": price}
    return {
        **common,
        "contractType": PERPETUAL[category],
        "launchTime": LAUNCHED_MS,
        "deliveryTime": "0",
        "deliveryFeeRate": "",
        "priceScale": "2",
        "leverageFilter": {"minLeverage": "1", "maxLeverage": "100.00", "leverageStep": "0.01"},
        "priceFilter": {**price, "minPrice": plain(pair.tick), "maxPrice": "1999999.80"},
        "lotSizeFilter": {
            "maxOrderQty": "100.000",
            "minOrderQty": "1",
            "qtyStep": "1",
            "postOnlyMaxOrderQty": "1000",
            "maxMktOrderQty": "50.000",
            "minNotionalValue": "5" if category == "linear" else "",
        },
        "unifiedMarginTrade": True,
        "fundingInterval": 480,
        "settleCoin": pair.base if category == "inverse" else pair.quote,
    }
