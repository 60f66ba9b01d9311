"""What was asked of a venue, and how it ended; counts only, of no account."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """`seconds` is what all requests took together, `errors` counts by class, of what was kept back too."""

    requests: int = 0
    seconds: float = 0.0
    errors: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Count a request and the time it takes, however it ends."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.requests += 1
            self.seconds += time.perf_counter() - began

    def failed(self, error: Exception) -> None:
        """Count an error."""
        self.errors[type(error).__name__] += 1
