"""The SQLite file: where it may lie, how it is made, opened, locked and checked."""

import fcntl
import os
import sqlite3
import stat
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from moorage.domain.errors import ConfigurationError, StorageError

LOCK_PATIENCE: Final = 5.0  # seconds a process waits for another one that writes
CHECKPOINT_PATIENCE: Final = 1000  # milliseconds a checkpoint waits for readers
NETWORK_FILE_SYSTEMS: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "fuse.sshfs", "fuse.glusterfs"}
)
"""File systems whose locks SQLite cannot trust. Source: https://www.sqlite.org/howtocorrupt.html, section 2.1."""

SAFE_SQLITE: Final = (3, 51, 3)
"""The first release without the WAL-reset fault. Source: https://www.sqlite.org/wal.html, section 11, 2026."""

_MOUNTS: Final = Path("/proc/self/mounts")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)


class FileLock:
    """A lock between processes: whoever writes, checkpoints or migrates holds it.

    SQLite's own write lock already keeps writers apart; this one also keeps a write of one process from meeting a
    checkpoint of another, which is what the WAL-reset fault needs.
    """

    def __init__(self, database: Path) -> None:
        """Open the lock file beside a database."""
        path = database.with_name(f"{database.name}-lock")
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_acquire(self) -> bool:
        """Take the lock if it is free."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give the lock back; no harm when it is not held."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the lock back for good."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        deadline = time.monotonic() + LOCK_PATIENCE
        while not self.try_acquire():
            if time.monotonic() > deadline:
                raise StorageError("Another process has been writing to the database for too long.", retry_after=5)
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def prepare(path: Path) -> list[str]:
    """Make the file if there is none, in write-ahead mode and on the disk, and check it.

    Args:
        path: The database; its folder is made with mode 0700 when missing.

    Returns:
        Sentences for the owner about what could be safer.

    Raises:
        ConfigurationError: a network file system, or a file that others may read.
        StorageError: the file is damaged, no database, or cannot be opened.
    """
    _refuse_network(path.parent)
    try:
        _make(path)
        with FileLock(path) as lock:
            _check(path)
        lock.close()
    except sqlite3.Error as fault:
        raise StorageError(f"The database file cannot be used: {fault}.") from None
    except OSError as fault:
        raise StorageError(f"The database file cannot be opened: {fault.strerror}.") from None
    return _warnings(path)


def connect(path: Path, *, patience: float = 0) -> sqlite3.Connection:
    """Open a connection that commits only when told to.

    Args:
        path: An existing database.
        patience: Seconds SQLite itself waits for a lock; 0 where waiting must not block the event loop.
    """
    driver = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    for pragma in _PRAGMAS:
        driver.execute(pragma)
    return driver


def connect_reader(path: Path) -> sqlite3.Connection:
    """Open a connection that cannot write and never checkpoints."""
    driver = connect(path)
    driver.execute("PRAGMA wal_autocheckpoint = 0")
    driver.execute("PRAGMA query_only = ON")
    return driver


def checkpoint(driver: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the database and cut it to nothing; the caller holds the `FileLock`.

    Returns:
        False when a reader needed the log for too long and it was left as it is.
    """
    driver.execute(f"PRAGMA busy_timeout = {CHECKPOINT_PATIENCE}")
    try:
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        driver.execute("PRAGMA busy_timeout = 0")
    return not busy


def synchronise_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make(path: Path) -> None:
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if path.stat().st_mode & _OTHERS:
            raise ConfigurationError(f"Others may read the database: run chmod 600 {path.name}.") from None


def _check(path: Path) -> None:
    driver = connect(path, patience=LOCK_PATIENCE)
    try:
        (mode,) = driver.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise ConfigurationError("The file system of the database does not allow a write-ahead log.")
        synchronise_folder(path.parent)
        (verdict,) = driver.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StorageError(f"The database file is damaged, restore a backup: {verdict}.")
    finally:
        driver.close()


def _refuse_network(folder: Path) -> None:
    kind = _file_system(folder)
    if kind in NETWORK_FILE_SYSTEMS:
        raise ConfigurationError(f"SQLite is not safe on a network file system ({kind}); use PostgreSQL.")


def _file_system(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the type of the file system a folder lies on, None where the system does not tell."""
    if not mounts.exists():
        return None
    lines = (line.split(" ") for line in mounts.read_text().splitlines())
    kinds = {Path(line[1].encode().decode("unicode_escape")): line[2] for line in lines}
    place = folder.absolute().resolve()
    return next((kinds[parent] for parent in (place, *place.parents) if parent in kinds), None)


def _warnings(path: Path) -> list[str]:
    found = []
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        found.append(
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset fault (fixed in 3.51.3). Moorage avoids it with one "
            "writer at a time; let no other program write to the database."
        )
    if path.parent.stat().st_mode & _OTHERS:
        found.append(f"Others may look into the folder of the database: run chmod 700 {path.parent.name}.")
    return found
