"""What was traded: trades as an exchange tells them, and their volume by day."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from moorage.domain.profit import NOTHING, Figures
from moorage.domain.quotes import Quotes
from moorage.domain.trading_rule import TradingRule
from moorage.domain.valuation import EXACT

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One fill. `symbol` is the exchange's name of what was traded.

    It has a `total`, what was paid or got in the quote, or the number of `contracts` and their `price`.
    """

    reference: str
    symbol: str
    at: datetime
    total: Decimal | None = None
    contracts: Decimal | None = None
    price: Decimal | None = None

    def total_by(self, rule: TradingRule) -> Decimal | None:
        """Return what was paid or got, in the quote; None where nobody tells how much a contract is."""
        if self.total is not None or self.contracts is None or self.price is None:
            return self.total
        return rule.value_of(self.contracts, self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trades:
    """What a venue tells of an account's trades from some time on, in no particular order.

    All before `until` are among them, but for those of the days `short`, which were too many to read.
    """

    trades: tuple[Trade, ...] = ()
    begin: date
    until: datetime
    short: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVolume:
    """What was traded on a day (UTC) before `until`; not `complete` when some of it is not in the sum."""

    day: date
    until: datetime
    value: Figures = NOTHING
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Volume:
    """A sum of days; not `complete` when some of what was traded is not in it."""

    value: Figures
    complete: bool


def by_day(told: Trades, rules: Mapping[str, TradingRule], quotes: Quotes) -> list[DayVolume]:
    """Return the volume of every day that was read, oldest first, also of days without a trade.

    Args:
        told: What the venue told.
        rules: Symbol -> what is traded by that name; a symbol that is not there has no value.
        quotes: What prices the currencies it is traded for, now.
    """
    values: dict[date, Figures] = {}
    short = set(told.short)
    for trade in told.trades:
        day, value = trade.at.astimezone(UTC).date(), _value(trade, rules.get(trade.symbol), quotes)
        if value is None:
            short.add(day)
        else:
            values[day] = values.get(day, NOTHING) + value
    return [
        DayVolume(
            day=day,
            until=min(told.until, datetime.combine(day + ONE_DAY, time(), UTC)),
            value=values.get(day, NOTHING),
            complete=day not in short,
        )
        for day in _days(told)
    ]


def summed(days: Sequence[DayVolume], wanted: AbstractSet[date]) -> Volume:
    """Return the sum of some days; it is not complete where one of the `wanted` ones is missing or not complete."""
    value = NOTHING
    for told in days:
        value += told.value
    return Volume(value, wanted <= {told.day for told in days if told.complete})


def days_between(begin: date, end: date) -> Iterable[date]:
    """Yield the days from `begin` to `end`, both included."""
    return (begin + number * ONE_DAY for number in range((end - begin).days + 1))


def _days(told: Trades) -> Iterable[date]:
    """Yield the days that were read, the last one to the moment of `until`."""
    last = (told.until - timedelta(microseconds=1)).astimezone(UTC).date()
    return days_between(told.begin, last)


def _value(trade: Trade, rule: TradingRule | None, quotes: Quotes) -> Figures | None:
    total = None if rule is None else trade.total_by(rule)
    if rule is None or total is None:
        return None
    to_btc, to_usd = quotes.rate(rule.quote, "BTC"), quotes.rate(rule.quote, "USD")
    if to_btc is None or to_usd is None:
        return None
    return Figures(EXACT.multiply(total, to_btc.factor), EXACT.multiply(total, to_usd.factor))
