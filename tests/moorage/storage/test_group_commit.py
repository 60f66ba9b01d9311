import asyncio
import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from moorage.domain.errors import NotFound, StorageError
from moorage.storage import group_commit
from moorage.storage.connection import Connection
from moorage.storage.group_commit import GroupWriter
from moorage.storage.query import Query
from moorage.storage.sqlite_file import FileLock, connect, prepare
from moorage.storage.tables import KEYSETS

pytestmark = pytest.mark.anyio

ADD = Query(insert(KEYSETS), ["purpose", "wrapped"])
ALL = Query(select(KEYSETS.c.purpose).order_by(KEYSETS.c.purpose))


class Bench:
    """A writer, its driver, what the driver was told, and what another connection sees."""

    def __init__(self, path: Path) -> None:
        prepare(path)
        self.path = path
        self.driver = connect(path)
        self.driver.execute("CREATE TABLE keysets (purpose TEXT PRIMARY KEY, wrapped BLOB) STRICT")
        self.told: list[str] = []
        self.driver.set_trace_callback(self.told.append)
        self.lock = FileLock(path)
        self.writer = GroupWriter(self.driver, self.lock)

    def add(self, name: str, size: int = 0) -> Callable:
        """Return a write of one row."""
        values = {"purpose": name, "wrapped": b"x" * size}
        return lambda connection: connection.execute(ADD, values)

    @property
    def stored(self) -> list[str]:
        """What is committed."""
        other = connect(self.path)
        rows = other.execute("SELECT purpose FROM keysets ORDER BY purpose").fetchall()
        other.close()
        return [row[0] for row in rows]


@pytest.fixture
async def bench(sqlite_path: Path):
    """A writer on a new file."""
    made = Bench(sqlite_path)
    yield made
    await made.writer.close()
    made.lock.close()


async def hold(bench: Bench) -> tuple[asyncio.Event, asyncio.Task]:
    """Start a write that waits inside its transaction until the event is set."""
    entered, release = asyncio.Event(), asyncio.Event()

    async def work(connection: Connection) -> None:
        await bench.add("held")(connection)
        entered.set()
        await release.wait()

    task = asyncio.ensure_future(bench.writer.write(work))
    await entered.wait()
    return release, task


class TestWrite:
    async def test_waiting_writes_share_a_commit(self, bench: Bench):
        """Twenty writes at once are committed once."""
        await asyncio.gather(*[bench.writer.write(bench.add(f"{n:02}")) for n in range(20)])
        assert len(bench.stored) == 20
        assert bench.told.count("COMMIT") == 1

    async def test_a_group_has_an_end(self, bench: Bench, monkeypatch):
        """More than a group's worth is committed in several."""
        monkeypatch.setattr(group_commit, "GROUP", 8)
        await asyncio.gather(*[bench.writer.write(bench.add(f"{n:02}")) for n in range(20)])
        assert len(bench.stored) == 20
        assert bench.told.count("COMMIT") == 3

    async def test_each_gets_its_own_answer(self, bench: Bench):
        """Results and errors go to the callers they belong to."""

        async def work(number: int) -> int:
            if number % 3 == 0:
                raise NotFound(str(number))
            return number

        writes = [bench.writer.write(lambda _connection, n=n: work(n)) for n in range(9)]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert [str(outcome) if isinstance(outcome, NotFound) else outcome for outcome in outcomes] == [
            "0", 1, 2, "3", 4, 5, "6", 7, 8,
        ]  # fmt: skip

    async def test_a_failing_write_does_not_undo_the_others(self, bench: Bench):
        """One of a group that fails after its statements takes back only these."""

        async def failing(connection: Connection) -> None:
            await bench.add("undone")(connection)
            raise NotFound

        works = [bench.add("a"), failing, bench.add("b")]
        outcomes = await asyncio.gather(*[bench.writer.write(work) for work in works], return_exceptions=True)
        assert isinstance(outcomes[1], NotFound)
        assert bench.stored == ["a", "b"]

    async def test_a_group_of_failures_costs_no_commit(self, bench: Bench):
        """When nothing is to be kept, the disk is not waited for."""

        async def failing(_connection: Connection) -> None:
            raise NotFound

        await asyncio.gather(*[bench.writer.write(failing) for _ in range(5)], return_exceptions=True)
        assert "COMMIT" not in bench.told
        assert not bench.driver.in_transaction

    async def test_it_is_answered_after_the_commit(self, bench: Bench):
        """When a write returns, another connection sees it."""
        for name in ("a", "b", "c"):
            await bench.writer.write(bench.add(name))
            assert bench.stored[-1] == name

    async def test_any_exception_of_a_work_reaches_its_caller(self, bench: Bench):
        """A mistake in a work is its caller's, and the writer goes on."""

        async def wrong(_connection: Connection) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await bench.writer.write(wrong)
        await bench.writer.write(bench.add("a"))
        assert bench.stored == ["a"]


