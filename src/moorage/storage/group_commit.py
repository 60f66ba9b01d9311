"""Several waiting writes share one commit, and each is answered after it (ADR 2).

The statements run in the event loop, where each takes microseconds and nothing comes between two of them. Only the
commit, which waits for the disk, runs in a thread; what arrives meanwhile forms the next group.
"""

import asyncio
import contextlib
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar, cast

from moorage.domain.errors import StorageError
from moorage.storage.connection import Connection
from moorage.storage.sqlite_connection import Broken, Busy, SqliteConnection, translate
from moorage.storage.sqlite_file import LOCK_PATIENCE, FileLock, checkpoint

T = TypeVar("T")

GROUP: Final = 64  # writes in one commit: bounds how long the event loop runs only them
QUEUE: Final = 10_000  # writes that may wait
PATIENCE: Final = 10.0  # seconds a write waits for its turn


class _Job:
    """One write and its caller. A caller who stops waiting before the turn comes takes the write back."""

    __slots__ = ("_future", "_timer", "error", "result", "started", "work")

    def __init__(self, work: Callable[[Connection], Awaitable[Any]], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.result: object = None
        self.error: Exception | None = None
        self.started = False
        self._future: asyncio.Future[Any] = loop.create_future()
        self._timer = loop.call_later(PATIENCE, self._expire)

    async def wait(self) -> object:
        return await self._future

    def start(self) -> bool:
        """Say whether somebody still waits; from now on the write takes place, whoever waits."""
        self._timer.cancel()
        self.started = not self._future.done()
        return self.started

    def answer(self) -> None:
        self._timer.cancel()
        if self._future.done():
            return
        if self.error is None:
            self._future.set_result(self.result)
        else:
            self._future.set_exception(self.error)

    def _expire(self) -> None:
        self.error = StorageError("The database is too slow for so many writes.", retry_after=1)
        self.answer()


class GroupWriter:
    """The only writer of this process.

    After an input/output error nothing more is written: what a failed flush left on the disk is unknown until the
    file is opened anew. Source: "fsyncgate", PostgreSQL's `data_sync_retry`.
    """

    def __init__(self, driver: sqlite3.Connection, lock: FileLock) -> None:
        """Own a connection and the lock between processes."""
        self._driver = driver
        self._connection = SqliteConnection(driver)
        self._lock = lock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-commit")
        self._queue: deque[_Job] = deque()
        self._draining: asyncio.Task[None] | None = None
        self._refusal: StorageError | None = None
        self._is_open = True

    async def write(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run a work in the next group. See `Engine.write`."""
        if self._refusal is not None:
            raise self._refusal
        if len(self._queue) >= QUEUE:
            raise StorageError("Too many writes are waiting.", retry_after=1)
        loop = asyncio.get_running_loop()
        job = _Job(work, loop)
        self._queue.append(job)
        if self._draining is None:
            self._draining = loop.create_task(self._drain())
        return cast("T", await job.wait())

    async def close(self) -> None:
        """Finish what waits, empty the log into the database, and close the connection; once is enough."""
        if not self._is_open:
            return
        self._is_open = False
        self._refusal = self._refusal or StorageError("The database is closed.")
        while self._draining is not None:
            await asyncio.wait([self._draining])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    async def _drain(self) -> None:
        try:
            while self._queue:
                await self._run([self._queue.popleft() for _ in range(min(GROUP, len(self._queue)))])
        finally:
            self._draining = None

    async def _run(self, group: list[_Job]) -> None:
        try:
            await self._begin()
            for job in group:
                if job.start():
                    await self._attempt(job)
            await self._commit(group)
        except Exception as fault:  # noqa: BLE001 - the edge of the loop: every caller hears of it
            self._abandon(group, fault)
        finally:
            self._lock.release()
        for job in group:
            job.answer()

    async def _begin(self) -> None:
        if isinstance(self._refusal, Broken):
            raise self._refusal
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + LOCK_PATIENCE, 0.001
        while not self._try_begin():
            if loop.time() > deadline:
                raise StorageError("Another process has been writing to the database for too long.", retry_after=5)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.05)

    def _try_begin(self) -> bool:
        if not self._lock.try_acquire():
            return False
        try:
            self._execute("BEGIN IMMEDIATE")
        except Busy:
            self._lock.release()
            return False
        return True

    async def _attempt(self, job: _Job) -> None:
        self._execute("SAVEPOINT work")
        try:
            job.result = await job.work(self._connection)
        except Exception as error:
            job.error = error
            if isinstance(error, Broken) or not self._driver.in_transaction:
                raise
            self._execute("ROLLBACK TO work")
        self._execute("RELEASE work")

    async def _commit(self, group: list[_Job]) -> None:
        if any(job.started and job.error is None for job in group):
            await asyncio.get_running_loop().run_in_executor(self._thread, self._commit_now)
        else:
            self._execute("ROLLBACK")

    def _commit_now(self) -> None:
        self._execute("COMMIT")
        if self._connection.scrubbing:
            self._scrub()

    def _scrub(self) -> None:
        """Empty the log; when a reader is in the way, the next commit tries again."""
        try:
            self._connection.scrubbing = not checkpoint(self._driver)
        except sqlite3.Error as fault:
            self._remember(translate(fault))

    def _abandon(self, group: list[_Job], fault: Exception) -> None:
        """Undo the group; the database may have done so itself."""
        if self._driver.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._driver.execute("ROLLBACK")
        self._remember(fault)
        refusal = fault if isinstance(fault, StorageError) else StorageError("The database gave the transaction up.")
        for job in group:
            job.error = job.error or refusal

    def _remember(self, fault: Exception) -> None:
        if isinstance(fault, Broken):
            self._refusal = fault

    def _execute(self, statement: str) -> None:
        try:
            self._driver.execute(statement)
        except sqlite3.Error as fault:
            raise translate(fault) from None

    def _close(self) -> None:
        with contextlib.suppress(sqlite3.Error, StorageError):
            if self._driver.in_transaction:
                self._driver.execute("ROLLBACK")
            if not isinstance(self._refusal, Broken):
                with self._lock:
                    checkpoint(self._driver)
        self._driver.close()
