"""Users and their API keys."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from moorage.domain.access import Algorithm, ApiKey, Mode, Permission, Plan, User
from moorage.domain.errors import NotFound, RecordInvalid
from moorage.storage.connection import Connection
from moorage.storage.encoding import (
    from_json,
    from_milliseconds,
    from_optional_milliseconds,
    to_json,
    to_milliseconds,
    to_optional_milliseconds,
)
from moorage.storage.query import Query, Row
from moorage.storage.tables import API_KEYS, HIGHEST_ID, USERS

_USER: Final = (USERS.c.id, USERS.c.name, USERS.c.plan, USERS.c.created_at, USERS.c.display_currency, USERS.c.mode)
_KEY: Final = tuple(API_KEYS.columns)
_BY_KEY: Final = API_KEYS.c.key == bindparam("this_key")

ADD_USER: Final = Query(insert(USERS).returning(USERS.c.id), ["name", "plan", "created_at", "display_currency", "mode"])
GET_USER: Final = Query(select(*_USER).where(USERS.c.id == bindparam("this_id")))
SET_MODE: Final = Query(update(USERS).where(USERS.c.id == bindparam("this_id")), ["mode"])
FIND_USER: Final = Query(select(*_USER).where(USERS.c.name == bindparam("name")))
LIST_USERS: Final = Query(select(*_USER).order_by(USERS.c.id))
SET_DISPLAY: Final = Query(update(USERS).where(USERS.c.id == bindparam("this_id")), ["display_currency"])
ADD_KEY: Final = Query(
    insert(API_KEYS).returning(API_KEYS.c.id), [column.name for column in _KEY if column.name != "id"]
)
FIND_KEY: Final = Query(select(*_KEY, *_USER).join(USERS).where(_BY_KEY))
LIST_KEYS: Final = Query(select(*_KEY).order_by(API_KEYS.c.id))
LIST_KEYS_OF: Final = Query(
    select(*_KEY).where(API_KEYS.c.user_id == bindparam("user_id")).order_by(API_KEYS.c.id),
)
REVOKE: Final = Query(update(API_KEYS).where(_BY_KEY, API_KEYS.c.revoked_at.is_(None)), ["revoked_at"])


class SqlAccess:
    """Implements `services.repositories.AccessRepository`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of a connection."""
        self._connection = connection

    async def add_user(self, user: User) -> User:
        """See `AccessRepository`."""
        created_at = to_milliseconds(user.created_at)
        values = {
            "name": user.name,
            "plan": user.plan.value,
            "created_at": created_at,
            "display_currency": user.display_currency,
            "mode": user.mode.value,
        }
        rows = await self._connection.fetch(ADD_USER, values, conflict=lambda: _taken("name"))
        return replace(user, id=rows[0][0], created_at=from_milliseconds(created_at))

    async def set_display_currency(self, user_id: int, currency: str) -> User:
        """See `AccessRepository`."""
        await self._connection.execute(SET_DISPLAY, {"this_id": user_id, "display_currency": currency})
        return await self.get_user(user_id)

    async def set_mode(self, user_id: int, mode: Mode) -> None:
        """See `AccessRepository`."""
        if not await self._connection.execute(SET_MODE, {"this_id": user_id, "mode": mode.value}):
            raise NotFound

    async def get_user(self, user_id: int) -> User:
        """See `AccessRepository`."""
        rows = await self._connection.fetch(GET_USER, {"this_id": user_id}) if 0 < user_id <= HIGHEST_ID else ()
        if not rows:
            raise NotFound
        return _user(rows[0])

    async def find_user(self, name: str) -> User | None:
        """See `AccessRepository`."""
        rows = await self._connection.fetch(FIND_USER, {"name": name})
        return _user(rows[0]) if rows else None

    async def users(self) -> list[User]:
        """See `AccessRepository`; oldest first."""
        return [_user(row) for row in await self._connection.fetch(LIST_USERS)]

    async def add_key(self, api_key: ApiKey) -> ApiKey:
        """See `AccessRepository`; the returned key is what a later read gives, to the millisecond."""
        values = _values(api_key)
        rows = await self._connection.fetch(ADD_KEY, values, conflict=lambda: _taken("key"))
        values["id"] = rows[0][0]
        return _key([values[column.name] for column in _KEY])

    async def find_key(self, key: str) -> tuple[ApiKey, User] | None:
        """See `AccessRepository`. Text that cannot be stored names no key."""
        try:
            rows = await self._connection.fetch(FIND_KEY, {"this_key": key})
        except RecordInvalid:
            return None
        return (_key(rows[0][: len(_KEY)]), _user(rows[0][len(_KEY) :])) if rows else None

    async def keys(self, user_id: int | None = None) -> list[ApiKey]:
        """See `AccessRepository`; oldest first."""
        if user_id is None:
            rows = await self._connection.fetch(LIST_KEYS)
        else:
            rows = await self._connection.fetch(LIST_KEYS_OF, {"user_id": user_id})
        return [_key(row) for row in rows]

    async def revoke_key(self, key: str, at: datetime) -> ApiKey:
        """See `AccessRepository`; a key that is revoked keeps the time of its first revocation."""
        await self._connection.execute(REVOKE, {"this_key": key, "revoked_at": to_milliseconds(at)})
        found = await self.find_key(key)
        if found is None:
            raise NotFound
        return found[0]


def _taken(field: str) -> RecordInvalid:
    return RecordInvalid(attributes={field: ["has already been taken"]})


def _user(row: Row) -> User:
    user_id, name, plan, created_at, display_currency, mode = row
    return User(
        id=user_id,
        name=name,
        plan=Plan(plan),
        created_at=from_milliseconds(created_at),
        display_currency=display_currency,
        mode=Mode(mode),
    )


def _values(api_key: ApiKey) -> dict[str, object]:
    return {
        "user_id": api_key.user_id,
        "vault_id": api_key.vault_id,
        "name": api_key.name,
        "key": api_key.key,
        "algorithm": api_key.algorithm.value,
        "material": api_key.material,
        "permissions": to_json(sorted(api_key.permissions)),
        "ip_allowlist": to_json(api_key.ip_allowlist),
        "expires_at": to_optional_milliseconds(api_key.expires_at),
        "revoked_at": to_optional_milliseconds(api_key.revoked_at),
        "created_at": to_milliseconds(api_key.created_at),
    }


def _key(row: Row) -> ApiKey:
    key_id, user_id, vault_id, name, key, algorithm, material, permissions, allowed, expires, revoked, created = row
    return ApiKey(
        id=key_id,
        user_id=user_id,
        vault_id=vault_id,
        name=name,
        key=key,
        algorithm=Algorithm(algorithm),
        material=material,
        permissions=frozenset(map(Permission, from_json(permissions))),
        ip_allowlist=from_json(allowed),
        expires_at=from_optional_milliseconds(expires),
        revoked_at=from_optional_milliseconds(revoked),
        created_at=from_milliseconds(created),
    )
