"""SQLite as an engine: reads run in the event loop, writes are committed in groups (ADR 2)."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, Self, TypeVar

from moorage.domain.errors import StorageError
from moorage.storage import schema
from moorage.storage.connection import Connection
from moorage.storage.group_commit import GroupWriter
from moorage.storage.sqlite_connection import Busy, SqliteConnection, translate
from moorage.storage.sqlite_file import LOCK_PATIENCE, FileLock, connect, connect_reader, prepare

T = TypeVar("T")

IDLE_READERS: Final = 4


class SqliteEngine:
    """Implements `storage.connection.Engine` on one file."""

    def __init__(self, path: Path, warnings: Sequence[str]) -> None:
        """Open a prepared file."""
        self.path = path
        self.warnings = warnings
        self._lock = FileLock(path)
        self._writer = GroupWriter(connect(path), self._lock)
        self._readers: list[sqlite3.Connection] = []
        self._is_open = True

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Make or check the file and open it. Raises as `sqlite_file.prepare`."""
        return cls(path, await asyncio.to_thread(prepare, path))

    async def migrate(self) -> None:
        """See `Engine`."""
        if not await schema.is_current(self):
            await asyncio.to_thread(self._migrate)
        await schema.require_whole(self)

    async def read(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """See `Engine`."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + LOCK_PATIENCE, 0.001
        while True:
            try:
                return await self._read(work)
            except Busy:
                if loop.time() > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.05)

    async def write(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """See `Engine`."""
        return await self._writer.write(work)

    async def close(self) -> None:
        """See `Engine`; the log is emptied into the database."""
        if self._is_open:
            self._is_open = False
            while self._readers:
                self._readers.pop().close()
            await self._writer.close()
            self._lock.close()

    async def _read(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        driver = self._take_reader()
        try:
            driver.execute("BEGIN")
            try:
                return await work(SqliteConnection(driver))
            finally:
                driver.execute("ROLLBACK")
        except sqlite3.Error as fault:
            raise translate(fault) from None
        finally:
            self._give_back(driver)

    def _take_reader(self) -> sqlite3.Connection:
        if not self._is_open:
            raise StorageError("The database is closed.")
        try:
            return self._readers.pop() if self._readers else connect_reader(self.path)
        except sqlite3.Error as fault:
            raise translate(fault) from None

    def _give_back(self, driver: sqlite3.Connection) -> None:
        if self._is_open and len(self._readers) < IDLE_READERS:
            self._readers.append(driver)
        else:
            driver.close()

    def _migrate(self) -> None:
        from moorage.storage import migrating  # noqa: PLC0415 - see there

        driver = connect(self.path, patience=LOCK_PATIENCE)
        try:
            with FileLock(self.path) as lock:
                migrating.migrate_sqlite(driver)
            lock.close()
        except sqlite3.Error as fault:
            raise translate(fault) from None
        finally:
            driver.close()
