"""Symbols and prices of Gemini.

Source: Gemini's REST documentation (2026-03-06): "Symbols", "Price feed".
"""

from typing import Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USD", "USDT", "EUR", "BTC")


class GeminiBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._pairs = world.prices.pairs(QUOTES)

    def symbols(self, _: Asked) -> list[str]:
        """Symbols, in lower case."""
        return [(pair.base + pair.quote).lower() for pair in self._pairs]

    def pricefeed(self, _: Asked) -> list[dict[str, str]]:
        """Price feed: the last price of every pair, and by which part it changed in a day."""
        return [self._row(pair) for pair in self._pairs]

    def _row(self, pair: Pair) -> dict[str, str]:
        prices = self._world.prices
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        change = plain(round(last / opened - 1, 4))
        return {"pair": pair.base + pair.quote, "price": plain(last), "percentChange24h": change}
