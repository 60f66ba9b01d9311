"""A breaker per host: who does not answer is left alone, then probed."""

import asyncio
from contextlib import suppress
from typing import Final

from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.exchanges.budget import PATIENCE, Monotonic

OUTAGES_TO_OPEN: Final = 5  # in a row
MOMENT: Final = 0.25  # seconds; requests that went out together fail together, which is one outage
OPEN_FOR: Final = 30.0  # seconds until one probe is let through


class Breaker:
    """Stops asking a host that does not answer: opens after some outages in a row, then lets one probe through."""

    def __init__(self, name: str, monotonic: Monotonic) -> None:
        """Take the venue's name for people, and a clock."""
        self._name = name
        self._monotonic = monotonic
        self._outages = 0
        self._opened_at = 0.0
        self._counted = float("-inf")
        self._probe: asyncio.Event | None = None

    def enter(self) -> float:
        """Ask for leave to send.

        Returns:
            When the request began, for `failed`.

        Raises:
            ExchangeNotAvailable: the host did not answer lately; with `retry_after`.
        """
        now = self._monotonic()
        if self._outages < OUTAGES_TO_OPEN:
            return now
        wait = self._opened_at + OPEN_FOR - now
        if wait > 0 or self._probe:
            raise ExchangeNotAvailable(
                f"{self._name} did not answer several times in a row and is left alone for some seconds; "
                "the key was not judged.",
                retry_after=max(wait, 1.0),
            )
        self._probe = asyncio.Event()
        return now

    def answered(self) -> None:
        """The host answered, whatever it said."""
        self._outages = 0
        self._settle()

    def failed(self, began: float) -> None:
        """The host did not answer, or answered with a fault of its own.

        Args:
            began: What `enter` returned. One wish sends up to six requests at once; together they count once.
        """
        if began - self._counted >= MOMENT:
            self._outages += 1
            self._counted = began
        self._opened_at = self._monotonic()
        self._settle()

    def left(self) -> None:
        """The caller went away before an answer came, which says nothing of the host."""
        self._settle()

    async def settled(self) -> None:
        """Wait for the outcome of a probe that is under way, a moment at most: it decides for everybody."""
        if self._probe is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._probe.wait()

    @property
    def wait(self) -> float:
        """The seconds until a request may be sent, 0 for now."""
        return max(0.0, self._opened_at + OPEN_FOR - self._monotonic()) if self.is_open else 0.0

    @property
    def is_open(self) -> bool:
        """Whether the host is left alone, or only probed."""
        return self._outages >= OUTAGES_TO_OPEN

    @property
    def state(self) -> str:
        """`closed`, `open`, or `half-open` when a probe may be, or is, under way."""
        if not self.is_open:
            return "closed"
        return "open" if self.wait else "half-open"

    def _settle(self) -> None:
        if self._probe is not None:
            self._probe.set()
            self._probe = None
