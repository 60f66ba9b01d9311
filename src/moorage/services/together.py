"""Independent calls that go out together, with one error to report."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


async def together(first: Awaitable[A], rest: Sequence[Awaitable[B]]) -> tuple[A, list[B]]:
    """Run all at once; when several fail, the error of the earliest in order is raised.

    The first call judges (a key's inspection), so its error explains more than theirs: it is waited for, and the
    rest is cancelled as soon as it fails.

    Args:
        first: The call whose error wins.
        rest: Calls that do not depend on it.
    """
    tasks: list[asyncio.Future[B]] = [asyncio.ensure_future(call) for call in rest]
    try:
        head = await first
        return head, [await task for task in tasks]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
