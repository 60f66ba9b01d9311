"""Markets and tickers of Bitstamp.

Source: Bitstamp HTTP API (OpenAPI document, 2026-03-06): "Markets", "Currency pair tickers", "Currency pair ticker".
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.bitstamp_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USD", "EUR", "BTC")
PERPETUALS: Final = ("BTC", "ETH", "XRP")
SPOT: Final = "SPOT"
PERPETUAL: Final = "PERPETUAL"


class BitstampBoard:
    """The public pages: spot markets, and perpetuals in USD.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        spot = world.prices.pairs(QUOTES)
        self._markets = [(pair, SPOT) for pair in spot]
        self._markets += [(pair, PERPETUAL) for pair in spot if pair.quote == "USD" and pair.base in PERPETUALS]

    def tickers(self, asked: Asked) -> list[dict[str, Any]]:
        """Return the ticker of every market."""
        return [self._ticker(pair, kind, asked.call.now_ms) for pair, kind in self._markets]

    def ticker(self, asked: Asked) -> dict[str, Any]:
        """Return the ticker of the market that the path names.

        Raises:
            Refusal: there is no such market.
        """
        wanted = asked.call.path.removesuffix("/").rpartition("/")[2]
        for pair, kind in self._markets:
            if _symbol(pair, kind) == wanted:
                return self._ticker(pair, kind, asked.call.now_ms)
        raise Refusal(error("", "Not found", 404))

    def markets(self, _: Asked) -> list[dict[str, Any]]:
        """Return every market."""
        return [_market(pair, kind) for pair, kind in self._markets]

    def _ticker(self, pair: Pair, kind: str, now_ms: int) -> dict[str, Any]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        return {
            "last": plain(last),
            "high": plain(max(last, opened)),
            "low": plain(min(last, opened)),
            "vwap": plain(last),
            "volume": "213.26801100",
            "bid": plain(max(last - tick, tick)),
            "ask": plain(last + tick),
            "timestamp": str(now_ms // 1000),
            "open": plain(opened),
            "open_24": plain(opened),
            "percent_change_24": plain(round(100 * (last / opened - 1), 2)),
            "side": "0",
            "market_type": kind,
            "pair": _name(pair, kind),
            "market": _name(pair, kind),
        }


def _name(pair: Pair, kind: str) -> str:
    return f"{pair.base}/{pair.quote}" + ("-PERP" if kind == PERPETUAL else "")


def _symbol(pair: Pair, kind: str) -> str:
    return _name(pair, kind).replace("/", "").lower()


def _market(pair: Pair, kind: str) -> dict[str, Any]:
    name = _name(pair, kind)
    return {
        "name": name,
        "market_symbol": _symbol(pair, kind),
        "base_currency": pair.base,
        "base_decimals": 8,
        "counter_currency": pair.quote,
        "counter_decimals": 5,
        "minimum_order_value": "10",
        "maximum_order_value": "30000000.00000",
        "minimum_order_amount": "0.00000001",
        "maximum_order_amount": "500000000.00000000",
        "trading": "Enabled",
        "instant_order_counter_decimals": 2,
        "instant_and_market_orders": "Enabled",
        "description": f"{pair.base} / {pair.quote}",
        "market_type": kind,
        **({"payoff_type": "Linear"} if kind == PERPETUAL else {}),
    }
