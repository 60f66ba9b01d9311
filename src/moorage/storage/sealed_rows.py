"""Every sealed value of the installation, in one order: credentials of accounts, then secrets of API keys."""

from typing import Final

from sqlalchemy import and_, bindparam, or_, select, update

from moorage.domain.access import Algorithm
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import SealedRow
from moorage.storage.connection import Connection
from moorage.storage.query import Query
from moorage.storage.tables import ACCOUNTS, API_KEYS, CREDENTIALS

_ACCOUNT: Final = "account"
_KEY: Final = "key"
_C: Final = CREDENTIALS.c
_IS_HMAC: Final = API_KEYS.c.algorithm == bindparam("algorithm")
_HMAC: Final = {"algorithm": Algorithm.HMAC.value}

CREDENTIALS_AFTER: Final = Query(
    select(_C.account_id, _C.field, _C.sealed, ACCOUNTS.c.user_id, ACCOUNTS.c.vault_id)
    .join(ACCOUNTS)
    .where(
        or_(
            _C.account_id > bindparam("after_id"),
            and_(_C.account_id == bindparam("same_id"), _C.field > bindparam("after_field")),
        )
    )
    .order_by(_C.account_id, _C.field)
    .limit(bindparam("limit"))
)
KEYS_AFTER: Final = Query(
    select(API_KEYS.c.id, API_KEYS.c.material, API_KEYS.c.user_id, API_KEYS.c.vault_id)
    .where(API_KEYS.c.id > bindparam("after_id"), _IS_HMAC)
    .order_by(API_KEYS.c.id)
    .limit(bindparam("limit"))
)
RESEAL: Final = Query(
    update(CREDENTIALS).where(
        _C.account_id == bindparam("this_id"),
        _C.field == bindparam("this_field"),
        _C.sealed == bindparam("before"),
    ),
    ["sealed"],
)
RESEAL_KEY: Final = Query(
    update(API_KEYS).where(API_KEYS.c.id == bindparam("this_id"), _IS_HMAC, API_KEYS.c.material == bindparam("before")),
    ["material"],
)


class SqlSealedRows:
    """Implements `SealedRows`; a cursor is `account:<id>:<field>` or `key:<id>:signing_secret`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of a connection."""
        self._connection = connection

    async def batch(self, after: str | None, limit: int) -> list[SealedRow]:
        """See `SealedRows`."""
        kind, number, field = _parse(after or f"{_ACCOUNT}:0:")
        if kind == _KEY:
            return await self._keys(number, limit)
        found = await self._credentials(number, field, limit)
        return found if len(found) == limit else found + await self._keys(0, limit - len(found))

    async def replace(self, row: SealedRow, sealed: bytes) -> bool:
        """See `SealedRows`."""
        kind, number, field = _parse(row.cursor)
        values = {"this_id": number, "before": row.sealed}
        if kind == _KEY:
            changed = await self._connection.execute(RESEAL_KEY, {**values, **_HMAC, "material": sealed})
        else:
            changed = await self._connection.execute(RESEAL, {**values, "this_field": field, "sealed": sealed})
        self._connection.scrub()
        return changed == 1

    async def _credentials(self, after_id: int, after_field: str, limit: int) -> list[SealedRow]:
        values = {"after_id": after_id, "same_id": after_id, "after_field": after_field, "limit": limit}
        return [
            SealedRow(f"{_ACCOUNT}:{account_id}:{field}", SealPlace(user_id, vault_id, SealedField(field)), sealed)
            for account_id, field, sealed, user_id, vault_id in await self._connection.fetch(CREDENTIALS_AFTER, values)
        ]

    async def _keys(self, after_id: int, limit: int) -> list[SealedRow]:
        field = SealedField.SIGNING_SECRET
        rows = await self._connection.fetch(KEYS_AFTER, {**_HMAC, "after_id": after_id, "limit": limit})
        return [
            SealedRow(f"{_KEY}:{key_id}:{field}", SealPlace(user_id, vault_id, field), sealed)
            for key_id, sealed, user_id, vault_id in rows
        ]


def _parse(cursor: str) -> tuple[str, int, str]:
    kind, number, field = cursor.split(":")
    return kind, int(number), field
