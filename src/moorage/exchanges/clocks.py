"""Times and nonces: each venue's clock as far as it differs from ours, and numbers that only rise."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4
from weakref import WeakValueDictionary

from moorage.exchanges.entry import Signing
from moorage.exchanges.signers.signer import Stamp
from moorage.services.ports import Clock

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)


class VenueClock:
    """The venue's time by our clock and a learned offset; shared by all sessions of a venue."""

    def __init__(self, clock: Clock) -> None:
        """Take our clock."""
        self._clock = clock
        self._learning: asyncio.Future[None] | None = None
        self._last_nonce = 0
        self.offset = 0  # milliseconds by which the venue's clock is ahead of ours

    def now(self) -> int:
        """Return the venue's time in milliseconds since 1970."""
        return self.local() + self.offset

    def local(self) -> int:
        """Return our time in milliseconds since 1970."""
        return (self._clock() - EPOCH) // MILLISECOND

    def stamp(self, signing: Signing) -> Stamp:
        """Return the texts that the next request is signed with."""
        now = self.now()
        return Stamp(timestamp=timestamp(now, signing.clock), nonce=self._nonce(now, signing.nonce))

    async def learn(self, ask: Callable[[], Awaitable[int]]) -> None:
        """Ask the venue for its time, once for everybody who wants to know at the same moment.

        Args:
            ask: Returns the venue's time in milliseconds. Its errors reach everybody who waits.
        """
        if self._learning is None:
            self._learning = asyncio.ensure_future(self._learn(ask))
            self._learning.add_done_callback(self._learned)
        await asyncio.shield(self._learning)

    async def _learn(self, ask: Callable[[], Awaitable[int]]) -> None:
        before = self.local()
        told = await ask()
        self.offset = told - (before + self.local()) // 2

    def _learned(self, future: asyncio.Future[None]) -> None:
        self._learning = None
        if not future.cancelled():
            future.exception()  # whoever waited has it; nobody else needs to

    def _nonce(self, now: int, kind: str) -> str:
        if kind == "increasing":
            self._last_nonce = max(now, self._last_nonce + 1)
            return str(self._last_nonce)
        return str(uuid4()) if kind == "uuid" else ""


class KeyLanes:
    """One lock per key in use, for venues that want nonces in order; an idle key leaves nothing behind."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    def lane(self, key_id: bytes) -> asyncio.Lock:
        """Return the lock of a key; it lives as long as somebody holds it."""
        lock = self._locks.get(key_id)
        if lock is None:
            lock = self._locks[key_id] = asyncio.Lock()
        return lock

    def __len__(self) -> int:
        return len(self._locks)


def timestamp(milliseconds: int, form: str) -> str:
    """Write a time in a venue's form.

    Args:
        milliseconds: Since 1970.
        form: As `entry.Signing.clock`.
    """
    if form == "ms":
        return str(milliseconds)
    if form == "s":
        return str(milliseconds // 1000)
    if form == "none":
        return ""
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    if form == "iso8601_ms":
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"
    return f"{moment:%Y-%m-%dT%H:%M:%S}"
