from dataclasses import replace
from datetime import timedelta

from moorage.domain.account import KeyState, Worth
from moorage.domain.valuation import Valuation
from moorage.services.rhythm import Rhythm
from moorage.services.watching import Haste, Watching
from tests.fakes import FakeClock
from tests.makers import NOW, make_account, make_balances

MINUTE = timedelta(minutes=1)
GOOD = Worth(balances=make_balances(as_of=NOW), valuation=Valuation(priced_at=NOW))
ACCOUNT = make_account(id=7, worth=GOOD, balances_due_at=NOW + 60 * MINUTE)


def make_watching(capacity: int = 3) -> tuple[Watching, FakeClock]:
    clock = FakeClock()
    return Watching(clock, Rhythm(scatter=lambda _: 0.0), capacity), clock


class TestWatching:
    def test_a_look_lasts_a_quarter_of_an_hour(self):
        """An account that nobody looks at any more goes back to its hour."""
        watching, clock = make_watching()
        watching.look([ACCOUNT])
        assert watching.due_at(7, KeyState(), GOOD) == NOW + 5 * MINUTE
        clock.advance(15 * MINUTE)
        assert watching.due_at(7, KeyState(), GOOD) == NOW + 75 * MINUTE
        watching.to_hasten()
        assert len(watching) == 0

    def test_a_watched_account_is_brought_forward_once(self):
        """However often it is looked at; again after its next load."""
        watching, clock = make_watching()
        watching.look([ACCOUNT])
        assert watching.to_hasten() == [Haste(1, 7, NOW, NOW + 5 * MINUTE)]
        watching.look([ACCOUNT])
        assert watching.to_hasten() == []
        clock.advance(MINUTE)
        later = replace(GOOD, balances=make_balances(as_of=NOW + MINUTE))
        watching.look([replace(ACCOUNT, worth=later)])
        assert watching.to_hasten() == [Haste(1, 7, NOW + MINUTE, NOW + 6 * MINUTE)]

    def test_what_is_due_soon_enough_is_left_alone(self):
        """Nothing is written for it."""
        watching, _ = make_watching()
        watching.look([replace(ACCOUNT, balances_due_at=NOW + 5 * MINUTE)])
        assert watching.to_hasten() == []

    def test_stale_and_locked_accounts_keep_their_time(self):
        """A look does not undo the pause after a failure."""
        watching, _ = make_watching()
        stale = replace(ACCOUNT, worth=replace(GOOD, stale_reason="away"))
        locked = replace(ACCOUNT, key=KeyState(lock_reason="invalid_api_key"))
        watching.look([stale, locked, replace(ACCOUNT, worth=Worth())])
        assert len(watching) == 0

    def test_only_so_many_are_remembered(self):
        """The longest unseen is forgotten first."""
        watching, _ = make_watching()
        for number in (1, 2, 3, 1, 4):
            watching.look([replace(ACCOUNT, id=number)])
        assert [number for number in range(1, 5) if watching.is_watched(number)] == [1, 3, 4]
