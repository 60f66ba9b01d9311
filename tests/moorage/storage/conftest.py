"""Fixtures of the storage tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from moorage.storage.database import Database
from moorage.storage.query import Query
from tests.postgres import PostgresServer

Tamper = Callable[[str], Awaitable[None]]


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where a SQLite database will be."""
    return tmp_path / "storage" / "moorage.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_location(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a database without tables is, or will be."""
    if request.param == "sqlite":
        return tmp_path / "storage" / "moorage.sqlite3"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def own_location(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a migrated database is that no other test uses, so that its schema may be changed."""
    if request.param == "sqlite":
        return tmp_path / "storage" / "moorage.sqlite3"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.fresh()


@pytest.fixture
async def own_database(own_location: str | Path) -> AsyncIterator[Database]:
    """That database, open."""
    opened = await Database.open(own_location)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def tamper_own(own_database: Database) -> Tamper:
    """As `tamper`, for a database whose schema may be changed."""
    return _tampering(own_database)


@pytest.fixture
def tamper(database: Database) -> Tamper:
    """Run a statement of one's own in a write transaction, as somebody with access to the database might."""
    return _tampering(database)


def _tampering(database: Database) -> Tamper:
    async def run(statement: str) -> None:
        query = Query(text(statement.replace(":", r"\:")))
        await database.write(lambda connection: connection.fetch(query))

    return run
