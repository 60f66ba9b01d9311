"""What accounts were worth, and the transfers that were counted."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import alias, and_, bindparam, delete, exists, func, insert, select

from moorage.domain.history import KeptTransfer
from moorage.domain.profit import Figures, Snapshot
from moorage.domain.transfer import Direction, Transfer, TransferState
from moorage.storage.connection import Connection
from moorage.storage.encoding import (
    from_milliseconds,
    from_optional_milliseconds,
    to_digits,
    to_milliseconds,
    to_optional_milliseconds,
)
from moorage.storage.query import Query, Row, Values
from moorage.storage.tables import SNAPSHOTS, TRANSFERS

_S: Final = SNAPSHOTS.c
_T: Final = TRANSFERS.c
_WORTH: Final = tuple(column for column in SNAPSHOTS.columns if column.name != "account_id")
_MOVE: Final = tuple(column for column in TRANSFERS.columns if column.name != "account_id")
_OF_ACCOUNT: Final = _S.account_id == bindparam("this_account_id")
_MOVED: Final = and_(_T.account_id == bindparam("this_account_id"), _T.at >= bindparam("begin"))
_LATER: Final = alias(SNAPSHOTS).c
_EARLIER: Final = alias(SNAPSHOTS).c

FORGET: Final = Query(delete(SNAPSHOTS).where(_OF_ACCOUNT, _S.at == bindparam("this_at")))
ADD: Final = Query(insert(SNAPSHOTS), [column.name for column in SNAPSHOTS.columns])
FIRST: Final = Query(select(*_WORTH).where(_OF_ACCOUNT).order_by(_S.at).limit(1))
LAST: Final = Query(select(*_WORTH).where(_OF_ACCOUNT).order_by(_S.at.desc()).limit(1))
AT: Final = Query(select(*_WORTH).where(_OF_ACCOUNT, _S.at <= bindparam("end")).order_by(_S.at.desc()).limit(1))
BEFORE: Final = Query(select(*_WORTH).where(_OF_ACCOUNT, _S.at < bindparam("end")).order_by(_S.at.desc()).limit(1))
_LAST_OF_STEP: Final = (
    select(func.max(_LATER.at))
    .where(
        _LATER.account_id == bindparam("this_account_id"),
        _LATER.at >= bindparam("begin"),
        _LATER.at <= bindparam("end"),
    )
    .group_by(_LATER.at.op("/")(bindparam("every")))
)
BETWEEN: Final = Query(select(*_WORTH).where(_OF_ACCOUNT, _S.at.in_(_LAST_OF_STEP)).order_by(_S.at))
THIN: Final = Query(
    delete(SNAPSHOTS).where(
        _OF_ACCOUNT,
        _S.at >= bindparam("begin"),
        _S.at < bindparam("end"),
        exists().where(
            _LATER.account_id == _S.account_id,
            _LATER.at > _S.at,
            _LATER.at < bindparam("end"),
            _LATER.at.op("/")(bindparam("every")) == _S.at.op("/")(bindparam("every")),
        ),
        exists().where(_EARLIER.account_id == _S.account_id, _EARLIER.at < _S.at),
    )
)
MOVES: Final = Query(select(*_MOVE).where(_MOVED).order_by(_T.at))
WAITING: Final = Query(
    select(*_MOVE).where(_MOVED, _T.counted_at.is_(None), _T.state != bindparam("state")).order_by(_T.at)
)
DROP: Final = Query(
    delete(TRANSFERS).where(
        _T.account_id == bindparam("account_id"),
        _T.direction == bindparam("direction"),
        _T.reference == bindparam("reference"),
    )
)
KEEP: Final = Query(insert(TRANSFERS), [column.name for column in TRANSFERS.columns])


class SqlHistory:
    """Implements `services.repositories.HistoryRepository`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of a connection."""
        self._connection = connection

    async def add(self, account_id: int, snapshot: Snapshot) -> None:
        """See `HistoryRepository`."""
        at = to_milliseconds(snapshot.at)
        await self._connection.execute(FORGET, {"this_account_id": account_id, "this_at": at})
        values = {
            "account_id": account_id,
            "at": at,
            "btc": to_digits(snapshot.value.btc),
            "usd": to_digits(snapshot.value.usd),
            "net_btc": to_digits(snapshot.net.btc),
            "net_usd": to_digits(snapshot.net.usd),
            "put_in_btc": to_digits(snapshot.put_in.btc),
            "put_in_usd": to_digits(snapshot.put_in.usd),
            "complete": snapshot.complete,
        }
        await self._connection.execute(ADD, values)

    async def first(self, account_id: int) -> Snapshot | None:
        """See `HistoryRepository`."""
        return await self._one(FIRST, {"this_account_id": account_id})

    async def last(self, account_id: int) -> Snapshot | None:
        """See `HistoryRepository`."""
        return await self._one(LAST, {"this_account_id": account_id})

    async def at(self, account_id: int, at: datetime) -> Snapshot | None:
        """See `HistoryRepository`."""
        return await self._one(AT, {"this_account_id": account_id, "end": to_milliseconds(at)})

    async def before(self, account_id: int, at: datetime) -> Snapshot | None:
        """See `HistoryRepository`."""
        return await self._one(BEFORE, {"this_account_id": account_id, "end": to_milliseconds(at)})

    async def between(self, account_id: int, begin: datetime, end: datetime, every: timedelta) -> list[Snapshot]:
        """See `HistoryRepository`."""
        rows = await self._connection.fetch(BETWEEN, _span(account_id, begin, end, every))
        return [_snapshot(row) for row in rows]

    async def thin(self, account_id: int, begin: datetime, end: datetime, every: timedelta) -> None:
        """See `HistoryRepository`."""
        await self._connection.execute(THIN, _span(account_id, begin, end, every))

    async def transfers(self, account_id: int, since: datetime) -> list[KeptTransfer]:
        """See `HistoryRepository`; oldest first."""
        values = {"this_account_id": account_id, "begin": to_milliseconds(since)}
        return [_kept(row) for row in await self._connection.fetch(MOVES, values)]

    async def waiting(self, account_id: int, since: datetime) -> list[KeptTransfer]:
        """See `HistoryRepository`; oldest first."""
        values = {"this_account_id": account_id, "begin": to_milliseconds(since), "state": TransferState.FAILED.value}
        return [_kept(row) for row in await self._connection.fetch(WAITING, values)]

    async def keep(self, account_id: int, transfer: KeptTransfer) -> None:
        """See `HistoryRepository`."""
        told, value = transfer.transfer, transfer.value
        values = {
            "account_id": account_id,
            "direction": told.direction.value,
            "reference": told.reference,
            "currency": told.currency,
            "amount": to_digits(told.amount),
            "at": to_milliseconds(told.at),
            "state": told.state.value,
            "counted_at": to_optional_milliseconds(transfer.counted_at),
            "btc": None if value is None else to_digits(value.btc),
            "usd": None if value is None else to_digits(value.usd),
        }
        await self._connection.execute(DROP, values)
        await self._connection.execute(KEEP, values)

    async def _one(self, query: Query, values: Values) -> Snapshot | None:
        rows = await self._connection.fetch(query, values)
        return _snapshot(rows[0]) if rows else None


def _span(account_id: int, begin: datetime, end: datetime, every: timedelta) -> Values:
    span = {"begin": to_milliseconds(begin), "end": to_milliseconds(end), "every": every // timedelta(milliseconds=1)}
    return {"this_account_id": account_id, **span}


def _snapshot(row: Row) -> Snapshot:
    at, btc, usd, net_btc, net_usd, put_in_btc, put_in_usd, complete = row
    return Snapshot(
        at=from_milliseconds(at),
        value=Figures(Decimal(btc), Decimal(usd)),
        net=Figures(Decimal(net_btc), Decimal(net_usd)),
        put_in=Figures(Decimal(put_in_btc), Decimal(put_in_usd)),
        complete=bool(complete),
    )


def _kept(row: Row) -> KeptTransfer:
    direction, reference, currency, amount, at, state, counted_at, btc, usd = row
    transfer = Transfer(
        reference=reference,
        direction=Direction(direction),
        currency=currency,
        amount=Decimal(amount),
        at=from_milliseconds(at),
        state=TransferState(state),
    )
    value = None if btc is None else Figures(Decimal(btc), Decimal(usd))
    return KeptTransfer(transfer=transfer, counted_at=from_optional_milliseconds(counted_at), value=value)
