"""Fixtures for the whole suite: asyncio only, and a database of each kind."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from tests.postgres import PostgresServer, postgres_server
from tests.stores import mac

__all__ = ["postgres_server"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The product runs on asyncio."""
    return "asyncio"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | Path]:
    """Where a database is, or will be once it is opened; a test that asks for it runs on both engines."""
    if request.param == "sqlite":
        yield tmp_path / "storage" / "moorage.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.lend()
    yield url
    server.give_back(url)


@pytest.fixture
async def database(database_location: str | Path) -> AsyncIterator[Database]:
    """An open, migrated database."""
    opened = await Database.open(database_location)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> SqlStore:
    """A store whose audit trail is chained with a key of the tests."""
    return SqlStore(database, mac=mac)
