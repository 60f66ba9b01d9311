"""What is to be loaded when, across all users, and which venues are not to be asked yet; as Protocols."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAccount:
    """When an account is to be loaded next. `is_stale` says whether its owner is told that the last load failed."""

    id: int
    user_id: int
    market_code: str
    due_at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The accounts of one type. `due` counts those whose time has come.

    `oldest` is when the oldest balances were true, None while nothing was loaded; accounts whose key the venue refuses
    are counted in `locked` and leave `oldest` alone.
    """

    market_code: str
    accounts: int
    due: int
    locked: int
    oldest: datetime | None


class Agenda(Protocol):
    """When every account is due. The truth is the account's `balances_due_at`; nothing is kept beside it."""

    async def occupied(self) -> frozenset[str]:
        """Return the market codes that have an account."""

    async def soonest(self, market_code: str, limit: int, *, fresh: bool = False) -> list[DueAccount]:
        """Return the accounts of a type that are due the soonest, past and future, oldest first.

        Args:
            market_code: Which type.
            limit: How many at most.
            fresh: Leave out the accounts whose owners are told already that they are stale.
        """

    async def backlog(self, now: datetime) -> list[Backlog]:
        """Return how it stands with every type that has an account, in the order of the codes."""

    async def hasten(self, user_id: int, account_id: int, as_of: datetime, due_at: datetime) -> bool:
        """Bring an account forward to `due_at`.

        Returns:
            False when it is due before that anyway, or was loaded again since `as_of`.
        """

    async def postpone(self, user_id: int, account_id: int, due_at: datetime) -> bool:
        """Put an account off; False when it is gone, or due after that anyway."""

    async def claim(self, due: DueAccount, until: datetime) -> bool:
        """Put an account off unless anybody did before, so that of several processes one loads it.

        Args:
            due: As it was read.
            until: When it is due again, should nothing come of it.

        Returns:
            False when it is gone, or not due any more when it was.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueBlock:
    """A venue asked to be left alone until a time.

    `limit` is the kind of request as the venue's entry names it, `key_id` the keyed name of the key that is meant, b""
    for the whole address. `seconds` is how long it was for when it was told, so that a clock that was put back does
    not lengthen it.
    """

    venue: str
    limit: str
    key_id: bytes
    until: datetime
    seconds: float

    def remaining(self, now: datetime) -> float:
        """Return the seconds that are left, never more than it was for."""
        return min(self.seconds, (self.until - now).total_seconds())


class BlockRepository(Protocol):
    """The blocks that outlive a restart."""

    async def all(self) -> Sequence[VenueBlock]:
        """Return what is stored, also what is over."""

    async def put(self, block: VenueBlock) -> None:
        """Store a block in the place of an earlier one of the same kind and key."""

    async def forget(self, until: datetime) -> None:
        """Delete the blocks that ended by then."""
