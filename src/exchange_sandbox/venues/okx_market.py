"""Instruments, tickers, time and status of OKX.

Source: OKX API v5 documentation, "Public Data > Get instruments, Get system time", "Market Data > Get tickers,
Get ticker", "Status".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.okx_protocol import error
from exchange_sandbox.venues.venue import Asked, SnapshotCache
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USDC", "BTC", "EUR")
INVERSE_BASES: Final = ("BTC", "ETH", "SOL", "XRP", "ADA")
QUARTER: Final = "261225"
QUARTER_END_MS: Final = "1798185600000"  # 2026-12-25 08:00 UTC
LISTED_MS: Final = "1606468572000"


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument and the pair it follows."""

    id: str
    type: str
    pair: Pair

    @property
    def is_inverse(self) -> bool:
        """Whether it is settled in its base currency."""
        return self.type != "SPOT" and self.pair.quote == "USD"


class OkxBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._cache = SnapshotCache(world)
        self._by_id: Mapping[str, Instrument] = {item.id: item for item in _all(world)}

    def time(self, asked: Asked) -> list[dict[str, str]]:
        """Get system time."""
        return [{"ts": str(asked.call.now_ms)}]

    def status(self, _: Asked) -> list[Any]:
        """Status: no maintenance is planned."""
        return []

    def instruments(self, asked: Asked) -> bytes:
        """Get instruments of one type."""
        kind = _type(asked)
        return msgspec.json.encode([_instrument(item) for item in self._of(kind)])

    def tickers(self, asked: Asked) -> bytes:
        """Get tickers of one type."""
        kind = _type(asked)
        return self._cache.get(kind, lambda: msgspec.json.encode([self._row(item) for item in self._of(kind)]))

    def ticker(self, asked: Asked) -> list[dict[str, Any]]:
        """Get ticker of one instrument."""
        item = self._by_id.get(asked.params.get("instId", ""))
        if item is None:
            raise Refusal(error(200, "51001", "Instrument ID doesn't exist.", with_empty_list=True))
        return [self._row(item)]

    def _of(self, kind: str) -> list[Instrument]:
        return [item for item in self._by_id.values() if item.type == kind]

    def _row(self, item: Instrument) -> dict[str, str]:
        prices, tick = self._world.prices, item.pair.tick
        last, opened = prices.price(item.pair), prices.price(item.pair, DAY_MS)
        return {
            "instType": item.type,
            "instId": item.id,
            "last": plain(last),
            "lastSz": "0.5",
            "askPx": plain(last + tick),
            "askSz": "2.25",
            "bidPx": plain(max(last - tick, tick)),
            "bidSz": "1.5",
            "open24h": plain(opened),
            "high24h": plain(max(last, opened)),
            "low24h": plain(min(last, opened)),
            "volCcy24h": plain(1234 * last),
            "vol24h": "1234",
            "ts": str(self._world.clock.now_ms()),
            "sodUtc0": plain(opened),
            "sodUtc8": plain(opened),
        }


def _type(asked: Asked) -> str:
    kind = asked.params.get("instType")
    if not kind:
        raise Refusal(error(400, "50014", "Parameter instType cannot be empty."))
    if kind not in {"SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"}:
        raise Refusal(error(400, "51000", "Parameter instType error"))
    return kind


def _all(world: World) -> list[Instrument]:
    spot = [Instrument(f"{pair.base}-{pair.quote}", "SPOT", pair) for pair in world.prices.pairs(QUOTES)]
    linear = [
        Instrument(f"{pair.base}-USDT-SWAP", "SWAP", pair)
        for pair in world.prices.pairs(("USDT",))
        if pair.base != "USDC"
    ]
    dollars = [pair for pair in world.prices.pairs(("USD",)) if pair.base in INVERSE_BASES]
    inverse = [Instrument(f"{pair.base}-USD-SWAP", "SWAP", pair) for pair in dollars]
    quarters = [Instrument(f"{pair.base}-USD-{QUARTER}", "FUTURES", pair) for pair in dollars if pair.base == "BTC"]
    return spot + linear + inverse + quarters


def _instrument(item: Instrument) -> dict[str, Any]:
    pair = item.pair
    is_spot = item.type == "SPOT"
    return {
        "alias": "this_quarter" if item.type == "FUTURES" else "",
        "auctionEndTime": "",
        "baseCcy": pair.base if is_spot else "",
        "category": "1",
        "expTime": QUARTER_END_MS if item.type == "FUTURES" else "",
        "instFamily": "" if is_spot else f"{pair.base}-{pair.quote}",
        "instId": item.id,
        "instType": item.type,
        "lever": "10" if is_spot else "100",
        "listTime": LISTED_MS,
        "lotSz": "0.00000001" if is_spot else "1",
        "maxIcebergSz": "9999999999",
        "maxLmtAmt": "20000000",
        "maxLmtSz": "9999999999",
        "maxMktAmt": "1000000",
        "maxMktSz": "1000000",
        "maxStopSz": "1000000",
        "maxTriggerSz": "9999999999",
        "maxTwapSz": "9999999999",
        "minSz": "0.00001" if is_spot else "1",
        "optType": "",
        "quoteCcy": pair.quote if is_spot else "",
        "ruleType": "normal",
        "state": "live",
        "stk": "",
        "tickSz": plain(pair.tick),
        "uly": "" if is_spot else f"{pair.base}-{pair.quote}",
    } | _contract(item)


def _contract(item: Instrument) -> dict[str, str]:
    pair = item.pair
    if item.type == "SPOT":
        return {"ctMult": "", "ctType": "", "ctVal": "", "ctValCcy": "", "settleCcy": ""}
    if item.is_inverse:
        size = "100" if pair.base == "BTC" else "10"
        return {"ctMult": "1", "ctType": "inverse", "ctVal": size, "ctValCcy": "USD", "settleCcy": pair.base}
    return {"ctMult": "1", "ctType": "linear", "ctVal": "0.01", "ctValCcy": pair.base, "settleCcy": pair.quote}
