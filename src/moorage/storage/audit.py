"""The audit trail: records chained by a keyed MAC, so that an edit, a hole, a swap or a cut end shows.

The MAC of a record covers its number, the MAC before it, and every column. Whoever writes to the database without
the vault's audit key cannot continue or mend the chain. A cut end that also turns `audit_head` back shows only
against an anchor kept elsewhere (a line in a log).
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import bindparam, insert, select, update

from moorage.services.repositories import AuditRecord
from moorage.storage.connection import Connection, Engine
from moorage.storage.encoding import to_milliseconds
from moorage.storage.query import Query, Row
from moorage.storage.tables import AUDIT_HEAD, AUDIT_RECORDS

Mac = Callable[[bytes], bytes]
"""Returns the keyed MAC of bytes; the same bytes give the same MAC."""

BATCH: Final = 500  # records read at a time

_R: Final = AUDIT_RECORDS.c
_RECORD: Final = (_R.seq, _R.at, _R.actor, _R.action, _R.subject, _R.user_id, _R.request_id, _R.address, _R.details)
_HEAD: Final = select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.mac)

HEAD: Final = Query(_HEAD)
LOCK_HEAD: Final = Query(_HEAD.with_for_update())
ADD: Final = Query(insert(AUDIT_RECORDS), [column.name for column in AUDIT_RECORDS.columns])
MOVE_HEAD: Final = Query(update(AUDIT_HEAD), ["seq", "mac"])
NEXT: Final = Query(
    select(*_RECORD, _R.mac).where(_R.seq > bindparam("after")).order_by(_R.seq).limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number and MAC of a record (0 and empty before the first); kept outside, it betrays a cut end."""

    seq: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `broken` is the first number that is wrong, None when the chain is whole.

    `records` counts the records that are right; `reason` says what is wrong with the broken one.
    """

    records: int
    head: Anchor
    broken: int | None = None
    reason: str | None = None


class SqlAuditTrail:
    """Implements `services.repositories.AuditTrail`."""

    __slots__ = ("_connection", "_mac")

    def __init__(self, connection: Connection, mac: Mac) -> None:
        """Work inside the transaction of a connection; `mac` is the vault's."""
        self._connection = connection
        self._mac = mac

    async def append(self, record: AuditRecord) -> None:
        """See `AuditTrail`. The head stays locked until the transaction ends, so that the chain never forks."""
        seq, before = (await self._connection.fetch(LOCK_HEAD))[0]
        row = (
            seq + 1,
            to_milliseconds(record.at),
            record.actor,
            record.action,
            record.subject,
            record.user_id,
            record.request_id,
            record.address,
            msgspec.json.encode(dict(record.details), order="sorted").decode(),
        )
        values = dict(zip((column.name for column in _RECORD), row, strict=True))
        values["mac"] = self._mac(_message(before, row))
        await self._connection.execute(ADD, values)
        await self._connection.execute(MOVE_HEAD, values)


async def head(engine: Engine) -> Anchor:
    """Return the last record's anchor, to be written down where the database's writers cannot reach."""
    rows = await engine.read(lambda connection: connection.fetch(HEAD))
    return Anchor(*rows[0])


async def verify(engine: Engine, mac: Mac, anchor: Anchor | None = None) -> Verdict:
    """Walk the whole chain and stop at the first record that is wrong.

    Args:
        engine: The database; it may be written to meanwhile.
        mac: As given to the store.
        anchor: What `head` returned earlier; the record of that number must still be the same one.
    """
    at = Anchor(0, b"")
    while True:
        rows, named = await _batch(engine, at.seq)
        for row in rows:
            fault = _fault(at, row, mac, anchor)
            if fault is not None:
                return Verdict(at.seq, at, at.seq + 1, fault)
            at = Anchor(row[0], row[-1])
        if len(rows) < BATCH:
            return _judge_end(at, named, anchor)


async def _batch(engine: Engine, after: int) -> tuple[list[Row], Anchor]:
    async def work(connection: Connection) -> tuple[list[Row], Anchor]:
        rows = await connection.fetch(NEXT, {"after": after, "limit": BATCH})
        return [tuple(row) for row in rows], Anchor(*(await connection.fetch(HEAD))[0])

    return await engine.read(work)


def _fault(before: Anchor, row: Row, mac: Mac, anchor: Anchor | None) -> str | None:
    if row[0] != before.seq + 1:
        return "is missing"
    if not hmac.compare_digest(mac(_message(before.mac, row[:-1])), row[-1]):
        return "was changed, or does not follow the record before it"
    if anchor is not None and anchor.seq == row[0] and not hmac.compare_digest(anchor.mac, row[-1]):
        return "is not the record of the anchor"
    return None


def _judge_end(last: Anchor, named: Anchor, anchor: Anchor | None) -> Verdict:
    if named.seq > last.seq or (anchor is not None and anchor.seq > last.seq):
        return Verdict(last.seq, last, last.seq + 1, "is missing: the end of the trail was cut off")
    if named.seq < last.seq or not hmac.compare_digest(named.mac, last.mac):
        return Verdict(last.seq, last, named.seq + 1, "is not what the head of the trail names")
    return Verdict(last.seq, last)


def _message(before: bytes, row: Row) -> bytes:
    """Return the bytes under a record's MAC: no two different histories give the same ones."""
    return b"%d:%d:" % (row[0], len(before)) + before + msgspec.json.encode(tuple(row))
