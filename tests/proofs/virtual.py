"""Time that passes only while nobody has anything to do: an event loop for days in seconds."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Waits for nothing: time goes on by as much as there was to wait."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return what is ready now."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self.passed += 0.0 if ready else (timeout or 0.0)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is the time that would have been slept."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        """Return the seconds since the beginning."""
        return self._skipping.passed


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run some work in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
