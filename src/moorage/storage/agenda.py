"""When accounts are due, read from an index that holds all that is asked, and venues' blocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, case, delete, func, insert, select, update

from moorage.services.agenda import Backlog, DueAccount, VenueBlock
from moorage.storage.connection import Connection
from moorage.storage.encoding import from_milliseconds, from_optional_milliseconds, to_milliseconds
from moorage.storage.query import Query, Row
from moorage.storage.revisions import new_revision
from moorage.storage.tables import ACCOUNTS, VENUE_BLOCKS

_C: Final = ACCOUNTS.c
_B: Final = VENUE_BLOCKS.c
_IS_STALE: Final = _C.stale_reason.is_not(None)
_SOON: Final[Select[Any]] = (
    select(_C.id, _C.user_id, _C.market_code, _C.balances_due_at, _IS_STALE)
    .where(_C.market_code == bindparam("market_code"))
    .order_by(_C.balances_due_at, _C.id)
    .limit(bindparam("limit"))
)


def _count(condition: Any) -> Any:  # noqa: ANN401 - an SQL expression
    return func.sum(case((condition, 1), else_=0))


OCCUPIED: Final = Query(select(_C.market_code).distinct())
SOONEST: Final = Query(_SOON)
SOONEST_FRESH: Final = Query(_SOON.where(_C.stale_reason.is_(None)))
BACKLOG: Final = Query(
    select(
        _C.market_code,
        func.count(),
        _count(_C.balances_due_at <= bindparam("now")),
        _count(_C.lock_reason.is_not(None)),
        func.min(case((_C.lock_reason.is_(None), _C.balances_as_of), else_=None)),
    )
    .group_by(_C.market_code)
    .order_by(_C.market_code)
)
HASTEN: Final = Query(
    update(ACCOUNTS).where(
        _C.id == bindparam("this_id"),
        _C.user_id == bindparam("this_user_id"),
        _C.balances_as_of == bindparam("seen_as_of"),
        _C.balances_due_at > bindparam("latest"),
    ),
    ["balances_due_at", "revision"],
)
POSTPONE: Final = Query(
    update(ACCOUNTS).where(
        _C.id == bindparam("this_id"),
        _C.user_id == bindparam("this_user_id"),
        _C.balances_due_at < bindparam("earliest"),
    ),
    ["balances_due_at", "revision"],
)
CLAIM: Final = Query(
    update(ACCOUNTS).where(
        _C.id == bindparam("this_id"),
        _C.user_id == bindparam("this_user_id"),
        _C.balances_due_at == bindparam("seen_due_at"),
    ),
    ["balances_due_at", "revision"],
)
BLOCKS: Final = Query(select(_B.venue, _B.limit_name, _B.key_id, _B.until, _B.milliseconds))
UNBLOCK: Final = Query(
    delete(VENUE_BLOCKS).where(
        _B.venue == bindparam("venue"), _B.limit_name == bindparam("limit_name"), _B.key_id == bindparam("key_id")
    )
)
BLOCK: Final = Query(insert(VENUE_BLOCKS), [column.name for column in VENUE_BLOCKS.columns])
FORGET: Final = Query(delete(VENUE_BLOCKS).where(_B.until <= bindparam("ended_by")))


class SqlAgenda:
    """Implements `services.agenda.Agenda`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of a connection."""
        self._connection = connection

    async def occupied(self) -> frozenset[str]:
        """See `Agenda`."""
        return frozenset(row[0] for row in await self._connection.fetch(OCCUPIED))

    async def soonest(self, market_code: str, limit: int, *, fresh: bool = False) -> list[DueAccount]:
        """See `Agenda`."""
        query = SOONEST_FRESH if fresh else SOONEST
        return [_due(row) for row in await self._connection.fetch(query, {"market_code": market_code, "limit": limit})]

    async def backlog(self, now: datetime) -> list[Backlog]:
        """See `Agenda`."""
        rows = await self._connection.fetch(BACKLOG, {"now": to_milliseconds(now)})
        return [
            Backlog(market_code=code, accounts=count, due=due, locked=locked, oldest=from_optional_milliseconds(oldest))
            for code, count, due, locked, oldest in rows
        ]

    async def hasten(self, user_id: int, account_id: int, as_of: datetime, due_at: datetime) -> bool:
        """See `Agenda`."""
        due = to_milliseconds(due_at)
        values = {
            "this_id": account_id,
            "this_user_id": user_id,
            "seen_as_of": to_milliseconds(as_of),
            "latest": due,
            "balances_due_at": due,
            "revision": new_revision(),
        }
        return bool(await self._connection.execute(HASTEN, values))

    async def postpone(self, user_id: int, account_id: int, due_at: datetime) -> bool:
        """See `Agenda`."""
        due = to_milliseconds(due_at)
        values = {"this_id": account_id, "this_user_id": user_id, "earliest": due, "balances_due_at": due}
        return bool(await self._connection.execute(POSTPONE, {**values, "revision": new_revision()}))

    async def claim(self, due: DueAccount, until: datetime) -> bool:
        """See `Agenda`."""
        values = {
            "this_id": due.id,
            "this_user_id": due.user_id,
            "seen_due_at": to_milliseconds(due.due_at),
            "balances_due_at": to_milliseconds(until),
            "revision": new_revision(),
        }
        return bool(await self._connection.execute(CLAIM, values))


class SqlBlocks:
    """Implements `services.agenda.BlockRepository`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of a connection."""
        self._connection = connection

    async def all(self) -> Sequence[VenueBlock]:
        """See `BlockRepository`."""
        return [_block(row) for row in await self._connection.fetch(BLOCKS)]

    async def put(self, block: VenueBlock) -> None:
        """See `BlockRepository`."""
        values = {
            "venue": block.venue,
            "limit_name": block.limit,
            "key_id": block.key_id,
            "until": to_milliseconds(block.until),
            "milliseconds": int(block.seconds * 1000),
        }
        await self._connection.execute(UNBLOCK, values)
        await self._connection.execute(BLOCK, values)

    async def forget(self, until: datetime) -> None:
        """See `BlockRepository`."""
        await self._connection.execute(FORGET, {"ended_by": to_milliseconds(until)})


def _due(row: Row) -> DueAccount:
    account_id, user_id, market_code, due_at, is_stale = row
    return DueAccount(
        id=account_id,
        user_id=user_id,
        market_code=market_code,
        due_at=from_milliseconds(due_at),
        is_stale=bool(is_stale),
    )


def _block(row: Row) -> VenueBlock:
    venue, limit, key_id, until, milliseconds = row
    return VenueBlock(
        venue=venue,
        limit=limit,
        key_id=bytes(key_id),
        until=from_milliseconds(until),
        seconds=milliseconds / 1000,
    )
