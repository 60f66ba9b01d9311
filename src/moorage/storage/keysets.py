"""The vault's wrapped keysets and the installation's name."""

from typing import Final

from sqlalchemy import delete, insert, select

from moorage.domain.errors import ConfigurationError
from moorage.services.repositories import WrappedKeysets
from moorage.storage.connection import Connection
from moorage.storage.query import Query
from moorage.storage.tables import INSTALLATION, KEYSETS

INSTANCE: Final = Query(select(INSTALLATION.c.instance_id))
LOCK_INSTANCE: Final = Query(select(INSTALLATION.c.instance_id).with_for_update())
NAME_INSTANCE: Final = Query(insert(INSTALLATION).values(id=1), ["instance_id"])
LOAD: Final = Query(select(KEYSETS.c.purpose, KEYSETS.c.wrapped))
FORGET: Final = Query(delete(KEYSETS))
ADD: Final = Query(insert(KEYSETS), ["purpose", "wrapped"])


class SqlKeysets:
    """Implements `services.repositories.KeysetRepository`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of a connection."""
        self._connection = connection

    async def load(self) -> WrappedKeysets | None:
        """See `KeysetRepository`."""
        return await self._load(INSTANCE)

    async def lock(self) -> WrappedKeysets | None:
        """See `KeysetRepository`."""
        return await self._load(LOCK_INSTANCE)

    async def save(self, wrapped: WrappedKeysets) -> None:
        """See `KeysetRepository`.

        Raises:
            ConfigurationError: the database belongs to another installation.
        """
        named = await self._connection.fetch(LOCK_INSTANCE)
        if not named:
            await self._connection.execute(NAME_INSTANCE, {"instance_id": wrapped.instance_id}, conflict=_foreign)
        elif named[0][0] != wrapped.instance_id:
            raise _foreign()
        await self._connection.execute(FORGET)
        rows = [{"purpose": purpose, "wrapped": keyset} for purpose, keyset in wrapped.keysets.items()]
        await self._connection.execute_many(ADD, rows)
        self._connection.scrub()

    async def _load(self, instance: Query) -> WrappedKeysets | None:
        named = await self._connection.fetch(instance)
        if not named:
            return None
        return WrappedKeysets(named[0][0], {row[0]: row[1] for row in await self._connection.fetch(LOAD)})


def _foreign() -> ConfigurationError:
    return ConfigurationError("The database belongs to another installation; its keysets are not replaced.")
