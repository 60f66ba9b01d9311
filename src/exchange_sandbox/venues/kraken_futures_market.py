"""Contracts and prices of Kraken Futures.

Source: docs.kraken.com, Futures REST (2026-05-27): "Get tickers", "Get ticker by symbol", "Get
instruments"; a ticker as seen on 2026-09-10.
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.calls import Refusal, json_reply
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.kraken_futures_account import number, time_of
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

CODES: Final = {"BTC": "XBT"}
INVERSE: Final = ("BTC", "ETH")  # that have contracts of the old kind too
DATED: Final = "FF_XBTUSD_270326"
PREMIUM: Final = Decimal("1.001")  # of a dated contract over its index


class KrakenFuturesBoard:
    """The public pages: perpetuals in US dollars, one dated contract, one index.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._pairs = world.prices.pairs(("USD",))

    def tickers(self, asked: Asked) -> dict[str, Any]:
        """Get tickers: contracts, then an index, which has no pair."""
        rows = [self._ticker(pair, f"PF_{_name(pair)}", "perpetual") for pair in self._pairs]
        inverse = [pair for pair in self._pairs if pair.base in INVERSE]
        rows += [self._ticker(pair, f"PI_{_name(pair)}", "perpetual") for pair in inverse]
        bitcoin = next(pair for pair in self._pairs if pair.base == "BTC")
        rows.append(self._ticker(bitcoin, DATED, "quarter", PREMIUM))
        last = number(self._world.prices.price(bitcoin))
        return {"tickers": [*rows, {"symbol": "in_xbtusd", "last": last, "lastTime": time_of(asked.call.now_ms)}]}

    def ticker(self, asked: Asked) -> dict[str, Any]:
        """Get ticker by symbol.

        Raises:
            Refusal: there is no such contract.
        """
        wanted = asked.call.path.rpartition("/")[2]
        found = next((row for row in self.tickers(asked)["tickers"] if row["symbol"] == wanted), None)
        if found is None:
            raise Refusal(json_reply({"result": "error", "error": "contractDoesNotExist"}))
        return {"ticker": found}

    def instruments(self, _: Asked) -> dict[str, Any]:
        """Get instruments: linear perpetuals, inverse ones, and one that ends."""
        linear = [_instrument(pair, f"PF_{_name(pair)}", "flexible_futures") for pair in self._pairs]
        inverse = [pair for pair in self._pairs if pair.base in INVERSE]
        linear += [_instrument(pair, f"PI_{_name(pair)}", "futures_inverse") for pair in inverse]
        bitcoin = next(pair for pair in self._pairs if pair.base == "BTC")
        dated = {**_instrument(bitcoin, DATED, "flexible_futures"), "lastTradingTime": "2027-03-26T15:00:00.000Z"}
        return {"instruments": [dated, *linear]}

    def _ticker(self, pair: Pair, symbol: str, tag: str, times: Decimal = Decimal(1)) -> dict[str, Any]:
        prices = self._world.prices
        index, opened = prices.price(pair), prices.price(pair, DAY_MS)
        last = number(index * times)
        return {
            "symbol": symbol,
            "last": last,
            "lastTime": time_of(prices.stamp()[0] * 5_000),
            "tag": tag,
            "pair": f"{_code(pair.base)}:USD",
            "markPrice": last,
            "bid": number(index * times - pair.tick),
            "ask": number(index * times + pair.tick),
            "vol24h": number(Decimal("6338.5123")),
            "openInterest": number(Decimal("2105.9165")),
            "open24h": number(opened * times),
            "change24h": number(round((index / opened - 1) * 100, 2)),
            "indexPrice": number(index),
            "fundingRate": 0,
            "suspended": False,
        }


def _instrument(pair: Pair, symbol: str, kind: str) -> dict[str, Any]:
    return {
        "symbol": symbol,
        "pair": f"{_code(pair.base)}:USD",
        "base": _code(pair.base),
        "quote": "USD",
        "type": kind,
        "tickSize": number(pair.tick),
        "contractSize": 1,
        "contractValueTradePrecision": 4,
        "tradeable": True,
        "openingDate": "2022-01-01T00:00:00.000Z",
        "marginLevels": [{"contracts": 0, "initialMargin": 0.02, "maintenanceMargin": 0.01}],
    }


def _name(pair: Pair) -> str:
    return f"{_code(pair.base)}USD"


def _code(name: str) -> str:
    return CODES.get(name, name)
