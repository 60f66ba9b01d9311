from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from moorage.domain.profit import NOTHING, Figures
from moorage.domain.quotes import Quotes
from moorage.domain.trading_rule import InstrumentKind
from moorage.domain.volume import DayVolume, Trade, Trades, Volume, by_day, days_between, summed
from tests.makers import NOW, make_book, make_rule

TODAY = NOW.date()
QUOTES = Quotes(make_book(("BTC", "USDT", "50000"), ("USDT", "USD", "1")))
DAY = timedelta(days=1)
RULES = {"ETH-USDT": make_rule("ETH", symbol="ETH-USDT")}


def trade(reference: str, total: str, days_ago: int = 0, symbol: str = "ETH-USDT") -> Trade:
    """Return a trade."""
    return Trade(reference=reference, symbol=symbol, total=Decimal(total), at=NOW - days_ago * DAY)


def told(*trades: Trade, days: int = 2, **more) -> Trades:
    """Return trades of so many days and the present one."""
    return Trades(trades=trades, begin=TODAY - days * DAY, until=NOW + timedelta(seconds=1), **more)


def day(number: int, value: Figures = NOTHING, *, until: datetime | None = None, complete: bool = True) -> DayVolume:
    """Return a day so many after the present one, read to its end where nothing else is said."""
    which = TODAY + number * DAY
    end = datetime.combine(which + DAY, time(), UTC)
    return DayVolume(day=which, until=until or end, value=value, complete=complete)


class TestByDay:
    def test_sums_each_day(self):
        """A day without a trade is a zero that is known."""
        read = told(trade("1", "100"), trade("2", "150"), trade("3", "500", 2))
        first, second, last = by_day(read, RULES, QUOTES)
        assert first == day(-2, Figures(Decimal("0.01"), Decimal(500)))
        assert second == day(-1)
        assert last == day(0, Figures(Decimal("0.005"), Decimal(250)), until=read.until)

    def test_what_has_no_value_is_said_to_be_missing(self):
        """A symbol that nobody knows, and one whose quote has no price."""
        read = told(trade("1", "100", symbol="OLD-USDT"), trade("2", "1", 1, "ETH-XYZ"), trade("3", "7", 1))
        days = by_day(read, {**RULES, "ETH-XYZ": make_rule("ETH", "XYZ")}, QUOTES)
        assert [(told.value.usd, told.complete) for told in days] == [(0, True), (7, False), (0, False)]

    @pytest.mark.parametrize(
        ("kind", "size", "usd"),
        [(InstrumentKind.LINEAR, "0.01", 1500), (InstrumentKind.INVERSE, "100", 300), (InstrumentKind.LINEAR, None, 0)],
    )
    def test_contracts_count_by_their_size(self, kind: InstrumentKind, size: str | None, usd: int):
        """Of the base, of an inverse one of the quote; one of unknown size is missing from the sum."""
        rule = make_rule("BTC", kind=kind, contract_size=size and Decimal(size))
        fill = Trade(reference="1", symbol=rule.symbol, contracts=Decimal(3), price=Decimal(50_000), at=NOW)
        [last] = by_day(told(fill, days=0), {rule.symbol: rule}, QUOTES)
        assert (last.value.usd, last.complete) == (usd, size is not None)


class TestSummed:
    def test_is_complete_when_every_day_is(self):
        """A missing day makes the sum one of less than was asked for."""
        days = [day(0, Figures(Decimal(1), Decimal(2))), day(-1)]
        assert summed(days, {TODAY, TODAY - DAY}) == Volume(Figures(Decimal(1), Decimal(2)), complete=True)
        assert not summed(days, {TODAY + DAY}).complete
        assert not summed([day(0, complete=False)], {TODAY}).complete


class TestDaysBetween:
    def test_both_ends_are_included(self):
        """Over the end of a month."""
        assert list(days_between(date(2026, 2, 28), date(2026, 3, 1))) == [date(2026, 2, 28), date(2026, 3, 1)]
