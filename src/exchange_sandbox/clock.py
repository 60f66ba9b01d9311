"""The world's clock: real time plus an offset, or a time that stands still until it is moved."""

import time
from collections.abc import Callable


class Clock:
    """Milliseconds since 1970, UTC.

    Args:
        source_ns: Where real time comes from, in nanoseconds.
        frozen_ms: A time at which the clock stands still; it runs when absent.
    """

    def __init__(self, source_ns: Callable[[], int] = time.time_ns, frozen_ms: int | None = None) -> None:
        self._source_ns = source_ns
        self._frozen_ms = frozen_ms
        self._offset_ms = 0

    def now_ms(self) -> int:
        """The time now."""
        base = self._source_ns() // 1_000_000 if self._frozen_ms is None else self._frozen_ms
        return base + self._offset_ms

    @property
    def is_frozen(self) -> bool:
        """Whether time stands still."""
        return self._frozen_ms is not None

    def freeze(self, at_ms: int) -> None:
        """Stand still at `at_ms`."""
        self._frozen_ms = at_ms
        self._offset_ms = 0

    def run(self) -> None:
        """Follow real time again, without an offset."""
        self._frozen_ms = None
        self._offset_ms = 0

    def advance(self, milliseconds: int) -> None:
        """Move by `milliseconds`; a negative number moves back."""
        self._offset_ms += milliseconds
