"""The line of values."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.balance_chart import MOST_POINTS, MOST_SNAPSHOTS, Line, Span, chart, chart_together
from moorage.domain.profit import NOTHING, Figures, Snapshot
from tests.makers import NOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = Span(begin=NOW, end=NOW + 7 * DAY, step=HOUR)


def worth(hours: float, usd: int, net: int = 0, *, complete: bool = True) -> Snapshot:
    """Return a snapshot some hours from now."""
    value, moved = Figures(Decimal(0), Decimal(usd)), Figures(Decimal(0), Decimal(net))
    return Snapshot(at=NOW + hours * HOUR, value=value, net=moved, complete=complete)


class TestSpan:
    @pytest.mark.parametrize(
        ("length", "accounts", "step"),
        [
            (2 * HOUR, 1, timedelta(minutes=1)),
            (30 * DAY, 1, HOUR),
            (365 * DAY, 1, DAY),
            (365 * DAY, 1000, timedelta(days=7)),
            (timedelta(0), 1, timedelta(minutes=1)),
        ],
    )
    def test_the_steps_follow_from_the_length(self, length, accounts, step):
        """A long time, or many accounts, has coarser steps."""
        assert Span.over(NOW, NOW + length, accounts).step == step

    @given(st.integers(0, 10**5), st.integers(0, 10**6))
    def test_a_chart_is_never_large(self, days, accounts):
        """However long the time and however many the accounts."""
        span = Span.over(NOW - days * DAY, NOW, accounts)
        points = (span.end - span.begin) / span.step
        assert points <= MOST_POINTS
        assert points * accounts <= max(MOST_SNAPSHOTS, accounts)


class TestChart:
    def test_deposits_are_told_since_the_point_before(self):
        """The one before the span counts for the first."""
        points = chart(Line(worth(-1, 5, 5), [worth(1, 10, 7), worth(2, 9, 4)]))
        assert [(point.value.usd, point.moved.usd) for point in points] == [(10, 2), (9, -3)]

    def test_an_account_begins_without_a_deposit(self):
        """What it held when it was connected was there before."""
        assert chart(Line(None, [worth(0, 10)]))[0].moved == NOTHING

    def test_what_is_not_complete_says_so(self):
        """A point with something unpriced is marked."""
        line = Line(None, [worth(0, 1, complete=False), worth(1, 1)])
        assert [point.complete for point in chart(line)] == [False, True]


class TestChartTogether:
    def test_between_snapshots_the_last_value_counts(self):
        """Two accounts loaded at different times are one line."""
        lines = [Line(worth(-5, 100), [worth(1, 110), worth(3, 120)]), Line(worth(-5, 10), [worth(2, 20)])]
        assert [int(point.value.usd) for point in chart_together(lines, WEEK)] == [120, 130, 140]

    def test_within_a_step_there_is_one_point(self):
        """At the time of the younger snapshot."""
        lines = [Line(None, [worth(1.1, 110)]), Line(None, [worth(1.2, 20)])]
        (point,) = chart_together(lines, WEEK)
        assert (int(point.value.usd), point.at) == (130, NOW + 1.2 * HOUR)

    def test_an_account_that_is_connected_comes_in_as_a_deposit(self):
        """The sum rises and nothing was earned."""
        lines = [Line(worth(-5, 100), [worth(1, 100)]), Line(None, [worth(2, 50)])]
        assert [int(point.moved.usd) for point in chart_together(lines, WEEK)] == [0, 50]

    def test_one_account_without_a_price_marks_the_sum(self):
        """Until it has one again."""
        lines = [Line(None, [worth(0, 1, complete=False), worth(2, 1)]), Line(None, [worth(1, 1)])]
        assert [point.complete for point in chart_together(lines, WEEK)] == [False, False, True]

    @given(st.lists(st.lists(st.tuples(st.integers(0, 160), st.integers(-99, 99), st.integers(-99, 99)), max_size=9)))
    def test_it_is_the_sum_of_the_accounts(self, accounts):
        """Value and flows of all points follow from the accounts' own snapshots."""
        hourly = [{row[0]: row for row in rows} for rows in accounts]
        lines = [Line(None, [worth(*rows[hour]) for hour in sorted(rows)]) for rows in hourly]
        points = chart_together(lines, WEEK)
        last = [line.snapshots[-1] for line in lines if line.snapshots]
        if points:
            assert Fraction(points[-1].value.usd) == sum(Fraction(snapshot.value.usd) for snapshot in last)
        earned = sum(
            Fraction(line.snapshots[-1].value.usd - line.snapshots[0].value.usd)
            - Fraction(line.snapshots[-1].net.usd - line.snapshots[0].net.usd)
            for line in lines
            if line.snapshots
        )
        if points:
            moved = sum(Fraction(point.moved.usd) for point in points)
            assert Fraction(points[-1].value.usd) - moved == earned
