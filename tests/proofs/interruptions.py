"""Breaks a piece of work at each point: a fault at each statement, a cancellation at each await."""

import asyncio
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from typing import Any, TypeVar

from moorage.domain.errors import StorageError
from moorage.storage.connection import Conflict, Connection, Engine
from moorage.storage.query import NOTHING, Query, Row, Values

T = TypeVar("T")


class Points:
    """Counts the points that were passed, and fails at one of them.

    Args:
        at: Counted from 0; None lets everything pass.
    """

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.passed = 0

    def pass_one(self) -> None:
        """Pass a point. Raises `StorageError` at the chosen one."""
        self.passed += 1
        if self.passed - 1 == self.at:
            raise StorageError("planted")


class BreakingConnection:
    """A real connection with a point before and after each statement."""

    def __init__(self, connection: Connection, points: Points) -> None:
        self._connection = connection
        self._points = points

    async def fetch(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> Sequence[Row]:
        """Run a query between two points."""
        self._points.pass_one()
        rows = await self._connection.fetch(query, values, conflict=conflict)
        self._points.pass_one()
        return rows

    async def execute(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> int:
        """Run a change between two points."""
        self._points.pass_one()
        met = await self._connection.execute(query, values, conflict=conflict)
        self._points.pass_one()
        return met

    async def execute_many(self, query: Query, values: Sequence[Values]) -> None:
        """Run many changes between two points."""
        self._points.pass_one()
        await self._connection.execute_many(query, values)
        self._points.pass_one()

    def scrub(self) -> None:
        """Hand on."""
        self._connection.scrub()


class BreakingEngine:
    """A real engine whose transactions break at a point, the last one being just before the commit."""

    def __init__(self, engine: Engine, points: Points) -> None:
        self.warnings = engine.warnings
        self._engine = engine
        self._points = points

    async def read(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Read between points."""
        return await self._engine.read(self._broken(work))

    async def write(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Write between points."""
        return await self._engine.write(self._broken(work))

    async def migrate(self) -> None:
        """Hand on."""
        await self._engine.migrate()

    async def close(self) -> None:
        """Leave the real engine open; it is its owner's."""

    def _broken(self, work: Callable[[Connection], Awaitable[T]]) -> Callable[[Connection], Awaitable[T]]:
        async def broken(connection: Connection) -> T:
            result = await work(BreakingConnection(connection, self._points))
            self._points.pass_one()
            return result

        return broken


@types.coroutine
def cancelled(work: Coroutine[Any, Any, T], at: int) -> Generator[Any, Any, T]:
    """Run a coroutine and cancel the present task when it waits for the n-th time, counted from 0.

    Returns:
        What the coroutine returns; it does when it waits less often.
    """
    waits, resume, given = 0, work.send, None
    while True:
        try:
            awaited = resume(given)
        except StopIteration as end:
            return end.value
        task = asyncio.current_task()
        if waits == at and task is not None:
            task.cancel()
        waits += 1
        try:
            given, resume = (yield awaited), work.send
        except BaseException as thrown:  # noqa: BLE001 - handed on to where it belongs
            given, resume = thrown, work.throw
