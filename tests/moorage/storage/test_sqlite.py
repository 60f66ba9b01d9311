import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from moorage.domain.errors import StorageError
from moorage.services.ports import SealedField
from moorage.storage.audit import verify
from moorage.storage.connection import Connection
from moorage.storage.database import Database
from moorage.storage.sqlite import SqliteEngine
from moorage.storage.sqlite_connection import Busy
from moorage.storage.store import SqlStore
from tests.stores import add_account, add_user, mac

pytestmark = pytest.mark.anyio

ADD_USERS = """
import asyncio, sys
from pathlib import Path
from moorage.storage.connection import Connection
from moorage.storage.database import Database
from moorage.storage.sqlite_connection import Busy
from moorage.storage.store import SqlStore
from tests.makers import make_user
from tests.stores import mac, make_record

async def main(path, prefix, count):
    database = await Database.open(Path(path))
    await database.migrate()
    store = SqlStore(database, mac=mac)

    async def add(number):
        async def work(tx):
            await tx.access.add_user(make_user(id=0, name=f"{prefix}{number}"))
            await tx.audit.append(make_record(subject=f"{prefix}{number}"))
        await store.write(work)
        print(f"{prefix}{number}", flush=True)

    for start in range(0, int(count), 8):
        await asyncio.gather(*[add(start + n) for n in range(8)])
    await database.close()

asyncio.run(main(*sys.argv[1:]))
"""


def start_adding(path: Path, prefix: str, count: int) -> subprocess.Popen[str]:
    """Start another process that adds users and prints each name once it was acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-c", ADD_USERS, str(path), prefix, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env={"PYTHONPATH": "src", "PATH": ""},
    )


@pytest.fixture
async def opened(sqlite_path: Path):
    """A migrated SQLite database."""
    database = await Database.open(sqlite_path)
    await database.migrate()
    yield database
    await database.close()


async def names(database: Database) -> list[str]:
    users = await SqlStore(database, mac=mac).read(lambda tx: tx.access.users())
    return [user.name for user in users]


class TestSqliteEngine:
    async def test_another_process_may_write_meanwhile(self, opened: Database, sqlite_path: Path):
        """A command line that writes while the server writes: both are served, and the trail does not fork."""
        store = SqlStore(opened, mac=mac)
        with start_adding(sqlite_path, "cli", 40) as other:
            assert other.stdout is not None
            first = await asyncio.to_thread(other.stdout.readline)
            for number in range(40):
                await add_user(store, f"server{number}")
            rest, _ = await asyncio.to_thread(other.communicate)
            assert other.returncode == 0
        assert len((first + rest).split()) == 40
        assert len(await names(opened)) == 80
        assert (await verify(opened, mac)).broken is None

    @pytest.mark.parametrize("acknowledged", [1, 30, 111])
    async def test_a_killed_process_loses_nothing_it_acknowledged(self, sqlite_path: Path, acknowledged: int):
        """After kill -9 every acknowledged user is there, with its audit record, and the file is sound."""
        with start_adding(sqlite_path, "user", 100_000) as victim:
            assert victim.stdout is not None
            seen = [victim.stdout.readline().strip() for _ in range(acknowledged)]
            victim.send_signal(signal.SIGKILL)
            seen += victim.stdout.read().split()
        database = await Database.open(sqlite_path)
        stored = await names(database)
        verdict = await verify(database, mac)
        await database.close()
        assert set(seen) <= set(stored)
        assert len(stored) == len(set(stored)) == verdict.records
        assert verdict.broken is None

    async def test_removed_means_gone(self, opened: Database, sqlite_path: Path):
        """When a removal is acknowledged, no byte of its sealed values is in the live files."""
        store = SqlStore(opened, mac=mac)
        user = await add_user(store)
        canaries = [f"CANARY-{number:04}-".encode() * 8 for number in range(60)]

        async def add(canary: bytes) -> int:
            account = await add_account(store, user_id=user.id)
            await store.write(lambda tx: tx.accounts.replace_credentials(account, canary, {SealedField.SECRET: canary}))
            return account.id

        ids = [await add(canary) for canary in canaries]
        for account_id in ids[::2]:
            await store.write(lambda tx, account_id=account_id: tx.accounts.remove(user.id, account_id))
        content = b"".join(path.read_bytes() for path in sqlite_path.parent.iterdir())
        assert [canary for canary in canaries[::2] if canary[:12] in content] == []
        assert [canary for canary in canaries[1::2] if canary not in content] == []

    async def test_closing_leaves_one_file(self, opened: Database, sqlite_path: Path):
        """A closed database is whole in its one file."""
        await add_user(SqlStore(opened, mac=mac))
        await opened.close()
        left = {path.name for path in sqlite_path.parent.iterdir()}
        assert left == {sqlite_path.name, f"{sqlite_path.name}-lock"}

    async def test_a_read_that_meets_a_lock_is_tried_again(self, opened: Database):
        """A work that finds the file busy runs once more, from its beginning."""
        met: list[int] = []

        async def work(_connection: Connection) -> str:
            met.append(1)
            if len(met) < 3:
                raise Busy
            return "read"

        assert await opened.read(work) == "read"

    async def test_a_lock_that_stays_is_a_storage_error(self, opened: Database, monkeypatch):
        """Patience with a busy file has an end."""
        monkeypatch.setattr("moorage.storage.sqlite.LOCK_PATIENCE", 0)

        async def work(_connection: Connection) -> None:
            raise Busy

        with pytest.raises(StorageError):
            await opened.read(work)

    async def test_a_file_that_vanished_is_a_storage_error(self, sqlite_path: Path):
        """A read that cannot open its connection says so cleanly."""
        engine = await SqliteEngine.open(sqlite_path)
        sqlite_path.rename(sqlite_path.with_name("elsewhere"))
        with pytest.raises(StorageError):
            await names(Database(engine))
        sqlite_path.with_name("elsewhere").rename(sqlite_path)
        await engine.close()
