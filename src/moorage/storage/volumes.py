"""What accounts traded, by day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, delete, insert, select

from moorage.domain.profit import Figures
from moorage.domain.volume import DayVolume
from moorage.storage.connection import Connection
from moorage.storage.encoding import from_milliseconds, to_digits, to_milliseconds
from moorage.storage.query import Query, Row
from moorage.storage.tables import VOLUMES

_V: Final = VOLUMES.c
_OF_ACCOUNT: Final = _V.account_id == bindparam("this_account_id")

DAYS: Final = Query(select(_V.day, _V.until, _V.btc, _V.usd, _V.complete).where(_OF_ACCOUNT).order_by(_V.day))
DROP: Final = Query(delete(VOLUMES).where(_OF_ACCOUNT, _V.day == bindparam("this_day")))
KEEP: Final = Query(insert(VOLUMES), [column.name for column in VOLUMES.columns])


class SqlVolumes:
    """Implements `services.repositories.VolumeRepository`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of a connection."""
        self._connection = connection

    async def days(self, account_id: int) -> list[DayVolume]:
        """See `VolumeRepository`."""
        return [_day(row) for row in await self._connection.fetch(DAYS, {"this_account_id": account_id})]

    async def keep(self, account_id: int, days: Sequence[DayVolume]) -> None:
        """See `VolumeRepository`."""
        for told in days:
            day = told.day.isoformat()
            values = {
                "account_id": account_id,
                "day": day,
                "until": to_milliseconds(told.until),
                "btc": to_digits(told.value.btc),
                "usd": to_digits(told.value.usd),
                "complete": told.complete,
            }
            await self._connection.execute(DROP, {"this_account_id": account_id, "this_day": day})
            await self._connection.execute(KEEP, values)


def _day(row: Row) -> DayVolume:
    day, until, btc, usd, complete = row
    value = Figures(Decimal(btc), Decimal(usd))
    return DayVolume(day=date.fromisoformat(day), until=from_milliseconds(until), value=value, complete=bool(complete))
