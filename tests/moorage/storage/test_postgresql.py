import asyncio
from dataclasses import replace

import asyncpg
import pytest

from moorage.domain.errors import ConfigurationError, StorageError
from moorage.storage import postgresql
from moorage.storage.database import Database
from moorage.storage.postgresql import PostgresEngine
from moorage.storage.store import SqlStore
from tests.stores import add_account, add_user, mac

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(postgres_server):
    """A migrated database of this test's own."""
    lent = postgres_server.lend()
    yield lent
    postgres_server.give_back(lent)


@pytest.fixture
async def opened(url: str):
    """The database, open."""
    database = await Database.open(url)
    yield database
    await database.close()


class TestOpen:
    async def test_the_servers_defaults_are_accepted(self, opened: Database):
        """A server as it is installed passes, and a local one needs no warning."""
        assert list(opened.warnings) == []

    async def test_a_database_that_may_lose_commits_is_refused(self, postgres_server):
        """With synchronous_commit off, what is acknowledged may be lost."""
        unsafe = postgres_server.empty()
        name = unsafe.split("/")[3].split("?")[0]
        postgres_server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        with pytest.raises(ConfigurationError, match="synchronous_commit is off"):
            await Database.open(unsafe)

    @pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit", "server_encoding"])
    async def test_each_setting_is_asked(self, url: str, monkeypatch, name: str):
        """A setting that is not as required is named, with what it must be."""
        monkeypatch.setitem(postgresql.REQUIRED, name, {"something else"})
        with pytest.raises(ConfigurationError, match=f"{name} is .*must be something else"):
            await Database.open(url)

    async def test_an_old_server_is_refused(self, url: str, monkeypatch):
        """A server before the oldest supported one is named by its version."""
        monkeypatch.setattr(postgresql, "OLDEST_VERSION", 99)
        with pytest.raises(ConfigurationError, match="too old"):
            await Database.open(url)

    @pytest.mark.parametrize(
        "wrong", ["postgresql://ada:canary@127.0.0.1:1/x", "postgresql://ada:canary@/x?host=/nowhere"]
    )
    async def test_a_server_that_is_not_there_is_a_storage_error(self, wrong: str):
        """The password of the URL is not in the error."""
        with pytest.raises(StorageError) as refused:
            await Database.open(wrong)
        assert "canary" not in repr(refused.value)
        assert refused.value.__suppress_context__

    @pytest.mark.parametrize(
        ("tail", "warned"),
        [
            ("localhost/x", False),
            ("127.0.0.1:5433/x", False),
            ("/x?host=/run/postgresql", False),
            ("db.example/x", True),
            ("db.example/x?sslmode=require", True),
            ("db.example/x?sslmode=verify-full", False),
        ],
    )
    def test_an_unchecked_connection_is_a_warning(self, tail: str, warned: bool):
        """A server elsewhere should prove who it is; the warning repeats no part of the URL."""
        found = postgresql._warnings(f"postgresql://ada:canary@{tail}")
        assert bool(found) is warned
        assert "canary" not in "".join(found)


class TestWrite:
    async def test_a_deadlock_is_run_again(self, opened: Database):
        """Two works that lock two accounts in opposite order both succeed."""
        store = SqlStore(opened, mac=mac)
        user = await add_user(store)
        accounts = [await add_account(store, user_id=user.id) for _ in range(2)]
        met, runs = asyncio.Barrier(2), []

        async def work(tx, order: list[int]) -> None:
            runs.append(order)
            await tx.accounts.lock(user.id, order[0])
            if len(runs) <= 2:
                await met.wait()
            account = await tx.accounts.lock(user.id, order[1])
            await tx.accounts.save(replace(account, credentials_version=account.credentials_version + 1))

        ids = [account.id for account in accounts]
        await asyncio.gather(store.write(lambda tx: work(tx, ids)), store.write(lambda tx: work(tx, ids[::-1])))
        stored = await store.read(lambda tx: tx.accounts.list(user.id))
        assert [account.credentials_version for account in stored] == [2, 2]
        assert len(runs) == 3

    async def test_a_collision_that_stays_is_a_storage_error(self, opened: Database):
        """After some attempts the caller is told to come back."""
        runs = []

        async def work(_connection) -> None:
            runs.append(1)
            raise postgresql.Collision

        with pytest.raises(StorageError):
            await opened.write(work)
        assert len(runs) == postgresql.ATTEMPTS

    async def test_a_lost_connection_is_a_storage_error(self, opened: Database, url: str):
        """A server that ends the connection leaves a clean refusal, and the next write has a new one."""
        store = SqlStore(opened, mac=mac)
        admin = await asyncpg.connect(url)
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'moorage'"

        async def work(tx) -> None:
            await tx.access.users()
            await admin.execute(end)
            await tx.access.users()

        with pytest.raises(StorageError):
            await store.write(work)
        await add_user(store)
        assert len(await store.read(lambda tx: tx.access.users())) == 1
        await admin.close()

    async def test_a_cancelled_write_leaves_nothing(self, opened: Database):
        """A caller who goes away inside the transaction has written nothing."""
        store = SqlStore(opened, mac=mac)
        user = await add_user(store)
        entered = asyncio.Event()

        async def work(tx) -> None:
            await tx.access.add_user(replace(user, id=0, name="undone"))
            entered.set()
            await asyncio.Event().wait()

        writing = asyncio.ensure_future(store.write(work))
        await entered.wait()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await store.read(lambda tx: tx.access.users()) == [user]

    async def test_patience_ends(self, opened: Database, monkeypatch):
        """When every connection is taken for too long, a work is refused."""
        monkeypatch.setattr(postgresql, "PATIENCE", 0.01)
        release = asyncio.Event()

        async def hold(_connection) -> None:
            await release.wait()

        held = [asyncio.ensure_future(opened.read(hold)) for _ in range(postgresql.POOL)]
        await asyncio.sleep(0)
        outcomes = await asyncio.gather(*[opened.read(hold) for _ in range(postgresql.POOL)], return_exceptions=True)
        assert any(isinstance(outcome, StorageError) for outcome in outcomes)
        release.set()
        await asyncio.gather(*held, return_exceptions=True)


class TestPostgresEngine:
    async def test_a_refused_server_keeps_no_connection(self, url: str, monkeypatch):
        """When the checks fail, nothing stays open."""
        monkeypatch.setitem(postgresql.REQUIRED, "fsync", {"never"})
        with pytest.raises(ConfigurationError):
            await PostgresEngine.open(url)
        admin = await asyncpg.connect(url)
        left = await admin.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'moorage' AND datname = current_database()"
        )
        await admin.close()
        assert left == 0
