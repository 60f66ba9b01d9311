"""Answers that many ask for: each is fetched once for all, kept for a stated time, and bounded in number."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from moorage.domain.exchange_errors import ExchangeError, ExchangeTimeout
from moorage.exchanges.budget import Monotonic

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

TRY_AGAIN_AFTER: Final = 2.0  # seconds after a failure
PATIENCE: Final = 6.0  # seconds that a caller waits; the request goes on for the next one


@dataclass(frozen=True, slots=True)
class Keeping:
    """Seconds within which a value is not asked for again, seconds for which it stands in, and how many are kept."""

    fresh_for: float
    kept_for: float
    most: int


@dataclass(slots=True)
class _Slot(Generic[Value]):
    """What is known under one key; times are monotonic seconds."""

    value: Value | None = None
    fetched_at: float = float("-inf")
    fault: ExchangeError | None = None
    tried_at: float = float("-inf")
    fetching: "asyncio.Task[None] | None" = None


class Shelf(Generic[Key, Value]):
    """Values by key. A value past its time stands in while the exchange is silent; the longest unasked one goes first.

    Args:
        fetch: Asks the exchange; raises `ExchangeError`.
        keeping: How long, and how many.
        patience: Seconds that a caller waits.
        monotonic: A clock.
    """

    def __init__(
        self,
        fetch: Callable[[Key], Awaitable[Value]],
        keeping: Keeping,
        *,
        patience: float = PATIENCE,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._keeping = keeping
        self._patience = patience
        self._monotonic = monotonic
        self._slots: OrderedDict[Key, _Slot[Value]] = OrderedDict()

    async def get(self, key: Key) -> Value:
        """Return a value, asking the exchange at most once at a time and not soon after a failure.

        Raises:
            ExchangeError: as the exchange answered lately, and no value is left that may stand in.
            ExchangeTimeout: it did not answer while the caller could wait.
        """
        slot, now = self._slot(key), self._monotonic()
        is_old = now - slot.fetched_at >= self._keeping.fresh_for
        if is_old and (slot.fetching or now - slot.tried_at >= TRY_AGAIN_AFTER):
            await self._wait(key, slot)
        if slot.value is not None and self._monotonic() - slot.fetched_at < self._keeping.kept_for:
            return slot.value
        fault = slot.fault or ExchangeTimeout()
        raise type(fault)(fault.description, retry_after=fault.retry_after)

    async def close(self) -> None:
        """Stop what is under way."""
        tasks = [slot.fetching for slot in self._slots.values() if slot.fetching is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def __len__(self) -> int:
        return len(self._slots)

    def _slot(self, key: Key) -> _Slot[Value]:
        slot = self._slots.setdefault(key, _Slot())
        self._slots.move_to_end(key)
        if len(self._slots) > self._keeping.most:
            self._forget(slot)
        return slot

    def _forget(self, asked: _Slot[Value]) -> None:
        """Forget the longest unasked slot that nobody waits for; while all are waited for, there is one more."""
        idle = (key for key, slot in self._slots.items() if slot.fetching is None and slot is not asked)
        oldest = next(idle, None)
        if oldest is not None:
            del self._slots[oldest]

    async def _wait(self, key: Key, slot: _Slot[Value]) -> None:
        if slot.fetching is None:
            slot.fetching = asyncio.create_task(self._refresh(key, slot))
        answered, _ = await asyncio.wait({slot.fetching}, timeout=self._patience)
        for fetching in answered:
            await fetching

    async def _refresh(self, key: Key, slot: _Slot[Value]) -> None:
        slot.tried_at, slot.fault = self._monotonic(), None
        try:
            slot.value = await self._fetch(key)
            slot.fetched_at = self._monotonic()
        except ExchangeError as fault:
            slot.fault = fault
        finally:
            slot.fetching = None
