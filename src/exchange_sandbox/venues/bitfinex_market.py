"""Pairs, currencies, tickers and status of Bitfinex.

Source: docs.bitfinex.com (2026): "Configs", "Tickers", "Platform Status"; the lists that ccxt 4.5.90 asks for.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.bitfinex_protocol import code_of, encoded, error, symbol_of
from exchange_sandbox.venues.venue import Asked, SnapshotCache
from exchange_sandbox.world import World

QUOTES: Final = ("USD", "USDT", "EUR", "BTC")
PERPETUAL: Final = "BTCF0:USTF0"
LENT: Final = "fUSD"
CONF: Final = "/v2/conf/"


class BitfinexBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._cache = SnapshotCache(world)
        self._pairs: Mapping[str, Pair] = {
            symbol_of(each.base, each.quote): each for each in world.prices.pairs(QUOTES)
        }
        self._lists: Mapping[str, Sequence[Any]] = _lists(
            list(self._pairs), [code_of(code) for code in world.asset_codes]
        )

    def status(self, _: Asked) -> bytes:
        """Platform Status: 1 is up."""
        return b"[1]"

    def conf(self, asked: Asked) -> bytes:
        """Configs: one list for each name, in the order of the path.

        Raises:
            Refusal: 10020, there is no such list.
        """
        names = asked.call.path.removeprefix(CONF).split(",")
        if not all(name in self._lists for name in names):
            raise Refusal(error(10020, "config: invalid"))
        return encoded([self._lists[name] for name in names])

    def tickers(self, asked: Asked) -> bytes:
        """Tickers: all of them, or those in `symbols`; one that does not exist is left out."""
        wanted = asked.params.get("symbols", "")
        if wanted == "ALL":
            return self._cache.get("tickers", lambda: encoded(self._rows()))
        names = set(wanted.split(","))
        return encoded([row for row in self._rows() if row[0] in names])

    def _rows(self) -> list[list[Any]]:
        rows = [self._row(f"t{name}", pair) for name, pair in self._pairs.items()]
        perpetual = self._row(f"t{PERPETUAL}", self._pairs["BTCUST"])
        lent = [LENT, 0.0004, 0.0003, 30, 1500.5, 0.0004, 2, 900.25, 0, 0, 0.0004, 12000.5, 0.0005, 0.0002]
        return [*rows, perpetual, [*lent, None, None, 20000.5]]

    def _row(self, name: str, pair: Pair) -> list[Any]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        change = last - opened
        bid, ask = max(last - tick, tick), last + tick
        share = round(change / opened, 8)
        return [name, bid, 21.5, ask, 18.25, change, share, last, 1234.5, max(last, opened), min(last, opened)]


def _lists(pairs: Sequence[str], codes: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    sizes = [None, None, None, "0.0001", "2000.0", None, None, None, 0.2, 0.1, None, None]
    names: dict[str, Sequence[Any]] = {
        "pub:info:pair": [[pair, sizes] for pair in pairs],
        "pub:info:pair:futures": [[PERPETUAL, sizes]],
        "pub:list:pair:margin": ["BTCUSD", "ETHUSD"],
        "pub:list:currency": [*codes, "USTF0"],
        "pub:map:currency:sym": [["UST", "USDt"], ["UDC", "USDC"], ["ATO", "ATOM"]],
        "pub:map:currency:undl": [["USTF0", "UST"], ["BTCF0", "BTC"]],
    }
    blank = ("pub:list:pair:securities", "pub:map:tx:method", "pub:info:tx:status", "pub:list:currency:margin")
    maps = ("label", "unit", "pool", "explorer", "tx:fee")
    return {**names, **{name: [] for name in (*blank, *(f"pub:map:currency:{each}" for each in maps))}}
