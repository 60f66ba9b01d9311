"""Fixtures of the storage tests."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from moorage.storage.database import Database
from moorage.storage.query import Query, Row


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where a SQLite database will be."""
    return tmp_path / "storage" / "moorage.sqlite3"


@pytest.fixture
def query_file(sqlite_path: Path) -> Callable[[str], list[Row]]:
    """Run a statement on the SQLite file through a connection that is not ours."""

    def run(statement: str) -> list[Row]:
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as driver:
            return driver.execute(statement).fetchall()

    return run


@pytest.fixture
def tamper(database: Database) -> Callable:
    """Run a statement of one's own in a write transaction, as somebody with access to the database might."""

    async def run(statement: str) -> None:
        await database.write(lambda connection: connection.fetch(Query(text(statement.replace(":", r"\:")))))

    return run
