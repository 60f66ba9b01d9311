import os
import sqlite3
from pathlib import Path

import pytest

from moorage.domain.errors import ConfigurationError, StorageError
from moorage.storage import sqlite_file
from moorage.storage.sqlite_file import FileLock, checkpoint, connect, connect_reader, prepare


@pytest.fixture
def prepared(sqlite_path: Path) -> Path:
    """A new database."""
    prepare(sqlite_path)
    return sqlite_path


class TestPrepare:
    def test_the_file_is_the_owners_alone(self, sqlite_path: Path):
        """File, log and lock have mode 0600, a new folder 0700, whatever the umask."""
        before = os.umask(0)
        try:
            prepare(sqlite_path)
            driver = connect(sqlite_path)
            driver.execute("CREATE TABLE t (x)")
            modes = {path.name: path.stat().st_mode & 0o777 for path in sqlite_path.parent.iterdir()}
            driver.close()
        finally:
            os.umask(before)
        assert len(modes) == 4
        assert set(modes.values()) == {0o600}
        assert sqlite_path.parent.stat().st_mode & 0o777 == 0o700

    def test_a_file_that_others_may_read_is_refused(self, prepared: Path):
        """The owner is told what to do, and nothing is changed."""
        prepared.chmod(0o640)
        with pytest.raises(ConfigurationError, match="chmod 600"):
            prepare(prepared)
        assert prepared.stat().st_mode & 0o777 == 0o640

    def test_an_open_folder_is_a_warning(self, prepared: Path):
        """A folder that was there before may be open for a reason."""
        assert not any("chmod 700" in warning for warning in prepare(prepared))
        prepared.parent.chmod(0o755)
        assert any("chmod 700" in warning for warning in prepare(prepared))

    @pytest.mark.parametrize(("version", "warned"), [((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 0), False)])
    def test_an_old_library_is_a_warning(self, prepared: Path, monkeypatch, version: tuple[int, ...], warned: bool):
        """The WAL-reset fault is named for releases that have it."""
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        assert any("WAL-reset" in warning for warning in prepare(prepared)) is warned

    def test_what_is_no_database_is_refused(self, sqlite_path: Path):
        """Another file is left as it is."""
        sqlite_path.parent.mkdir()
        sqlite_path.write_bytes(b"not a database, but long enough to look like one" * 50)
        sqlite_path.chmod(0o600)
        content = sqlite_path.read_bytes()
        with pytest.raises(StorageError):
            prepare(sqlite_path)
        assert sqlite_path.read_bytes() == content

    def test_damage_is_found(self, prepared: Path):
        """A page that was overwritten keeps the service from starting."""
        driver = connect(prepared)
        driver.execute("CREATE TABLE t (x TEXT UNIQUE) STRICT")
        driver.executemany("INSERT INTO t VALUES (?)", [(f"row {n}" * 20,) for n in range(500)])
        assert checkpoint(driver)
        driver.close()
        with prepared.open("r+b") as file:
            file.seek(4096 * 3 + 8)
            file.write(b"\xff" * 200)
        with pytest.raises(StorageError, match="damaged"):
            prepare(prepared)

    @pytest.mark.parametrize("place", ["missing/../file/x.db", "file"])
    def test_a_folder_that_cannot_be_is_a_storage_error(self, tmp_path: Path, place: str):
        """What the system refuses is told in one sentence."""
        (tmp_path / "file").write_text("")
        path = tmp_path / "file" / "moorage.db" if place == "file" else tmp_path / place
        with pytest.raises((StorageError, ConfigurationError)):
            prepare(path)

    @pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
    def test_a_network_file_system_is_refused(self, sqlite_path: Path, monkeypatch, kind: str):
        """Locks over a network are not to be trusted; nothing is made there."""
        monkeypatch.setattr(sqlite_file, "_file_system", lambda _folder: kind)
        with pytest.raises(ConfigurationError, match=kind):
            prepare(sqlite_path)
        assert not sqlite_path.parent.exists()

    def test_the_deepest_mount_decides(self, tmp_path: Path):
        """A folder lies on the file system that is mounted nearest above it; blanks are written in octal."""
        mounts = tmp_path / "mounts"
        share = tmp_path / "a share"
        escaped = str(share).replace(" ", r"\040")
        mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {escaped} nfs4 rw 0 0\n")
        assert sqlite_file._file_system(share / "data", mounts) == "nfs4"
        assert sqlite_file._file_system(tmp_path, mounts) == "ext4"
        assert sqlite_file._file_system(tmp_path, tmp_path / "none") is None


class TestConnect:
    def test_every_promise_is_set(self, prepared: Path):
        """A connection is durable, enforces references, zeroes what it deletes and trusts no schema."""
        driver = connect(prepared)
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}
        assert {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
        driver.close()

    def test_no_file_is_made(self, sqlite_path: Path):
        """Only `prepare` makes a database."""
        sqlite_path.parent.mkdir()
        with pytest.raises(sqlite3.OperationalError):
            connect(sqlite_path)
        assert not sqlite_path.exists()

    def test_a_name_with_marks_of_a_url_is_a_name(self, tmp_path: Path):
        """A path is no URL: `?` and `#` and `%` in it mean themselves."""
        path = tmp_path / "a?mode=memory#%41" / "moorage.db"
        prepare(path)
        connect(path).close()
        assert path.exists()


class TestConnectReader:
    def test_it_cannot_write_or_checkpoint(self, prepared: Path):
        """A reader leaves the file alone."""
        reader = connect_reader(prepared)
        with pytest.raises(sqlite3.OperationalError):
            reader.execute("CREATE TABLE t (x)")
        assert reader.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
        reader.close()


class TestCheckpoint:
    def test_the_log_is_emptied(self, prepared: Path):
        """After a checkpoint the log has no bytes."""
        driver = connect(prepared)
        driver.execute("CREATE TABLE t (x)")
        log = prepared.with_name(f"{prepared.name}-wal")
        assert log.stat().st_size > 0
        assert checkpoint(driver)
        assert log.stat().st_size == 0
        driver.close()

    def test_a_reader_is_not_disturbed(self, prepared: Path, monkeypatch):
        """While somebody reads an older state, the log stays and the caller is told."""
        monkeypatch.setattr(sqlite_file, "CHECKPOINT_PATIENCE", 0)
        driver, reader = connect(prepared), connect_reader(prepared)
        driver.execute("CREATE TABLE t (x)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM t").fetchall()
        driver.execute("INSERT INTO t VALUES (1)")
        assert not checkpoint(driver)
        assert reader.execute("SELECT * FROM t").fetchall() == []
        reader.execute("ROLLBACK")
        assert checkpoint(driver)
        for each in (driver, reader):
            each.close()


class TestFileLock:
    def test_one_at_a_time(self, prepared: Path):
        """A second holder has to wait for the first, also inside one process."""
        first, second = FileLock(prepared), FileLock(prepared)
        assert first.try_acquire()
        assert not second.try_acquire()
        first.release()
        assert second.try_acquire()
        second.close()
        assert first.try_acquire()
        first.close()

    def test_patience_ends(self, prepared: Path, monkeypatch):
        """A lock that is not given back is a storage error, not a hang."""
        monkeypatch.setattr(sqlite_file, "LOCK_PATIENCE", 0)
        first, second = FileLock(prepared), FileLock(prepared)
        with first, pytest.raises(StorageError), second:
            pass
        with second:
            pass
        for each in (first, second):
            each.close()
