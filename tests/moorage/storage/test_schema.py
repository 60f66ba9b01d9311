import pytest
from alembic.script import ScriptDirectory

from moorage.domain.errors import StorageError
from moorage.storage import migrations, schema
from moorage.storage.database import Database
from moorage.storage.tables import METADATA

pytestmark = pytest.mark.anyio


class TestVersion:
    def test_it_is_the_newest_migration(self):
        """Who adds a migration names it here, or no start would run it."""
        assert ScriptDirectory(next(iter(migrations.__path__))).get_heads() == [schema.VERSION]


class TestIsCurrent:
    async def test_a_migrated_database_is(self, database: Database):
        """After migrating there is nothing to do."""
        assert await schema.is_current(database)

    async def test_an_empty_database_is_not(self, empty_location):
        """A database without tables has to be migrated."""
        database = await Database.open(empty_location)
        assert not await schema.is_current(database)
        await database.close()


class TestRequireWhole:
    async def test_a_whole_schema_passes(self, database: Database):
        """Every table and column is there."""
        await schema.require_whole(database)

    @pytest.mark.parametrize("table", sorted(METADATA.tables))
    async def test_a_missing_table_is_named(self, own_database: Database, tamper_own, table: str):
        """A database that lost a table does not start."""
        await tamper_own(f"ALTER TABLE {table} RENAME TO lost")
        with pytest.raises(StorageError, match=table):
            await own_database.migrate()

    async def test_a_missing_column_is_named(self, own_database: Database, tamper_own):
        """A database that lost a column does not start."""
        await tamper_own("ALTER TABLE accounts DROP COLUMN lock_description")
        with pytest.raises(StorageError, match="accounts"):
            await own_database.migrate()
