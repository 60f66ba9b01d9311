"""Runs Alembic's migrations in one transaction, under a lock. Loaded only when there is something to do."""

import sqlite3
from pathlib import Path
from typing import Final

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool, StaticPool

from moorage.domain.errors import ConfigurationError, StorageError

ADVISORY_LOCK: Final = 0x6D6F6F72  # "moor": names this lock among the advisory locks of a PostgreSQL database


def migrate_sqlite(driver: sqlite3.Connection) -> None:
    """Migrate through an open connection; the caller holds the lock between processes.

    Raises:
        ConfigurationError: the database is of a newer version.
        StorageError: a migration failed; nothing of it is kept.
    """
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        upgrade(connection)


async def migrate_postgresql(url: str) -> None:
    """Migrate through a connection of its own; others that start now wait. Raises as `migrate_sqlite`."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": ADVISORY_LOCK})
        await connection.run_sync(upgrade)


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside an open transaction that no other process can enter."""
    config = Config()
    config.set_main_option("script_location", (Path(__file__).parent / "migrations").as_posix())
    config.attributes["connection"] = connection
    _refuse_newer(connection, ScriptDirectory.from_config(config))
    try:
        command.upgrade(config, "head")
    except DBAPIError as fault:
        raise StorageError(f"The database could not be migrated: {type(fault.orig).__name__}.") from fault


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise ConfigurationError("The database was made by a newer version of Moorage; install that version.")
