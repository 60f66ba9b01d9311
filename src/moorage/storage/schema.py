"""Is the schema the one of this version? Asked at every start, so nothing heavy is loaded for the answer."""

from typing import Final

from sqlalchemy import column, select, table

from moorage.domain.errors import StorageError
from moorage.storage.connection import Connection, Engine
from moorage.storage.query import Query
from moorage.storage.tables import METADATA

VERSION: Final = "0010"
"""The revision of the newest module in `migrations/versions`."""

_VERSION: Final = Query(select(column("version_num")).select_from(table("alembic_version")))


async def is_current(engine: Engine) -> bool:
    """Say whether a database was brought to this version before; an empty one was not."""
    try:
        rows = await engine.read(lambda connection: connection.fetch(_VERSION))
    except StorageError:
        return False
    return [row[0] for row in rows] == [VERSION]


async def require_whole(engine: Engine) -> None:
    """Check that every table and column is there.

    Raises:
        StorageError: one is missing; somebody else changed the database, or it is damaged.
    """
    for each in METADATA.sorted_tables:
        look = Query(select(*each.columns).limit(0))

        async def work(connection: Connection, look: Query = look) -> None:
            await connection.fetch(look)

        try:
            await engine.read(work)
        except StorageError:
            raise StorageError(f"The database lacks a part of its table {each.name}; restore a backup.") from None
