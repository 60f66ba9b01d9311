"""The accounts, their sealed credentials and their balances."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select, true, update

from moorage.domain.account import Account
from moorage.domain.errors import AlreadyConnected, NotFound
from moorage.services.ports import SealedField
from moorage.services.repositories import MarketFilter, SealedCredentials
from moorage.storage.account_cache import AccountCache
from moorage.storage.account_rows import CHANGEABLE, COLUMNS, decode, encode
from moorage.storage.connection import Connection
from moorage.storage.query import Query, Row
from moorage.storage.revisions import new_revision
from moorage.storage.tables import ACCOUNTS, CREDENTIALS, HIGHEST_ID

_C: Final = ACCOUNTS.c
_THIS: Final = (_C.id == bindparam("this_id"), _C.user_id == bindparam("this_user_id"))
_OF_USER: Final = _C.user_id == bindparam("user_id")
_OF_MARKET: Final = _C.market_code == bindparam("market_code")
_WITH_KEY: Final = _C.fingerprint == bindparam("fingerprint")


def _page(columns: Iterable[ColumnElement[Any]], condition: ColumnElement[bool]) -> Select[Any]:
    page = select(*columns).where(condition).order_by(_C.id)
    return page.limit(bindparam("limit")).offset(bindparam("offset"))


BY_FINGERPRINT: Final = Query(select(_C.id).where(_OF_USER, _OF_MARKET, _WITH_KEY))
BY_EXCHANGE_UID: Final = Query(
    select(_C.id).where(_OF_USER, _OF_MARKET, _C.exchange_uid == bindparam("exchange_uid")),
)
TYPES: Final = Query(select(_C.market_code).where(_OF_USER, _WITH_KEY))
GET: Final = Query(select(*COLUMNS).where(*_THIS))
LOCK: Final = Query(select(*COLUMNS).where(*_THIS).with_for_update())
_MARKETS: Final = {None: true(), True: _OF_MARKET, False: _C.market_code != bindparam("market_code")}
LISTS: Final = {
    (by_key, is_chosen): tuple(
        Query(_page(columns, _OF_USER & markets & _WITH_KEY if by_key else _OF_USER & markets))
        for columns in ((_C.revision,), (_C.revision, *COLUMNS))
    )
    for by_key in (False, True)
    for is_chosen, markets in _MARKETS.items()
}
"""Whether of one key, and whether of one market or of all others: the query for revisions, and for whole accounts."""
ADD: Final = Query(
    insert(ACCOUNTS).returning(_C.id), [column.name for column in ACCOUNTS.columns if column.name != "id"]
)
SAVE: Final = Query(update(ACCOUNTS).where(*_THIS), [*CHANGEABLE, "revision"])
SET_FINGERPRINT: Final = Query(update(ACCOUNTS).where(*_THIS), ["fingerprint"])
REMOVE: Final = Query(delete(ACCOUNTS).where(*_THIS))

SEALED: Final = Query(
    select(CREDENTIALS.c.field, CREDENTIALS.c.sealed).join(ACCOUNTS).where(*_THIS).order_by(CREDENTIALS.c.field)
)
SEAL: Final = Query(insert(CREDENTIALS), ["account_id", "field", "sealed"])
UNSEAL: Final = Query(delete(CREDENTIALS).where(CREDENTIALS.c.account_id == bindparam("this_id")))


class SqlAccounts:
    """Implements `services.repositories.AccountRepository`."""

    __slots__ = ("_cache", "_connection")

    def __init__(self, connection: Connection, cache: AccountCache) -> None:
        """Work inside the transaction of a connection; the cache is shared by all transactions."""
        self._connection = connection
        self._cache = cache

    async def find_by_fingerprint(self, user_id: int, market_code: str, fingerprint: bytes) -> int | None:
        """See `AccountRepository`."""
        values = {"user_id": user_id, "market_code": market_code, "fingerprint": fingerprint}
        rows = await self._connection.fetch(BY_FINGERPRINT, values)
        return rows[0][0] if rows else None

    async def find_by_exchange_uid(self, user_id: int, market_code: str, exchange_uid: str) -> int | None:
        """See `AccountRepository`."""
        values = {"user_id": user_id, "market_code": market_code, "exchange_uid": exchange_uid}
        rows = await self._connection.fetch(BY_EXCHANGE_UID, values)
        return rows[0][0] if rows else None

    async def connected_types(self, user_id: int, fingerprint: bytes) -> frozenset[str]:
        """See `AccountRepository`."""
        rows = await self._connection.fetch(TYPES, {"user_id": user_id, "fingerprint": fingerprint})
        return frozenset(row[0] for row in rows)

    async def add(self, account: Account, fingerprint: bytes | None, sealed: SealedCredentials) -> Account:
        """See `AccountRepository`; the returned account is what a later read gives, to the millisecond."""
        values = {**encode(account), "fingerprint": fingerprint, "revision": new_revision()}
        rows = await self._connection.fetch(ADD, values, conflict=AlreadyConnected)
        values["id"] = rows[0][0]
        await self._seal(rows[0][0], sealed)
        return decode([values[column.name] for column in COLUMNS])

    async def get(self, user_id: int, account_id: int) -> Account:
        """See `AccountRepository`."""
        return await self._one(GET, user_id, account_id)

    async def lock(self, user_id: int, account_id: int) -> Account:
        """See `AccountRepository`."""
        return await self._one(LOCK, user_id, account_id)

    async def list(
        self,
        user_id: int,
        *,
        looked_at: MarketFilter | None = None,
        fingerprint: bytes | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Account]:
        """See `AccountRepository`."""
        if offset >= HIGHEST_ID:
            return []  # beyond the last possible id, and perhaps beyond what the engines count to
        revisions, whole = LISTS[fingerprint is not None, None if looked_at is None else looked_at.is_chosen]
        page = {"user_id": user_id, "limit": HIGHEST_ID if limit is None else limit, "offset": offset}
        values = {**page, "fingerprint": fingerprint, "market_code": looked_at and looked_at.code}
        found = [self._cache.find(row[0]) for row in await self._connection.fetch(revisions, values)]
        known = [account for account in found if account is not None]
        if len(known) == len(found):
            return known
        return [self._decode(row) for row in await self._connection.fetch(whole, values)]

    async def sealed(self, user_id: int, account_id: int) -> SealedCredentials:
        """See `AccountRepository`.

        Raises:
            NotFound: as `get`.
        """
        rows = await self._connection.fetch(SEALED, _this(user_id, account_id))
        if not rows:
            await self.get(user_id, account_id)
        return {SealedField(row[0]): row[1] for row in rows}

    async def save(self, account: Account) -> None:
        """See `AccountRepository`. Raises `NotFound` as `get`."""
        values = {**encode(account), **_this(account.user_id, account.id), "revision": new_revision()}
        if not await self._connection.execute(SAVE, values, conflict=AlreadyConnected):
            raise NotFound

    async def replace_credentials(self, account: Account, fingerprint: bytes | None, sealed: SealedCredentials) -> None:
        """See `AccountRepository`. Raises `NotFound` as `get`."""
        values = {**_this(account.user_id, account.id), "fingerprint": fingerprint}
        if not await self._connection.execute(SET_FINGERPRINT, values, conflict=AlreadyConnected):
            raise NotFound
        await self._connection.execute(UNSEAL, values)
        await self._seal(account.id, sealed)
        self._connection.scrub()

    async def remove(self, user_id: int, account_id: int) -> None:
        """See `AccountRepository`; the sealed credentials go with the account."""
        if not await self._connection.execute(REMOVE, _this(user_id, account_id)):
            raise NotFound
        self._connection.scrub()

    async def _one(self, query: Query, user_id: int, account_id: int) -> Account:
        rows = await self._connection.fetch(query, _this(user_id, account_id))
        if not rows:
            raise NotFound
        return decode(rows[0])

    def _decode(self, row: Row) -> Account:
        account = self._cache.find(row[0])
        if account is None:
            account = decode(row[1:])
            self._cache.keep(row[0], account)
        return account

    async def _seal(self, account_id: int, sealed: SealedCredentials) -> None:
        fields: Iterable[tuple[SealedField, bytes]] = sealed.items()
        if sealed:
            rows = [{"account_id": account_id, "field": field.value, "sealed": value} for field, value in fields]
            await self._connection.execute_many(SEAL, rows)


def _this(user_id: int, account_id: int) -> dict[str, object]:
    if not 0 < account_id <= HIGHEST_ID:
        raise NotFound  # no account has it, and the engines refuse to compare it
    return {"this_id": account_id, "this_user_id": user_id}
