"""A whole copy of a SQLite database, taken while it is in use."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from moorage.domain.errors import ConfigurationError, StorageError
from moorage.storage.database import Database
from moorage.storage.sqlite import SqliteEngine
from moorage.storage.sqlite_file import connect_reader, synchronise_folder


async def backup(database: Database, target: Path) -> None:
    """Copy a database into one file (mode 0600), checked and on the disk when this returns.

    The copy is the database at one instant, with everything that was acknowledged before. It holds the sealed
    values and the wrapped keysets, never the key-encryption key: keep that elsewhere.

    Args:
        database: A SQLite database; it may be written to meanwhile.
        target: A new file in an existing folder.

    Raises:
        ConfigurationError: the target exists or its folder does not, or the database is PostgreSQL.
        StorageError: the copy failed; nothing is left at the target.
    """
    engine = database.engine
    if not isinstance(engine, SqliteEngine):
        raise ConfigurationError("PostgreSQL is backed up with its own pg_dump; see docs/operations.md.")
    await asyncio.to_thread(_backup, engine.path, target)


def _backup(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            _copy(source, partial)
            os.link(partial, target)
        finally:
            partial.unlink()
        synchronise_folder(target.parent)
    except FileExistsError:
        raise ConfigurationError(f"{target.name} exists already; a backup never overwrites.") from None
    except FileNotFoundError:
        raise ConfigurationError(f"There is no folder for {target.name}.") from None
    except (OSError, sqlite3.Error) as fault:
        raise StorageError(f"The backup failed: {type(fault).__name__}.") from None


def _copy(source: Path, partial: Path) -> None:
    with closing(connect_reader(source)) as reader, closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        reader.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StorageError(f"The copy is damaged: {verdict}.")
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
