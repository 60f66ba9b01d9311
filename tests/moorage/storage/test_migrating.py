import asyncio
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from moorage.domain.errors import ConfigurationError, StorageError
from moorage.storage import migrating
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from moorage.storage.tables import METADATA
from tests.stores import add_account, add_user, mac

pytestmark = pytest.mark.anyio

CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass ORDER BY 1, 2
"""

LATER = [
    "ALTER TABLE accounts DROP COLUMN key_notes",
    "ALTER TABLE accounts DROP COLUMN history",
    "ALTER TABLE accounts DROP COLUMN priced_elsewhere",
    "ALTER TABLE accounts DROP COLUMN unread_wallets",
    "ALTER TABLE accounts DROP COLUMN wallets_told_at",
    "ALTER TABLE users DROP COLUMN display_currency",
    "DROP INDEX ix_accounts_due",
    "DROP TABLE venue_blocks",
    "ALTER TABLE users DROP COLUMN mode",
    "DROP TABLE snapshots",
    "DROP TABLE transfers",
    "DROP TABLE volumes",
]
"""Takes away what the migrations after the first one made."""


async def inspect(location: str | Path, look):
    """Run a function on a SQLAlchemy connection to a database."""
    if isinstance(location, Path):
        with create_engine(f"sqlite:///{location}", poolclass=NullPool).begin() as connection:
            return look(connection)
    engine = create_async_engine(location.replace("postgresql:", "postgresql+asyncpg:", 1), poolclass=NullPool)
    async with engine.begin() as connection:
        return await connection.run_sync(look)


def _tables(connection: Connection) -> set[str]:
    source = "sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    if connection.dialect.name == "postgresql":
        source = "pg_tables WHERE schemaname = 'public'"
    column = "name" if connection.dialect.name == "sqlite" else "tablename"
    return {row[0] for row in connection.execute(text(f"SELECT {column} FROM {source}"))}


def _differences(connection: Connection) -> list:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, METADATA)


class TestUpgrade:
    async def test_the_migrations_make_the_declared_schema(self, own_database: Database, own_location):
        """Migrating from nothing and declaring the tables come to the same."""
        assert await inspect(own_location, _differences) == []

    async def test_every_rule_is_the_declared_one(self, postgres_server):
        """Checks, keys and references have the same names and meanings as declared."""
        migrated, declared = postgres_server.fresh(), postgres_server.empty()

        def create(connection: Connection) -> None:
            METADATA.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version ()"))

        rules = lambda connection: [tuple(row) for row in connection.execute(text(CONSTRAINTS))]  # noqa: E731
        await inspect(declared, create)
        found = await inspect(migrated, rules)
        assert found == await inspect(declared, rules)
        assert len(found) > 15

    async def test_sqlite_has_the_declared_rules(self, tmp_path: Path):
        """The statements that SQLite keeps are the declared ones, whatever the order of their lines."""
        migrated, declared = tmp_path / "migrated.db", tmp_path / "declared.db"
        database = await Database.open(migrated)
        await database.migrate()
        await database.close()
        await inspect(declared, METADATA.create_all)

        def statements(connection: Connection) -> dict[str, list[str]]:
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
            lines = {name: sorted(filter(None, map(str.strip, re.split("[,\n]", sql)))) for name, sql in rows}
            lines.pop("alembic_version", None)
            return lines

        assert await inspect(migrated, statements) == await inspect(declared, statements)

    async def test_a_second_time_changes_nothing(self, own_database: Database):
        """What was stored stays."""
        store = SqlStore(own_database, mac=mac)
        user = await add_user(store)
        await own_database.migrate()
        assert await store.read(lambda tx: tx.access.users()) == [user]

    async def test_several_may_start_at_once(self, empty_location):
        """Four that find an empty database end with one schema."""

        async def start() -> Database:
            database = await Database.open(empty_location)
            await database.migrate()
            return database

        databases = await asyncio.gather(*[start() for _ in range(4)])
        for number, database in enumerate(databases):
            await add_user(SqlStore(database, mac=mac), f"user {number}")
        assert len(await SqlStore(databases[0], mac=mac).read(lambda tx: tx.access.users())) == 4
        for database in databases:
            await database.close()

    async def test_an_older_database_keeps_its_accounts(self, own_database: Database, tamper_own):
        """An account from before keys had notes, and accounts a history, has none, and is otherwise as it was."""
        store = SqlStore(own_database, mac=mac)
        account = await add_account(store, user_id=(await add_user(store)).id)
        for later in LATER:
            await tamper_own(later)
        await tamper_own("UPDATE alembic_version SET version_num = '0001'")
        await own_database.migrate()
        assert await store.read(lambda tx: tx.accounts.get(account.user_id, account.id)) == account

    async def test_a_newer_database_is_refused(self, own_database: Database, tamper_own, own_location):
        """An older program leaves a newer database alone."""
        await tamper_own("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(ConfigurationError, match="newer version"):
            await own_database.migrate()
        version = await inspect(own_location, lambda c: c.execute(text("SELECT * FROM alembic_version")).scalar())
        assert version == "9999"

    async def test_a_failed_migration_leaves_nothing(self, empty_location, monkeypatch):
        """Tables made before the failure are gone, and the next start makes them all."""
        real = migrating.command.upgrade

        def failing(config, revision: str) -> None:
            real(config, revision)
            config.attributes["connection"].execute(text("SELECT * FROM nowhere"))

        monkeypatch.setattr(migrating.command, "upgrade", failing)
        database = await Database.open(empty_location)
        with pytest.raises(StorageError):
            await database.migrate()
        assert await inspect(empty_location, _tables) == set()
        monkeypatch.undo()
        await database.migrate()
        assert await inspect(empty_location, _tables) == {*METADATA.tables, "alembic_version"}
        await database.close()
