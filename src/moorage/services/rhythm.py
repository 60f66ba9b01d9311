"""When an account is to be loaded next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from moorage.domain.account import KeyState, Worth

Scatter = Callable[[int], float]
"""Returns a number from 0 to 1 for an account's id, the same each time."""

SCATTERED: Final = 0.1  # of an interval: so much earlier an account may be due, so that they do not come in step
SOONEST_RETRY: Final = timedelta(seconds=30)
LATEST_RETRY: Final = timedelta(minutes=10)
PATIENCE: Final = 32  # a retry comes after this part of the time that a load is overdue
UNPRICED_EVERY: Final = timedelta(minutes=5)
"""How soon numbers that were loaded without any price are loaded again."""


def scatter(account_id: int) -> float:
    """Spread ids evenly: accounts that were connected together drift apart."""
    return crc32(account_id.to_bytes(8)) / 2**32


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often accounts are loaded.

    An account whose key the venue refuses is tried once a day, to notice a key that works again; a new key makes it
    due at once. After a failure the retries slow down as the numbers grow old, which needs no count of them.
    """

    every: timedelta = timedelta(hours=1)
    watched_every: timedelta = timedelta(minutes=5)
    locked_every: timedelta = timedelta(days=1)
    scatter: Scatter = field(default=scatter)

    def due_at(self, account_id: int, key: KeyState, worth: Worth, now: datetime, *, watched: bool = False) -> datetime:
        """Return when an account that was just loaded, or could not be, is due next.

        Args:
            account_id: Decides how far it is scattered.
            key: As it was found.
            worth: With a `stale_reason` when the load failed.
            now: When that was.
            watched: Whether somebody looked at it lately.
        """
        if key.is_locked:
            return now + self._scattered(account_id, self.locked_every)
        if worth.stale_reason is not None or worth.balances is None:
            return now + self.retry_after(worth, now)
        if worth.valuation.priced_at is None:
            return now + min(self.every, UNPRICED_EVERY)
        return now + self._scattered(account_id, min(self.every, self.watched_every) if watched else self.every)

    def retry_after(self, worth: Worth, now: datetime) -> timedelta:
        """Return how long to wait after a failure: the longer, the longer the account is overdue."""
        if worth.balances is None:
            return SOONEST_RETRY
        overdue = now - worth.balances.as_of - self.every
        return max(SOONEST_RETRY, min(LATEST_RETRY, overdue / PATIENCE))

    def _scattered(self, account_id: int, interval: timedelta) -> timedelta:
        return interval * (1 - SCATTERED * self.scatter(account_id))