class TestCancellation:
    async def test_before_its_turn_it_takes_the_write_back(self, bench: Bench):
        """A caller who goes away while waiting leaves nothing."""
        release, holding = await hold(bench)
        waiting = asyncio.ensure_future(bench.writer.write(bench.add("taken back")))
        await asyncio.sleep(0)
        waiting.cancel()
        release.set()
        await holding
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await bench.writer.write(bench.add("later"))
        assert bench.stored == ["held", "later"]

    async def test_in_its_turn_the_write_is_whole(self, bench: Bench):
        """A caller who goes away too late has written, and harms nobody else's write."""
        release, holding = await hold(bench)
        holding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await holding
        release.set()
        await bench.writer.write(bench.add("later"))
        assert bench.stored == ["held", "later"]


class TestBounds:
    async def test_patience_ends(self, bench: Bench, monkeypatch):
        """A write whose turn does not come is refused and not made."""
        release, holding = await hold(bench)
        monkeypatch.setattr(group_commit, "PATIENCE", 0)
        with pytest.raises(StorageError) as refused:
            await bench.writer.write(bench.add("too late"))
        assert refused.value.retryable
        release.set()
        await holding
        await bench.writer.close()
        assert bench.stored == ["held"]

    async def test_the_queue_has_an_end(self, bench: Bench, monkeypatch):
        """Past the limit a write is refused at once."""
        release, holding = await hold(bench)
        monkeypatch.setattr(group_commit, "QUEUE", 1)
        waiting = asyncio.ensure_future(bench.writer.write(bench.add("waiting")))
        await asyncio.sleep(0)
        with pytest.raises(StorageError):
            await bench.writer.write(bench.add("one too many"))
        release.set()
        await asyncio.gather(holding, waiting)
        assert bench.stored == ["held", "waiting"]


