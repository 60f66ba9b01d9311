"""Which accounts somebody looked at lately; bounded, in memory, and nothing is lost with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from moorage.domain.account import Account, KeyState, Worth
from moorage.services.ports import Clock
from moorage.services.rhythm import Rhythm

WATCHED_FOR: Final = timedelta(minutes=15)
CAPACITY: Final = 1024  # accounts


@dataclass(slots=True)
class _Look:
    """The last look at an account, and what was seen of it; `hastened` when it was brought forward since."""

    user_id: int
    at: datetime
    as_of: datetime
    due_at: datetime
    hastened: bool = False


@dataclass(frozen=True, slots=True)
class Haste:
    """An account that is to be brought forward, unless it was loaded since `as_of`."""

    user_id: int
    account_id: int
    as_of: datetime
    due_at: datetime


class Watching:
    """The accounts that were looked at in the last quarter of an hour, at most some of them."""

    def __init__(self, clock: Clock, rhythm: Rhythm, capacity: int = CAPACITY) -> None:
        """Begin with nobody looking."""
        self._clock = clock
        self._rhythm = rhythm
        self._capacity = capacity
        self._looks: dict[int, _Look] = {}

    def look(self, accounts: Iterable[Account]) -> None:
        """Note that somebody sees these accounts; what is stale or locked keeps its own time."""
        now = self._clock()
        for account in accounts:
            balances = account.worth.balances
            if balances is None or account.worth.stale_reason is not None or account.key.is_locked:
                continue
            before = self._looks.pop(account.id, None)
            known = before is not None and before.as_of == balances.as_of
            hastened = known and before is not None and before.hastened
            self._looks[account.id] = _Look(account.user_id, now, balances.as_of, account.balances_due_at, hastened)
        while len(self._looks) > self._capacity:
            del self._looks[next(iter(self._looks))]

    def is_watched(self, account_id: int) -> bool:
        """Say whether somebody looked at an account lately."""
        look = self._looks.get(account_id)
        return look is not None and self._clock() - look.at < WATCHED_FOR

    def due_at(self, account_id: int, key: KeyState, worth: Worth) -> datetime:
        """Return when an account that was just loaded, or could not be, is due next."""
        return self._rhythm.due_at(account_id, key, worth, self._clock(), watched=self.is_watched(account_id))

    def to_hasten(self) -> list[Haste]:
        """Return the accounts whose next load is too far away for being watched, each once; forget old looks."""
        now = self._clock()
        self._looks = {number: look for number, look in self._looks.items() if now - look.at < WATCHED_FOR}
        found = []
        for number, look in self._looks.items():
            due_at = look.as_of + self._rhythm.watched_every
            if not look.hastened and due_at < look.due_at:
                look.hastened = True
                found.append(Haste(look.user_id, number, look.as_of, due_at))
        return found

    def __len__(self) -> int:
        return len(self._looks)
