"""Symbols and prices of Gemini.

Source: Gemini's REST documentation (2026-03-06): "Symbols", "Symbol details", "Ticker", "Price feed".
"""

from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal, json_reply
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

    def ticker(self, asked: Asked) -> dict[str, Any]:
        """Ticker of the pair at the end of the path."""
        pair = self._named(asked)
        last, tick = self._world.prices.price(pair), pair.tick
        volume = {pair.base: "1234", pair.quote: plain(1234 * last), "timestamp": asked.call.now_ms}
        best = {"bid": plain(max(last - tick, tick)), "ask": plain(last + tick)}
        return {**best, "last": plain(last), "volume": volume}

    def details(self, asked: Asked) -> dict[str, Any]:
        """Symbol details of the pair at the end of the path; steps are JSON numbers."""
        pair = self._named(asked)
        return {
            "symbol": pair.base + pair.quote,
            "base_currency": pair.base,
            "quote_currency": pair.quote,
            "tick_size": Raw(b"1E-8"),
            "quote_increment": Raw(plain(pair.tick).encode()),
            "min_order_size": "0.00001",
            "status": "open",
            "wrap_enabled": False,
            "product_type": "spot",
            "contract_type": "vanilla",
            "contract_price_currency": pair.quote,
        }

    def _named(self, asked: Asked) -> Pair:
        name = asked.call.path.rpartition("/")[2].upper()
        found = next((pair for pair in self._pairs if pair.base + pair.quote == name), None)
        if found is None:
            sentence = f"Supplied value '{name}' is not a valid symbol"
            raise Refusal(json_reply({"result": "error", "reason": "InvalidSymbol", "message": sentence}, 400))
        return found

    def _row(self, pair: Pair) -> dict[str, str]:
        prices = self._world.prices
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        change = plain(round(last / opened - 1, 4))
        return {"pair": pair.base + pair.quote, "price": plain(last), "percentChange24h": change}
