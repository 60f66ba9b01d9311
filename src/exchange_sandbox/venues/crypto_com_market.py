"""Instruments and tickers of Crypto.com.

Source: Crypto.com Exchange API v1 documentation (2026-03-06): "public/get-instruments", "public/get-tickers".
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USD", "USDT", "BTC")
PERPETUALS: Final = ("BTC", "ETH")


class CryptoComBoard:
    """The public pages: spot pairs, and perpetuals in US dollars.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        pairs = world.prices.pairs(QUOTES)
        self._listed = {f"{pair.base}_{pair.quote}": pair for pair in pairs}
        self._listed |= {
            f"{pair.base}USD-PERP": pair for pair in pairs if pair.quote == "USD" and pair.base in PERPETUALS
        }

    def instruments(self, _: Asked) -> dict[str, Any]:
        """Instruments."""
        return {"data": [_instrument(name, pair) for name, pair in self._listed.items()]}

    def tickers(self, asked: Asked) -> dict[str, Any]:
        """Tickers: all, or the one of `instrument_name`."""
        wanted = asked.params.get("instrument_name")
        listed = self._listed.items()
        now_ms = asked.call.now_ms
        return {"data": [self._ticker(name, pair, now_ms) for name, pair in listed if wanted in {None, name}]}

    def _ticker(self, name: str, pair: Pair, now_ms: int) -> dict[str, Any]:
        prices = self._world.prices
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        return {
            "i": name,
            "h": plain(max(last, opened)),
            "l": plain(min(last, opened)),
            "a": plain(last),
            "v": "879.5024",
            "vv": "26370000.12",
            "oi": "12345.12",
            "c": plain(round(last / opened - 1, 8)),
            "b": plain(max(last - pair.tick, pair.tick)),
            "k": plain(last + pair.tick),
            "t": now_ms,
        }


def _instrument(name: str, pair: Pair) -> dict[str, Any]:
    is_spot = "_" in name
    return {
        "symbol": name,
        "inst_type": "CCY_PAIR" if is_spot else "PERPETUAL_SWAP",
        "display_name": f"{pair.base}/{pair.quote}" if is_spot else f"{pair.base}USD Perpetual",
        "base_ccy": pair.base,
        "quote_ccy": pair.quote,
        "quote_decimals": 2,
        "quantity_decimals": 5,
        "price_tick_size": plain(pair.tick),
        "qty_tick_size": "0.00001",
        "max_leverage": "50",
        "tradable": True,
        "expiry_timestamp_ms": 0,
        **({} if is_spot else {"underlying_symbol": f"{pair.base}USD-INDEX", "contract_size": "1"}),
    }
