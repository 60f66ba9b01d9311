"""Assets, pairs, tickers, time and status of Kraken.

Source: docs.kraken.com/api, "Get Server Time", "Get System Status", "Get Asset Info", "Get Tradable Asset Pairs",
"Get Ticker Information".
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from exchange_sandbox.amounts import padded
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.kraken_protocol import LEGACY_CODES, alternative_of, code_of, refuse
from exchange_sandbox.venues.venue import Asked, SnapshotCache
from exchange_sandbox.world import World

QUOTES: Final = ("USD", "EUR", "USDT", "USDC", "BTC")
EARNING: Final = ("DOT.S", "ETH.F", "XBT.M", "SOL.B", "ADA.S")
FEES: Final = [[0, 0.40], [10_000, 0.35]]


class KrakenBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._cache = SnapshotCache(world)
        self._pairs: Mapping[str, Pair] = {pair_id(pair): pair for pair in world.prices.pairs(QUOTES)}
        self._aliases = {_alternative(pair): name for name, pair in self._pairs.items()}
        names = [(code_of(code), alternative_of(code)) for code in world.asset_codes]
        self._assets = {code: _asset(code, alternative) for code, alternative in names}
        self._assets |= {code: _asset(code, code) for code in EARNING}

    def time(self, asked: Asked) -> dict[str, Any]:
        """Get Server Time: whole seconds."""
        moment = datetime.fromtimestamp(asked.call.now_ms // 1000, UTC)
        return {"unixtime": asked.call.now_ms // 1000, "rfc1123": moment.strftime("%a, %d %b %y %H:%M:%S +0000")}

    def status(self, asked: Asked) -> dict[str, Any]:
        """Get System Status."""
        moment = datetime.fromtimestamp(asked.call.now_ms // 1000, UTC)
        return {"status": "online", "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def assets(self, _: Asked) -> dict[str, Any]:
        """Get Asset Info."""
        return self._assets

    def asset_pairs(self, asked: Asked) -> dict[str, Any]:
        """Get Tradable Asset Pairs: all, or those in `pair`."""
        return {name: _asset_pair(self._pairs[name]) for name in self._wanted(asked)}

    def ticker(self, asked: Asked) -> Any:  # noqa: ANN401
        """Get Ticker Information: all, or those in `pair`."""
        if "pair" in asked.params:
            return {name: self._row(self._pairs[name]) for name in self._wanted(asked)}
        return self._cache.get("ticker", lambda: msgspec.json.encode(self._rows()))

    def _wanted(self, asked: Asked) -> list[str]:
        if "pair" not in asked.params:
            return list(self._pairs)
        names = [self._aliases.get(name, name) for name in asked.params["pair"].split(",")]
        if not all(name in self._pairs for name in names):
            raise refuse("EQuery:Unknown asset pair")
        return names

    def _rows(self) -> dict[str, Any]:
        return {name: self._row(pair) for name, pair in self._pairs.items()}

    def _row(self, pair: Pair) -> dict[str, Any]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        text, high, low = padded(last, 5), padded(max(last, opened), 5), padded(min(last, opened), 5)
        average = padded((last + opened) / 2, 5)
        return {
            "a": [padded(last + tick, 5), "1", "1.000"],
            "b": [padded(max(last - tick, tick), 5), "1", "1.000"],
            "c": [text, "0.00050000"],
            "v": ["616.78210000", "1234.56700000"],
            "p": [average, average],
            "t": [11_450, 25_600],
            "l": [low, low],
            "h": [high, high],
            "o": padded(opened, 5),
        }


def pair_id(pair: Pair) -> str:
    """XXBTZUSD when both sides have legacy codes, else the short names: SOLUSD, XBTUSDT."""
    if pair.base in LEGACY_CODES and pair.quote in LEGACY_CODES:
        return code_of(pair.base) + code_of(pair.quote)
    return _alternative(pair)


def _alternative(pair: Pair) -> str:
    return alternative_of(pair.base) + alternative_of(pair.quote)


def _asset(code: str, alternative: str) -> dict[str, Any]:
    is_money = code.startswith("Z")
    return {
        "aclass": "currency",
        "altname": alternative,
        "decimals": 4 if is_money else 10,
        "display_decimals": 2 if is_money else 5,
        "status": "enabled",
    }


def _asset_pair(pair: Pair) -> dict[str, Any]:
    base, quote = alternative_of(pair.base), alternative_of(pair.quote)
    decimals = max(0, -pair.tick.adjusted())
    return {
        "altname": base + quote,
        "wsname": f"{base}/{quote}",
        "aclass_base": "currency",
        "base": code_of(pair.base),
        "aclass_quote": "currency",
        "quote": code_of(pair.quote),
        "lot": "unit",
        "cost_decimals": 5,
        "pair_decimals": decimals,
        "lot_decimals": 8,
        "lot_multiplier": 1,
        "leverage_buy": [2, 3, 4, 5],
        "leverage_sell": [2, 3, 4, 5],
        "fees": FEES,
        "fees_maker": FEES,
        "fee_volume_currency": "ZUSD",
        "margin_call": 80,
        "margin_stop": 40,
        "ordermin": "0.0001",
        "costmin": "0.5",
        "tick_size": format(pair.tick, "f"),
        "status": "online",
        "long_position_limit": 250,
        "short_position_limit": 200,
    }
