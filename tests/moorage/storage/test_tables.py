import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Integer, create_engine
from sqlalchemy.pool import StaticPool

from moorage.storage.database import Database
from moorage.storage.tables import HIGHEST_ID, METADATA

pytestmark = pytest.mark.anyio

WITH_IDS = ("users", "api_keys", "accounts")


@pytest.fixture
def driver():
    """An empty database in memory with every table."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        METADATA.create_all(create_engine("sqlite://", creator=lambda: opened, poolclass=StaticPool))
        yield opened


class TestTables:
    def test_every_table_is_strict(self, driver: sqlite3.Connection):
        """SQLite keeps to the declared types."""
        tables = driver.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
        lax = [name for name, strict in tables if not strict and not name.startswith("sqlite_")]
        assert lax == []
        assert len(tables) > len(METADATA.tables)

    @pytest.mark.parametrize("table", WITH_IDS)
    def test_an_id_is_never_given_again(self, driver: sqlite3.Connection, table: str):
        """Ids come from a counter that outlives the rows."""
        (statement,) = driver.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        assert "AUTOINCREMENT" in statement
        assert METADATA.tables[table].c.id.identity.always

    @pytest.mark.parametrize("table", WITH_IDS)
    def test_an_id_fits_the_contract(self, driver: sqlite3.Connection, table: str):
        """No id is larger than what 32 bits hold, on both engines."""
        assert isinstance(METADATA.tables[table].c.id.type, Integer)
        for wrong in (0, -1, HIGHEST_ID + 1):
            with pytest.raises(sqlite3.IntegrityError, match=f"ck_{table}_id"):
                driver.execute(
                    f"INSERT INTO {table} SELECT {_row(table, wrong)} FROM (SELECT 1)",
                )

    async def test_the_files_schema_is_this_one(self, sqlite_path: Path):
        """A migrated file has exactly the declared columns, in their order."""
        database = await Database.open(sqlite_path)
        await database.migrate()
        await database.close()
        with closing(sqlite3.connect(sqlite_path)) as opened:
            for name, table in METADATA.tables.items():
                found = [row[1] for row in opened.execute(f"PRAGMA table_info({name})")]
                assert found == [column.name for column in table.columns]


def _row(table: str, row_id: int) -> str:
    """Return values for every column, the id first."""
    kinds = {"TEXT": "'x'", "INTEGER": "1", "BIGINT": "1", "BLOB": "x''", "BOOLEAN": "1", "NUMERIC": "'1'"}
    values = [kinds[str(column.type)] for column in METADATA.tables[table].columns]
    return ", ".join([str(row_id), *values[1:]])
