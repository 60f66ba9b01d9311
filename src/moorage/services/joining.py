"""Who wants the same thing at the same time gets it from one piece of work."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Thing = tuple[object, ...]


class Joining(Generic[T]):
    """Runs a piece of work once for everybody who asks while it runs; what is finished is forgotten."""

    def __init__(self) -> None:
        """Begin with nothing under way."""
        self._under_way: dict[Thing, asyncio.Task[T]] = {}

    async def run(self, thing: Thing, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Join the work on a thing, or begin it. It goes on when this caller is gone.

        Args:
            thing: Names what the work is about.
            work: Begins it. Its error reaches everybody who joined.
        """
        task = self._under_way.get(thing)
        if task is None:
            task = self._under_way[thing] = asyncio.create_task(work())
            task.add_done_callback(partial(self._finished, thing))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Stop what is under way."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finished(self, thing: Thing, task: asyncio.Task[T]) -> None:
        del self._under_way[thing]
        if not task.cancelled():
            task.exception()  # whoever joined has it; nobody else needs to

    def __len__(self) -> int:
        return len(self._under_way)
