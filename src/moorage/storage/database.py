"""The database of an installation: a SQLite file or a PostgreSQL server, chosen by one setting."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from moorage.domain.errors import ConfigurationError
from moorage.storage.connection import Connection, Engine
from moorage.storage.sqlite import SqliteEngine

T = TypeVar("T")


class Database:
    """An open database. Both engines keep the same promises; `storage.connection.Engine` states them."""

    def __init__(self, engine: Engine) -> None:
        """Use an open engine."""
        self.engine = engine

    @classmethod
    async def open(cls, url_or_path: str | Path) -> "Database":
        """Open and check a database; its schema is left as it is until `migrate`.

        Args:
            url_or_path: `postgresql://…`, `sqlite:///path`, or the path of a SQLite file, made when missing.

        Raises:
            ConfigurationError: another kind of URL, a server set to lose data, a file others may read.
            StorageError: damaged, or cannot be reached.
        """
        if isinstance(url_or_path, Path):
            return cls(await SqliteEngine.open(url_or_path))
        scheme, separator, rest = str.partition(url_or_path, "://")
        if scheme in {"postgresql", "postgres"} and separator:
            from moorage.storage.postgresql import PostgresEngine  # noqa: PLC0415 - SQLite does without its driver

            return cls(await PostgresEngine.open(url_or_path))
        if separator and scheme != "sqlite":
            raise ConfigurationError("MOORAGE_DATABASE_URL must begin with postgresql:// or sqlite:///.")
        return cls(await SqliteEngine.open(Path(rest.removeprefix("/") if separator else url_or_path)))

    @property
    def warnings(self) -> Sequence[str]:
        """Sentences for `moorage doctor` about what could be safer."""
        return self.engine.warnings

    async def migrate(self) -> None:
        """Bring the schema to this version; several processes may start at once.

        Raises:
            ConfigurationError: the database was made by a newer version.
            StorageError: a migration failed (nothing of it is kept), or a table is missing.
        """
        await self.engine.migrate()

    async def read(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run reads on one snapshot. Raises `StorageError`."""
        return await self.engine.read(work)

    async def write(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run one write transaction, durable on return. Raises `StorageError`; nothing is stored then."""
        return await self.engine.write(work)

    async def close(self) -> None:
        """Finish the waiting writes and close; a second call does nothing."""
        await self.engine.close()
