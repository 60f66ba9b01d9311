"""Profit: how the value of an account changed, without what was put in or taken out. `docs/profit.md` explains it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from moorage.domain.balance import ZERO
from moorage.domain.valuation import EXACT

DAY: Final = timedelta(hours=24)
MONTH: Final = timedelta(days=30)
PER_CENT: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figures:
    """One value in BTC and in USD, exact."""

    btc: Decimal = ZERO
    usd: Decimal = ZERO

    def __add__(self, other: "Figures") -> "Figures":
        """Return the sum."""
        return Figures(EXACT.add(self.btc, other.btc), EXACT.add(self.usd, other.usd))

    def __sub__(self, other: "Figures") -> "Figures":
        """Return the difference."""
        return Figures(EXACT.subtract(self.btc, other.btc), EXACT.subtract(self.usd, other.usd))


NOTHING: Final = Figures()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What an account was worth at one time, and what had been moved by then.

    `net` is all that was put in less all that was taken out since the account was connected, `put_in` the first part
    alone; each transfer at the prices of the load that counted it. `complete` is False when something that was held
    had no known price, or a wallet was not read.
    """

    at: datetime
    value: Figures
    net: Figures = NOTHING
    put_in: Figures = NOTHING
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Profit since a time. `base` is what was invested: the value then and all that was put in since.

    `complete` is False when one of the two values that it compares left something out: a price that came or went is in
    the profit then.
    """

    since: datetime
    profit: Figures
    base: Figures
    complete: bool = True

    @property
    def percentage(self) -> Figures:
        """The profit in per cent of the base; zero while nothing was invested."""
        return Figures(_per_cent(self.profit.btc, self.base.btc), _per_cent(self.profit.usd, self.base.usd))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profit:
    """Profit since a day ago, since 30 days ago, and since the account was connected; None before there is any history.

    A younger account, or one that was not loaded for a while, counts from the nearest snapshot; `Gain.since` tells.
    """

    day: Gain | None = None
    month: Gain | None = None
    total: Gain | None = None


def gain(start: Snapshot, end: Snapshot) -> Gain:
    """Return the profit from one snapshot of an account to a later one."""
    return Gain(
        since=start.at,
        profit=end.value - start.value - (end.net - start.net),
        base=start.value + (end.put_in - start.put_in),
        complete=start.complete and end.complete,
    )


def add_profits(profits: Iterable[Profit]) -> Profit:
    """Return the profit of several accounts taken as one; the percentages follow from the sums."""
    every = list(profits)
    return Profit(
        day=_sum(profit.day for profit in every),
        month=_sum(profit.month for profit in every),
        total=_sum(profit.total for profit in every),
    )


def _sum(gains: Iterable[Gain | None]) -> Gain | None:
    known = [part for part in gains if part is not None]
    if not known:
        return None
    profit, base = NOTHING, NOTHING
    for part in known:
        profit, base = profit + part.profit, base + part.base
    begin, complete = min(part.since for part in known), all(part.complete for part in known)
    return Gain(since=begin, profit=profit, base=base, complete=complete)


def _per_cent(profit: Decimal, base: Decimal) -> Decimal:
    return EXACT.divide(EXACT.multiply(profit, PER_CENT), base) if base > 0 else ZERO
