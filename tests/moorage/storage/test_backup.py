import asyncio
import stat
from pathlib import Path

import pytest

from moorage.domain.errors import ConfigurationError, StorageError
from moorage.storage import backup as module
from moorage.storage.audit import verify
from moorage.storage.backup import backup
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from tests.makers import make_user
from tests.stores import add_account, add_user, mac, make_record

pytestmark = pytest.mark.anyio


@pytest.fixture
async def opened(sqlite_path: Path):
    """A migrated SQLite database."""
    database = await Database.open(sqlite_path)
    await database.migrate()
    yield database
    await database.close()


class TestBackup:
    async def test_the_copy_is_whole(self, opened: Database, tmp_path: Path):
        """A copy opens as a database of its own, with everything that was acknowledged."""
        store, target = SqlStore(opened, mac=mac), tmp_path / "copy.db"
        user = await add_user(store)
        account = await add_account(store, user_id=user.id)
        await store.write(lambda tx: tx.audit.append(make_record()))
        await backup(opened, target)
        await store.write(lambda tx: tx.accounts.remove(user.id, account.id))
        copy = await Database.open(target)
        await copy.migrate()
        assert await SqlStore(copy, mac=mac).read(lambda tx: tx.accounts.list(user.id)) == [account]
        assert (await verify(copy, mac)).records == 1
        await copy.close()

    async def test_writers_go_on(self, opened: Database, tmp_path: Path):
        """Copies taken under load hold every write that was acknowledged before, and none half."""
        store = SqlStore(opened, mac=mac)

        async def add(number: int) -> None:
            async def work(tx) -> None:
                await tx.access.add_user(make_user(id=0, name=f"user {number}"))
                await tx.audit.append(make_record())

            await store.write(work)

        for round_ in range(5):
            before = len(await store.read(lambda tx: tx.access.users()))
            target = tmp_path / f"copy{round_}.db"
            await asyncio.gather(backup(opened, target), *[add(round_ * 50 + n) for n in range(50)])
            copy = await Database.open(target)
            users = await SqlStore(copy, mac=mac).read(lambda tx: tx.access.users())
            verdict = await verify(copy, mac)
            await copy.close()
            assert before <= len(users) <= before + 50
            assert (verdict.records, verdict.broken) == (len(users), None)

    async def test_it_is_the_owners_and_one_file(self, opened: Database, tmp_path: Path):
        """Mode 0600, no log beside it nor needed to read it (header bytes 18 and 19), no partial file left."""
        folder = tmp_path / "backups"
        folder.mkdir()
        await backup(opened, folder / "copy.db")
        (left,) = folder.iterdir()
        assert left.name == "copy.db"
        assert stat.S_IMODE(left.stat().st_mode) == 0o600
        assert left.read_bytes()[18:20] == b"\x01\x01"

    async def test_nothing_is_overwritten(self, opened: Database, tmp_path: Path):
        """An existing file stays as it is."""
        target = tmp_path / "copy.db"
        target.write_text("precious")
        with pytest.raises(ConfigurationError, match=r"copy\.db exists"):
            await backup(opened, target)
        assert target.read_text() == "precious"
        assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []

    async def test_a_missing_folder_is_named(self, opened: Database, tmp_path: Path):
        """Folders are not made on the way."""
        with pytest.raises(ConfigurationError, match="no folder"):
            await backup(opened, tmp_path / "missing" / "copy.db")

    async def test_a_failed_copy_leaves_nothing(self, opened: Database, tmp_path: Path, monkeypatch):
        """When the disk fails at the end, there is no file that looks like a backup."""

        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(module.os, "fsync", full)
        with pytest.raises(StorageError):
            await backup(opened, tmp_path / "copy.db")
        assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []

    async def test_postgresql_has_its_own_tool(self, postgres_server, tmp_path: Path):
        """The owner is sent to pg_dump."""
        database = await Database.open(postgres_server.url("postgres"))
        with pytest.raises(ConfigurationError, match="pg_dump"):
            await backup(database, tmp_path / "copy.db")
        await database.close()
