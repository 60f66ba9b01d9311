from dataclasses import replace
from datetime import timedelta

import pytest

from moorage.domain.account import KeyState, Worth
from moorage.domain.valuation import Valuation
from moorage.services.rhythm import Rhythm, scatter
from tests.makers import NOW, make_balances

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RHYTHM = Rhythm(scatter=lambda _: 0.0)
GOOD = Worth(balances=make_balances(as_of=NOW), valuation=Valuation(priced_at=NOW))
LOCKED = KeyState(lock_reason="invalid_api_key")


class TestScatter:
    def test_is_even_and_always_the_same(self):
        """A thousand accounts that were connected together are spread over the whole range."""
        drawn = [scatter(number) for number in range(1, 1001)]
        assert drawn == [scatter(number) for number in range(1, 1001)]
        counts = [sum(tenth / 10 <= number < (tenth + 1) / 10 for number in drawn) for tenth in range(10)]
        assert min(counts) > 70


class TestDueAt:
    @pytest.mark.parametrize(
        ("key", "worth", "watched", "expected"),
        [
            (KeyState(), GOOD, False, HOUR),
            (KeyState(), GOOD, True, 5 * MINUTE),
            (LOCKED, replace(GOOD, stale_reason="refused"), True, timedelta(days=1)),
            (KeyState(), replace(GOOD, valuation=Valuation()), False, 5 * MINUTE),
            (KeyState(), replace(GOOD, stale_reason="away"), False, timedelta(seconds=30)),
            (KeyState(), Worth(stale_reason="away"), False, timedelta(seconds=30)),
        ],
        ids=["good", "watched", "locked", "unpriced", "failed", "never loaded"],
    )
    def test_each_outcome_has_its_interval(self, key, worth, watched, expected):
        """An hour, five minutes while somebody looks, a day while the key is refused, soon after a failure."""
        assert RHYTHM.due_at(1, key, worth, NOW, watched=watched) == NOW + expected

    def test_retries_slow_down_as_the_numbers_grow_old(self):
        """After half an hour too late a minute, after a day ten, never more."""
        waits = [RHYTHM.retry_after(GOOD, NOW + HOUR + late) for late in (0 * HOUR, 0.5 * HOUR, 4 * HOUR, 24 * HOUR)]
        assert waits == [timedelta(seconds=30), timedelta(seconds=56.25), 7.5 * MINUTE, 10 * MINUTE]

    def test_an_account_is_scattered_forward_only(self):
        """A tenth earlier at most, so that nothing grows older than it may."""
        rhythm = Rhythm(scatter=lambda number: number / 2)
        assert [rhythm.due_at(number, KeyState(), GOOD, NOW) - NOW for number in (0, 1, 2)] == [
            HOUR,
            57 * MINUTE,
            54 * MINUTE,
        ]
