from datetime import date, timedelta
from decimal import Decimal

from moorage.domain.profit import Figures
from moorage.domain.quotes import Quotes
from moorage.domain.volume import DayVolume, Trade, Trades, Volume, by_day, days_between, summed
from tests.makers import NOW, make_book

TODAY = NOW.date()
QUOTES = Quotes(make_book(("BTC", "USDT", "50000"), ("USDT", "USD", "1")))
DAY = timedelta(days=1)


def trade(reference: str, total: str, days_ago: int = 0, symbol: str = "ETH-USDT") -> Trade:
    """Return a trade."""
    return Trade(reference=reference, symbol=symbol, total=Decimal(total), at=NOW - days_ago * DAY)


def told(*trades: Trade, days: int = 2, **more) -> Trades:
    """Return trades of so many days and the present one."""
    return Trades(trades=trades, begin=TODAY - days * DAY, until=NOW + timedelta(seconds=1), **more)


class TestByDay:
    def test_sums_each_day(self):
        """A day without a trade is a zero that is known."""
        read = told(trade("1", "100"), trade("2", "150"), trade("3", "500", 2))
        first, second, last = by_day(read, {"ETH-USDT": "USDT"}, QUOTES)
        assert first == DayVolume(day=TODAY - 2 * DAY, value=Figures(Decimal("0.01"), Decimal(500)))
        assert second == DayVolume(day=TODAY - DAY)
        assert last == DayVolume(day=TODAY, value=Figures(Decimal("0.005"), Decimal(250)))

    def test_what_has_no_value_is_said_to_be_missing(self):
        """A symbol that nobody knows, and one whose quote has no price."""
        read = told(trade("1", "100", symbol="OLD-USDT"), trade("2", "1", 1, "ETH-XYZ"), trade("3", "7", 1))
        days = by_day(read, {"ETH-USDT": "USDT", "ETH-XYZ": "XYZ"}, QUOTES)
        assert [(day.value.usd, day.complete) for day in days] == [(0, True), (7, False), (0, False)]


class TestSummed:
    def test_is_complete_when_every_day_is(self):
        """A missing day makes the sum one of less than was asked for."""
        days = [DayVolume(day=TODAY, value=Figures(Decimal(1), Decimal(2))), DayVolume(day=TODAY - DAY)]
        assert summed(days, {TODAY, TODAY - DAY}) == Volume(Figures(Decimal(1), Decimal(2)), complete=True)
        assert not summed(days, {TODAY + DAY}).complete
        assert not summed([DayVolume(day=TODAY, complete=False)], {TODAY}).complete


class TestDaysBetween:
    def test_both_ends_are_included(self):
        """Over the end of a month."""
        assert list(days_between(date(2026, 2, 28), date(2026, 3, 1))) == [date(2026, 2, 28), date(2026, 3, 1)]
