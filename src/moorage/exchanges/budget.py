"""How much may be asked of a venue: budgets that all accounts share, bans that are obeyed, a breaker per host."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from moorage.domain.exchange_errors import ExchangeNotAvailable, RateLimitExceeded
from moorage.exchanges.entry import Limit

Monotonic = Callable[[], float]
"""Returns seconds that never go back."""

PATIENCE: Final = 1.0  # seconds that a call waits for its turn before it is refused
OUTAGES_TO_OPEN: Final = 5  # in a row
MOMENT: Final = 0.25  # seconds; requests that went out together fail together, which is one outage
OPEN_FOR: Final = 30.0  # seconds until one probe is let through
MOST_KEYS: Final = 1024  # budgets by key that are kept before idle ones are swept away
LONGEST_BAN: Final = 3 * 24 * 3600.0  # seconds; what a venue says beyond it is not believed


@dataclass(slots=True)
class Bucket:
    """One budget: a level that rises with every request and sinks evenly.

    A bucket of half the limit, emptied at half the limit's rate, cannot exceed the limit in any window, wherever the
    venue's windows begin.
    """

    limit: Limit
    level: float = 0.0
    at: float = 0.0
    blocked_until: float = 0.0
    told: float = 0.0
    told_at: float = float("-inf")

    @property
    def room(self) -> float:
        """The most that may be asked at once."""
        return self.limit.capacity if self.limit.decaying else self.limit.capacity / 2

    def delay(self, weight: float, now: float) -> float:
        """Return the seconds until `weight` units may be asked."""
        self._sink(now)
        waits = [self.blocked_until - now, (self.level + weight - self.room) / self._rate]
        if now - self.told_at < self.limit.window and self.told + weight > self.limit.capacity:
            waits.append(self.told_at + self.limit.window - now)
        return max(0.0, *waits)

    def take(self, weight: float, now: float) -> None:
        """Count `weight` units."""
        self._sink(now)
        self.level += weight

    def learn(self, used: float, now: float) -> None:
        """Remember what the venue says it counted in its running window, also of other programs here."""
        self.told, self.told_at = used, now

    def is_idle(self, now: float) -> bool:
        """Say whether forgetting this bucket changes nothing."""
        self._sink(now)
        return not self.level and self.blocked_until <= now

    @property
    def _rate(self) -> float:
        return self.room / self.limit.window

    def _sink(self, now: float) -> None:
        self.level = max(0.0, self.level - max(0.0, now - self.at) * self._rate)
        self.at = now


class Budgets:
    """The budgets of one venue under one egress address."""

    def __init__(self, name: str, limits: Mapping[str, Limit], monotonic: Monotonic, share: float = 1.0) -> None:
        """Take the venue's name for people, its limits, a clock, and the share of the limits that is this process's."""
        self._name = name
        self._limits = {kind: replace(limit, capacity=limit.capacity * share) for kind, limit in limits.items()}
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, bytes], Bucket] = {}

    async def take(self, limit: str, weight: float, key_id: bytes) -> None:
        """Count a request before it is sent, waiting for its turn for at most a second.

        Args:
            limit: The kind, as the entry names it.
            weight: In the limit's units.
            key_id: Who asks, for limits by key; b"" for public requests.

        Raises:
            RateLimitExceeded: with `retry_after`; nothing may be sent.
        """
        bucket = self._bucket(limit, key_id)
        wait = bucket.delay(weight, self._monotonic())
        if wait > PATIENCE:
            raise RateLimitExceeded(
                f"{self._name} may not be asked more right now; the key was not judged.", retry_after=wait
            )
        bucket.take(weight, self._monotonic())
        if wait:
            await asyncio.sleep(wait)

    def learn(self, limit: str, key_id: bytes, headers: Mapping[str, str]) -> None:
        """Read what the venue says was used."""
        header = self._limits[limit].used_header
        text = headers.get(header) if header else None
        if text is not None and text.isascii() and text.isdigit():
            self._bucket(limit, key_id).learn(float(text[:9]), self._monotonic())

    def block(self, limit: str, key_id: bytes, seconds: float, *, everything: bool = False) -> None:
        """Send nothing for some seconds: of one kind, or, under a ban of the address, of any kind."""
        until = self._monotonic() + min(seconds, LONGEST_BAN)
        limits = list(self._limits) if everything else [limit]
        for name in limits:
            bucket = self._bucket(name, key_id)
            bucket.blocked_until = max(bucket.blocked_until, until)

    def _bucket(self, limit: str, key_id: bytes) -> Bucket:
        facts = self._limits[limit]
        whose = (limit, key_id if facts.counts_by == "key" else b"")
        bucket = self._buckets.get(whose)
        if bucket is None:
            if len(self._buckets) >= MOST_KEYS:
                self._sweep()
            bucket = self._buckets[whose] = Bucket(facts, at=self._monotonic())
        return bucket

    def _sweep(self) -> None:
        now = self._monotonic()
        self._buckets = {whose: bucket for whose, bucket in self._buckets.items() if not bucket.is_idle(now)}


class Breaker:
    """Stops asking a host that does not answer: opens after some outages in a row, then lets one probe through."""

    def __init__(self, name: str, monotonic: Monotonic) -> None:
        """Take the venue's name for people, and a clock."""
        self._name = name
        self._monotonic = monotonic
        self._outages = 0
        self._opened_at = 0.0
        self._counted = float("-inf")
        self._probing = False

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
        if wait > 0 or self._probing:
            raise ExchangeNotAvailable(
                f"{self._name} did not answer several times in a row and is left alone for some seconds; "
                "the key was not judged.",
                retry_after=max(wait, 1.0),
            )
        self._probing = True
        return now

    def answered(self) -> None:
        """The host answered, whatever it said."""
        self._outages = 0
        self._probing = False

    def failed(self, began: float) -> None:
        """The host did not answer, or answered with a fault of its own.

        Args:
            began: What `enter` returned. One wish sends up to six requests at once; together they count once.
        """
        if began - self._counted >= MOMENT:
            self._outages += 1
            self._counted = began
        self._opened_at = self._monotonic()
        self._probing = False

    def left(self) -> None:
        """The caller went away before an answer came, which says nothing of the host."""
        self._probing = False
