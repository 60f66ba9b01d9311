"""Profit is the change of value without what was put in or taken out."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.profit import NOTHING, Figures, Profit, Snapshot, add_profits, gain
from tests.makers import NOW

AMOUNTS = st.decimals(-(10**9), 10**9, places=8)
POSITIVE = st.decimals(0, 10**9, places=8)


def figures(btc: str | Decimal, usd: str | Decimal) -> Figures:
    """Return a value in both currencies."""
    return Figures(Decimal(btc), Decimal(usd))


def snapshot(hours: int, value: Figures, net: Figures = NOTHING, put_in: Figures = NOTHING) -> Snapshot:
    """Return a snapshot some hours from now."""
    return Snapshot(at=NOW + timedelta(hours=hours), value=value, net=net, put_in=put_in)


class TestGain:
    def test_a_rise_is_profit(self):
        """docs/profit.md, first example."""
        told = gain(snapshot(-24, figures("1", "60000")), snapshot(0, figures("1", "63000")))
        assert told.profit == figures("0", "3000")
        assert told.percentage == figures("0", "5")
        assert told.since == NOW - timedelta(hours=24)

    def test_a_deposit_is_none(self):
        """docs/profit.md, second example: the value doubles, the profit is what the first half earned."""
        start = snapshot(-24, figures("1", "60000"))
        end = snapshot(0, figures("2", "126000"), figures("1", "63000"), figures("1", "63000"))
        told = gain(start, end)
        assert told.profit == figures("0", "3000")
        assert told.base == figures("2", "123000")

    def test_a_withdrawal_is_no_loss(self):
        """docs/profit.md, third example: what was taken out leaves the base alone."""
        start = snapshot(-24, figures("2", "120000"))
        end = snapshot(0, figures("1", "63000"), figures("-1", "-63000"))
        told = gain(start, end)
        assert told.profit == figures("0", "6000")
        assert told.percentage == figures("0", "5")

    @pytest.mark.parametrize(("then", "now"), [(True, True), (False, True), (True, False), (False, False)])
    def test_what_had_no_price_then_or_now_may_be_in_it(self, then, now):
        """A price that came or went looks like profit or loss, so a profit says what it compares."""
        start, end = snapshot(-1, figures("1", "1")), snapshot(0, figures("1", "1"))
        told = gain(replace(start, complete=then), replace(end, complete=now))
        assert told.complete is (then and now)
        assert add_profits([Profit(day=told), Profit(day=gain(start, end))]).day.complete is told.complete

    def test_nothing_invested_has_no_percentage(self):
        """A share of nothing is told as zero."""
        assert gain(snapshot(-1, NOTHING), snapshot(0, figures("1", "2"))).percentage == NOTHING

    @given(AMOUNTS, AMOUNTS, AMOUNTS)
    def test_without_flows_it_is_the_change_of_value(self, before, after, net):
        """A price move changes the profit by exactly what it changes the value."""
        start = snapshot(-24, figures(before, before), figures(net, net))
        end = snapshot(0, figures(after, after), figures(net, net))
        assert Fraction(gain(start, end).profit.usd) == Fraction(after) - Fraction(before)

    @given(AMOUNTS, AMOUNTS, POSITIVE)
    def test_a_deposit_changes_value_not_profit(self, before, after, amount):
        """Whatever is put in adds to the value and to the flows alike."""
        start = snapshot(-24, figures(before, before))
        without = gain(start, snapshot(0, figures(after, after)))
        put = figures(amount, amount)
        with_it = gain(start, snapshot(0, figures(after, after) + put, put, put))
        assert with_it.profit == without.profit


class TestAddProfits:
    def test_of_nothing_is_nothing(self):
        """Accounts without history have none together."""
        assert add_profits([]) == add_profits([Profit(), Profit()]) == Profit()

    @given(st.lists(st.tuples(AMOUNTS, AMOUNTS, POSITIVE), min_size=1, max_size=6))
    def test_the_sum_is_the_sum(self, parts):
        """Summing accounts equals the summary, which begins with the oldest of them."""
        gains = [
            gain(snapshot(-hours, figures(before, before)), snapshot(0, figures(after, after) + figures(put, put)))
            for hours, (before, after, put) in enumerate(parts, 1)
        ]
        total = add_profits(Profit(day=one) for one in gains).day
        assert total is not None
        assert Fraction(total.profit.usd) == sum(Fraction(one.profit.usd) for one in gains)
        assert Fraction(total.base.btc) == sum(Fraction(one.base.btc) for one in gains)
        assert total.since == NOW - timedelta(hours=len(parts))