class TestOtherProcesses:
    async def test_a_held_lock_is_waited_for(self, bench: Bench):
        """A write goes through as soon as the other process is done."""
        other = FileLock(bench.path)
        assert other.try_acquire()
        writing = asyncio.ensure_future(bench.writer.write(bench.add("a")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert bench.stored == []
        other.close()
        await writing
        assert bench.stored == ["a"]

    @pytest.mark.parametrize("by", ["lock", "transaction"])
    async def test_a_lock_that_stays_is_a_storage_error(self, bench: Bench, monkeypatch, by: str):
        """Whether our lock or SQLite's own is held: nothing is stored, and later writes go through."""
        monkeypatch.setattr(group_commit, "LOCK_PATIENCE", 0)
        other = FileLock(bench.path)
        blocker = connect(bench.path)
        if by == "lock":
            other.try_acquire()
        else:
            blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError):
            await bench.writer.write(bench.add("a"))
        blocker.close()
        other.close()
        await bench.writer.write(bench.add("b"))
        assert bench.stored == ["b"]

    async def test_the_lock_is_free_between_writes(self, bench: Bench):
        """An idle writer keeps nobody out."""
        await bench.writer.write(bench.add("a"))
        other = FileLock(bench.path)
        assert other.try_acquire()
        other.close()


class TestDisk:
    async def test_a_full_disk_is_a_clean_refusal(self, bench: Bench):
        """Nothing of the group is stored, and writes go on when there is room."""
        await bench.writer.write(bench.add("first"))
        pages = bench.driver.execute("PRAGMA page_count").fetchone()[0]
        bench.driver.execute(f"PRAGMA max_page_count = {pages}")
        works = [bench.add("small"), bench.add("huge", 1_000_000)]
        outcomes = await asyncio.gather(*[bench.writer.write(work) for work in works], return_exceptions=True)
        assert isinstance(outcomes[1], StorageError)
        assert ("small" in bench.stored) is not isinstance(outcomes[0], StorageError)
        bench.driver.execute("PRAGMA max_page_count = 1000000")
        await bench.writer.write(bench.add("later", 1_000_000))
        assert "later" in bench.stored
        assert "huge" not in bench.stored

    async def test_after_a_failed_write_to_disk_nothing_more_is_written(self, bench: Bench):
        """An input/output error ends writing until the file is opened anew; what was acknowledged stays."""
        await bench.writer.write(bench.add("first"))
        size = bench.path.with_name(f"{bench.path.name}-wal").stat().st_size
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            works = [bench.add("second"), bench.add("third", 100_000)]
            outcomes = await asyncio.gather(*[bench.writer.write(work) for work in works], return_exceptions=True)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert all(isinstance(outcome, StorageError) for outcome in outcomes)
        with pytest.raises(StorageError, match="IOERR"):
            await bench.writer.write(bench.add("fourth"))
        assert bench.stored == ["first"]

    async def test_a_lost_transaction_fails_the_whole_group(self, bench: Bench):
        """When the database gives the transaction up by itself, nobody of the group is told otherwise."""

        async def breaking(connection: Connection) -> None:
            await connection.execute(Query(text("ROLLBACK")))
            raise NotFound

        works = [bench.add("a"), breaking, bench.add("b")]
        outcomes = await asyncio.gather(*[bench.writer.write(work) for work in works], return_exceptions=True)
        assert [isinstance(outcome, StorageError | NotFound) for outcome in outcomes] == [True] * 3
        assert bench.stored == []
        await bench.writer.write(bench.add("later"))
        assert bench.stored == ["later"]


class TestScrubbing:
    async def test_the_log_is_emptied_before_the_answer(self, bench: Bench):
        """A write that asked for it finds no log left."""
        log = bench.path.with_name(f"{bench.path.name}-wal")

        async def work(connection: Connection) -> None:
            await bench.add("a")(connection)
            connection.scrub()

        await bench.writer.write(work)
        assert log.stat().st_size == 0
        await bench.writer.write(bench.add("b"))
        assert log.stat().st_size > 0

    async def test_a_reader_puts_it_off(self, bench: Bench, monkeypatch):
        """While somebody reads, the write is acknowledged; the next commit empties the log."""
        monkeypatch.setattr("moorage.storage.sqlite_file.CHECKPOINT_PATIENCE", 0)
        log = bench.path.with_name(f"{bench.path.name}-wal")
        await bench.writer.write(bench.add("first"))
        reader = sqlite3.connect(bench.path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM keysets").fetchall()

        async def work(connection: Connection) -> None:
            await bench.add("second")(connection)
            connection.scrub()

        await bench.writer.write(work)
        assert log.stat().st_size > 0
        reader.close()
        await bench.writer.write(bench.add("third"))
        assert log.stat().st_size == 0


class TestClose:
    async def test_waiting_writes_are_finished(self, bench: Bench):
        """What was taken before closing is stored; what comes after is refused."""
        writes = [asyncio.ensure_future(bench.writer.write(bench.add(f"{n:02}"))) for n in range(100)]
        await asyncio.sleep(0)
        await bench.writer.close()
        await asyncio.gather(*writes)
        assert len(bench.stored) == 100
        with pytest.raises(StorageError):
            await bench.writer.write(bench.add("late"))
