"""Symbols, prices, contracts and time of MEXC.

Source: MEXC API documentation: spot v3 (apidocs of 2025-08), "Exchange Information", "Symbol Price Ticker", "24hr
Ticker Price Change Statistics", "Check Server Time"; futures, "Get the contract information".
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.mexc_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USDC", "BTC", "ETH", "EUR")


class MexcBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._pairs = world.prices.pairs(QUOTES)

    def ping(self, _: Asked) -> dict[str, Any]:
        """Test connectivity."""
        return {}

    def time(self, asked: Asked) -> dict[str, int]:
        """Check server time."""
        return {"serverTime": asked.call.now_ms}

    def symbols(self, asked: Asked) -> dict[str, Any]:
        """Exchange information."""
        return {
            "timezone": "CST",
            "serverTime": asked.call.now_ms,
            "rateLimits": [],
            "exchangeFilters": [],
            "symbols": [_symbol(pair) for pair in self._asked_for(asked)],
        }

    def prices(self, asked: Asked) -> list[dict[str, str]] | dict[str, str]:
        """Symbol price ticker: all in a list, or the one of `symbol`."""
        rows = [{"symbol": _name(pair), "price": self._last(pair)} for pair in self._asked_for(asked)]
        return rows[0] if "symbol" in asked.params else rows

    def day(self, asked: Asked) -> list[dict[str, Any]] | dict[str, Any]:
        """24hr ticker: all in a list, or the one of `symbol`."""
        rows = [self._day(pair, asked.call.now_ms) for pair in self._asked_for(asked)]
        return rows[0] if "symbol" in asked.params else rows

    def contracts(self, _: Asked) -> dict[str, Any]:
        """Contract information of the futures API: perpetuals in USDT."""
        rows = [_contract(pair) for pair in self._pairs if pair.quote == "USDT" and pair.base != "USDC"]
        return {"success": True, "code": 0, "data": rows}

    def _asked_for(self, asked: Asked) -> list[Pair]:
        wanted = asked.params.get("symbol")
        pairs = [pair for pair in self._pairs if wanted in {None, _name(pair)}]
        if not pairs:
            raise Refusal(error(-1121, "Invalid symbol."))
        return pairs

    def _last(self, pair: Pair) -> str:
        return plain(self._world.prices.price(pair))

    def _day(self, pair: Pair, now_ms: int) -> dict[str, Any]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        return {
            "symbol": _name(pair),
            "priceChange": plain(last - opened),
            "priceChangePercent": plain(round(last / opened - 1, 8)),
            "prevClosePrice": plain(opened),
            "lastPrice": plain(last),
            "bidPrice": plain(max(last - tick, tick)),
            "bidQty": "1.5",
            "askPrice": plain(last + tick),
            "askQty": "2.25",
            "openPrice": plain(opened),
            "highPrice": plain(max(last, opened)),
            "lowPrice": plain(min(last, opened)),
            "volume": "1234",
            "quoteVolume": plain(1234 * last),
            "openTime": now_ms - DAY_MS,
            "closeTime": now_ms,
            "count": None,
        }


def _name(pair: Pair) -> str:
    return pair.base + pair.quote


def _symbol(pair: Pair) -> dict[str, Any]:
    return {
        "symbol": _name(pair),
        "status": "1",
        "baseAsset": pair.base,
        "baseAssetPrecision": 8,
        "quoteAsset": pair.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": ["LIMIT", "MARKET", "LIMIT_MAKER"],
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "quoteAmountPrecision": "1",
        "baseSizePrecision": "0.000001",
        "permissions": ["SPOT"],
        "filters": [],
        "maxQuoteAmount": "2000000",
        "makerCommission": "0",
        "takerCommission": "0.0005",
    }


def _contract(pair: Pair) -> dict[str, Any]:
    return {
        "symbol": f"{pair.base}_{pair.quote}",
        "displayName": f"{pair.base}_{pair.quote} PERPETUAL",
        "baseCoin": pair.base,
        "quoteCoin": pair.quote,
        "settleCoin": pair.quote,
        "contractSize": 1,
        "minLeverage": 1,
        "maxLeverage": 100,
        "priceUnit": float(pair.tick),
        "volUnit": 1,
        "minVol": 1,
        "maxVol": 100000,
        "takerFeeRate": 0.0002,
        "makerFeeRate": 0,
        "state": 0,
    }
