import asyncio
from pathlib import Path

import pytest

from moorage.domain.errors import ConfigurationError, NotFound, StorageError
from moorage.storage.database import Database
from moorage.storage.postgresql import PostgresEngine
from moorage.storage.sqlite import SqliteEngine
from moorage.storage.store import SqlStore
from tests.makers import make_user
from tests.stores import add_user, mac

pytestmark = pytest.mark.anyio


class TestOpen:
    @pytest.mark.parametrize("form", ["path", "text", "url"])
    async def test_a_path_is_sqlite(self, sqlite_path: Path, form: str):
        """A path, as such, as text or as a URL, names a SQLite file."""
        given = {"path": sqlite_path, "text": str(sqlite_path), "url": f"sqlite:///{sqlite_path}"}[form]
        database = await Database.open(given)
        assert isinstance(database.engine, SqliteEngine)
        assert database.engine.path.samefile(sqlite_path)
        await database.close()

    async def test_a_url_is_postgresql(self, postgres_server):
        """Both common schemes name a server."""
        for scheme in ("postgresql", "postgres"):
            url = postgres_server.url("postgres").replace("postgresql", scheme, 1)
            database = await Database.open(url)
            assert isinstance(database.engine, PostgresEngine)
            await database.close()

    @pytest.mark.parametrize("url", ["mysql://ada:canary@localhost/x", "http://localhost", "://x"])
    async def test_another_scheme_is_refused(self, url: str):
        """Only the two engines are known; the URL, which may hold a password, is not repeated."""
        with pytest.raises(ConfigurationError) as refused:
            await Database.open(url)
        assert "canary" not in str(refused.value)

    async def test_what_was_stored_is_there_again(self, database_location):
        """A closed database opens with all it held."""
        for count in (1, 2):
            database = await Database.open(database_location)
            await database.migrate()
            await add_user(SqlStore(database, mac=mac), f"user {count}")
            users = await SqlStore(database, mac=mac).read(lambda tx: tx.access.users())
            assert len(users) == count
            await database.close()


class TestClose:
    async def test_it_may_be_called_twice(self, database: Database):
        """Closing what is closed does nothing."""
        await database.close()
        await database.close()

    async def test_a_closed_database_refuses(self, database: Database):
        """Neither reads nor writes are taken any more."""
        store = SqlStore(database, mac=mac)
        await database.close()
        with pytest.raises(StorageError):
            await store.read(lambda tx: tx.access.users())
        with pytest.raises(StorageError):
            await add_user(store)


class TestRead:
    async def test_it_is_one_snapshot(self, store: SqlStore):
        """What is committed meanwhile does not show inside a read."""
        await add_user(store, "ada")

        async def work(tx) -> tuple[int, int]:
            before = len(await tx.access.users())
            await add_user(store, "bob")
            return before, len(await tx.access.users())

        assert await store.read(work) == (1, 1)
        assert len(await store.read(lambda tx: tx.access.users())) == 2

    async def test_it_cannot_write(self, store: SqlStore):
        """A change inside a read is refused and leaves nothing."""
        user = await add_user(store)
        with pytest.raises(StorageError):
            await store.read(lambda tx: tx.access.revoke_key("any", user.created_at))
        with pytest.raises(StorageError):
            await store.read(lambda tx: tx.access.add_user(user))
        assert await store.read(lambda tx: tx.access.users()) == [user]

    async def test_many_at_once(self, store: SqlStore):
        """Reads do not wait for each other's end, and each gets its own answer."""
        user = await add_user(store)
        meet = asyncio.Barrier(6)

        async def work(tx) -> int:
            await meet.wait()
            return (await tx.access.get_user(user.id)).id

        assert await asyncio.gather(*[store.read(work) for _ in range(6)]) == [user.id] * 6

    async def test_a_failed_read_harms_no_later_one(self, store: SqlStore):
        """The connection of a work that raised is fit for the next."""
        user = await add_user(store)
        for _ in range(20):
            with pytest.raises(NotFound):
                await store.read(lambda tx: tx.access.get_user(999))
        assert await store.read(lambda tx: tx.access.users()) == [user]

    async def test_a_cancelled_read_harms_no_later_one(self, store: SqlStore):
        """A reader that goes away leaves no transaction open."""
        user = await add_user(store)
        for _ in range(20):
            entered = asyncio.Event()

            async def work(tx, entered=entered) -> None:
                await tx.access.users()
                entered.set()
                await asyncio.Event().wait()

            reading = asyncio.ensure_future(store.read(work))
            await entered.wait()
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
        assert await store.read(lambda tx: tx.access.users()) == [user]


class TestWrite:
    async def test_it_is_there_when_it_returns(self, store: SqlStore, database_location):
        """Another process sees what was acknowledged."""
        user = await add_user(store)
        other = await Database.open(database_location)
        assert await SqlStore(other, mac=mac).read(lambda tx: tx.access.users()) == [user]
        await other.close()

    async def test_a_failing_work_leaves_nothing(self, store: SqlStore):
        """What a work did before it raised is undone."""

        async def work(tx) -> None:
            await tx.access.add_user(make_user(id=0, name="ada"))
            await tx.access.add_user(make_user(id=0, name="bob"))
            raise NotFound

        with pytest.raises(NotFound):
            await store.write(work)
        assert await store.read(lambda tx: tx.access.users()) == []

    async def test_it_reads_its_own_writes(self, store: SqlStore):
        """Inside the transaction a change shows at once."""

        async def work(tx) -> list[str]:
            await tx.access.add_user(make_user(id=0, name="ada"))
            return [user.name for user in await tx.access.users()]

        assert await store.write(work) == ["ada"]

    async def test_two_processes_may_write(self, store: SqlStore, database_location):
        """A second opening of the same database writes in turn with the first."""
        other = await Database.open(database_location)
        stores = [store, SqlStore(other, mac=mac)]
        await asyncio.gather(*[add_user(stores[n % 2], f"user {n}") for n in range(40)])
        assert len(await store.read(lambda tx: tx.access.users())) == 40
        await other.close()
