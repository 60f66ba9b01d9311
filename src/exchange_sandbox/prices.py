"""Prices that move with the world's clock, the same in every run."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Final

from exchange_sandbox.clock import Clock

STEP_MS: Final = 5_000  # prices change every five seconds
PERIOD_STEPS: Final = 713  # and come back after not quite an hour, so that a day ago they were others
SWING: Final = Decimal("0.02")  # 2 % up and down
DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Asset:
    """A coin: its price in USD at the middle of its swing, and the coins it is quoted in."""

    code: str
    usd: Decimal
    quotes: tuple[str, ...] = ()
    is_money: bool = False
    """Money and stable coins do not move."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A market: `base` priced in `quote`, in whole multiples of `tick`."""

    base: str
    quote: str
    tick: Decimal


class Prices:
    """The price of every asset at any time of the clock.

    Args:
        assets: All coins with a price.
        clock: Whose time the prices follow.
    """

    def __init__(self, assets: Sequence[Asset], clock: Clock) -> None:
        self.assets: Mapping[str, Asset] = {asset.code: asset for asset in assets}
        self._clock = clock
        self._phase = {asset.code: _phase(asset.code) for asset in assets}
        self._set: dict[str, Decimal] = {}
        self._changes = 0
        self._known_step = -1
        self._known: dict[str, Decimal] = {}

    def stamp(self) -> tuple[int, int]:
        """Something that differs whenever a price may differ; a key for caches."""
        return self._clock.now_ms() // STEP_MS, self._changes

    def usd(self, code: str, ago_ms: int = 0) -> Decimal:
        """USD for one unit of `code`.

        Raises:
            KeyError: the asset has no price.
        """
        asset = self.assets[code]
        if code in self._set:
            return self._set[code]
        if asset.is_money:
            return asset.usd
        if not ago_ms:
            return self._now(asset)
        return self._at(asset, ago_ms)

    def _now(self, asset: Asset) -> Decimal:
        """The moving price, worked out once per step."""
        step = self._clock.now_ms() // STEP_MS
        if step != self._known_step:
            self._known_step, self._known = step, {}
        if asset.code not in self._known:
            self._known[asset.code] = self._at(asset, 0)
        return self._known[asset.code]

    def _at(self, asset: Asset, ago_ms: int) -> Decimal:
        step = (self._clock.now_ms() - ago_ms) // STEP_MS + self._phase[asset.code]
        return asset.usd * (1 + SWING * _wave(step))

    def rate(self, base: str, quote: str, ago_ms: int = 0) -> Decimal:
        """How much `quote` one `base` costs, not rounded."""
        return self.usd(base, ago_ms) / self.usd(quote, ago_ms)

    def price(self, pair: Pair, ago_ms: int = 0) -> Decimal:
        """The pair's price in multiples of its tick, never below one tick."""
        return max(_round(self.rate(pair.base, pair.quote, ago_ms), pair.tick), pair.tick)

    def set(self, code: str, usd: Decimal) -> None:
        """Fix a price until the world is reset.

        Raises:
            KeyError: there is no such asset.
        """
        if code not in self.assets:
            raise KeyError(code)
        self._set[code] = usd
        self._changes += 1

    def pairs(self, quotes: Sequence[str]) -> list[Pair]:
        """All markets whose quote is one of `quotes`, in a fixed order."""
        return [
            Pair(asset.code, quote, _tick(asset.usd / self.assets[quote].usd))
            for asset in self.assets.values()
            for quote in asset.quotes
            if quote in quotes
        ]


def _phase(code: str) -> int:
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) % PERIOD_STEPS


def _wave(step: int) -> Decimal:
    """A triangle between -1 and 1 with a period of `PERIOD_STEPS`."""
    half = PERIOD_STEPS // 2
    return Decimal(2 * abs(step % PERIOD_STEPS - half) - half) / half


def _tick(rate: Decimal) -> Decimal:
    """Six significant digits, at most eight decimals."""
    return Decimal(1).scaleb(min(0, max(rate.adjusted() - 5, -8)))


def _round(amount: Decimal, tick: Decimal) -> Decimal:
    with localcontext() as context:
        context.rounding = ROUND_HALF_EVEN
        return amount.quantize(tick)
