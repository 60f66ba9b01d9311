"""How much may be asked of a venue: budgets that all accounts share, bans that are obeyed."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from moorage.domain.exchange_errors import RateLimitExceeded
from moorage.exchanges.entry import Limit

Monotonic = Callable[[], float]
"""Returns seconds that never go back."""
Told = Callable[[str, bytes, float], None]
"""Takes the limit, the key's name (b"" for the whole address) and the seconds of a block."""

PATIENCE: Final = 1.0  # seconds that a call waits for its turn before it is refused
MOST_KEYS: Final = 1024  # budgets by key that are kept before idle ones are swept away
WORTH_KEEPING: Final = 5.0  # seconds; a shorter block is over before a restart is
ANSWERS_WITHIN: Final = 0.5  # seconds; how long the background waits for the answer that tells what others used
INSTANT: Final = 1e-6  # seconds; what arithmetic leaves over
EVERYTHING: Final = ""  # names the ban of an address among the limits
LONGEST_BAN: Final = 3 * 24 * 3600.0  # seconds; what a venue says beyond it is not believed


@dataclass(slots=True)
class Bucket:
    """One budget: a level that rises with every request and sinks evenly.

    A bucket of half the limit, emptied at half the limit's rate, cannot exceed the limit in any window, wherever the
    venue's windows begin. The background sends one request ahead of the others after a block, and, where the venue
    tells what it counted, after a window without an answer: who knows what other programs behind this address use.
    """

    limit: Limit
    level: float = 0.0
    at: float = 0.0
    blocked_until: float = float("-inf")
    told: float = 0.0
    told_at: float = float("-inf")
    asked_at: float = float("-inf")
    heard_at: float = float("-inf")
    part: float = 1.0
    """How much of the limit the background may use."""
    background: float = 0.0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """The next answer, for those who are in doubt until then."""

    @property
    def room(self) -> float:
        """The most that may be asked at once."""
        return self.limit.capacity if self.limit.decaying else self.limit.capacity / 2

    def delay(self, weight: float, now: float, *, background: bool = False, alone: bool = True) -> float:
        """Return the seconds until `weight` units may be asked; the background leaves a part of the limit alone.

        What cannot be split up may be larger than that part: it goes out `alone`.
        """
        self._sink(now)
        part = self.part if background else 1.0
        room = max(weight * alone, self.room * part) if background else self.room
        waits = [self.blocked_until - now, (self.level + weight - room) / self._rate]
        if background:
            waits.append((self.background + weight - room) / (self._rate * part))
        if now - self.told_at < self.limit.window and self.told + weight > self.limit.capacity * part:
            waits.append(self.told_at + self.limit.window - now)
        if background and self.is_in_doubt(now):
            waits.append(self.asked_at + ANSWERS_WITHIN - now)
        return max(0.0, *waits)

    def take(self, weight: float, now: float, *, background: bool = False) -> None:
        """Count `weight` units."""
        self._sink(now)
        self.asked_at = now
        self.level += weight
        if background:
            self.background += weight

    def used(self, now: float) -> float:
        """Return how much of the limit is used, from 0; by our count or the venue's, whichever is more."""
        self._sink(now)
        told = self.told / self.limit.capacity if now - self.told_at < self.limit.window else 0.0
        return max(self.level / self.room, told)

    def learn(self, used: float | None, now: float) -> None:
        """Remember what an answer says the venue counted in its running window, also of other programs here."""
        self.heard_at = now
        self.news.set()
        self.news = asyncio.Event()
        if used is not None:
            self.told, self.told_at = used, now

    def is_idle(self, now: float) -> bool:
        """Say whether forgetting this bucket changes nothing."""
        self._sink(now)
        return not self.level and self.blocked_until <= now

    def is_in_doubt(self, now: float) -> bool:
        """Say whether the next answer tells what is not known: how it stands after a block, or after a silence."""
        silent = self.limit.used_header is not None and now - self.heard_at >= self.limit.window
        return silent or self.heard_at < self.blocked_until

    @property
    def _rate(self) -> float:
        return self.room / self.limit.window

    def _sink(self, now: float) -> None:
        sunk = max(0.0, now - self.at) * self._rate
        self.level = max(0.0, self.level - sunk)
        self.background = max(0.0, self.background - sunk * self.part)
        self.at = now


class Budgets:
    """The budgets of one venue under one egress address."""

    def __init__(
        self,
        name: str,
        limits: Mapping[str, Limit],
        monotonic: Monotonic,
        share: float = 1.0,
        *,
        background: float = 1.0,
        told: Told = lambda _limit, _key_id, _seconds: None,
    ) -> None:
        """Take what never changes.

        Args:
            name: The venue's name for people.
            limits: By kind.
            monotonic: A clock.
            share: The share of the limits that is this process's.
            background: The part of that share that may be used while nobody waits for the answer.
            told: Hears of every block that is long enough to outlive a restart.
        """
        self._name = name
        self._limits = {kind: replace(limit, capacity=limit.capacity * share) for kind, limit in limits.items()}
        self._monotonic = monotonic
        self._background = background
        self._told = told
        self._buckets: dict[tuple[str, bytes], Bucket] = {}
        self._banned_until = float("-inf")

    async def take(self, limit: str, weight: float, key_id: bytes, *, background: bool = False) -> None:
        """Count a request before it is sent, waiting for its turn for at most a second.

        Args:
            limit: The kind, as the entry names it.
            weight: In the limit's units.
            key_id: Who asks, for limits by key; b"" for public requests.
            background: Nobody waits for the answer: what is counted is what is sent, never a place in the queue.

        Raises:
            RateLimitExceeded: with `retry_after`; nothing may be sent.
        """
        if background:
            await self.make_way(limit, weight, key_id)
        bucket = self._bucket(limit, key_id)
        wait = max(bucket.delay(weight, self._monotonic()), self._banned_until - self._monotonic())
        if wait > PATIENCE:
            raise self._refusal(wait)
        bucket.take(weight, self._monotonic(), background=background)
        if wait > 0:
            await asyncio.sleep(wait)

    async def make_way(self, limit: str, weight: float, key_id: bytes) -> None:
        """Wait until the background may ask, and count nothing, so that nobody who waits comes later for it.

        Raises:
            RateLimitExceeded: it would be for longer than a second.
        """
        bucket = self._bucket(limit, key_id)
        give_up = self._monotonic() + PATIENCE
        while (wait := self._delay(bucket, weight)) > INSTANT:
            if self._monotonic() + wait > give_up:
                raise self._refusal(wait)
            if bucket.is_in_doubt(self._monotonic()):
                await _heard(bucket.news, wait)
            else:
                await asyncio.sleep(wait)

    def require_room(self, weights: Mapping[str, float], key_id: bytes) -> None:
        """Refuse a load of the background that would run out of its key's budget on the way; nothing is counted.

        Raises:
            RateLimitExceeded: for now; `retry_after` says when all of it may be asked.
        """
        wait, _ = self.outlook(weights, key_id)
        if wait > PATIENCE:
            raise self._refusal(wait)

    def outlook(self, weights: Mapping[str, float], key_id: bytes = b"", *, alone: bool = True) -> tuple[float, float]:
        """Look at some limits.

        Args:
            weights: Limit -> what the background wants to ask.
            key_id: Who asks, for limits by key.
            alone: Whether that is one load, which cannot be split up.

        Returns:
            The seconds until it may, and those of them for which the venue wants to be left alone.
        """
        now = self._monotonic()
        buckets = [(self._bucket(name, key_id), weight) for name, weight in weights.items()]
        blocked = max([self._banned_until - now, *(bucket.blocked_until - now for bucket, _ in buckets)])
        return max([0.0, blocked, *(self._delay(*each, alone=alone) for each in buckets)]), max(0.0, blocked)

    def used(self) -> dict[str, float]:
        """Return limit -> how much of it is used; of a limit by key, by the key that used most."""
        now, used = self._monotonic(), dict.fromkeys(self._limits, 0.0)
        for (name, _), bucket in self._buckets.items():
            used[name] = max(used[name], bucket.used(now))
        return used

    def learn(self, limit: str, key_id: bytes, headers: Mapping[str, str]) -> None:
        """Read what the venue says was used; an answer that does not say it ends the wait for it too."""
        text = headers.get(self._limits[limit].used_header or "", "")
        used = float(text[:9]) if text.isascii() and text.isdigit() else None
        self._bucket(limit, key_id).learn(used, self._monotonic())

    def block(self, limit: str, key_id: bytes, seconds: float, *, everything: bool = False) -> None:
        """Send nothing for some seconds: of one kind, or, under a ban of the address, of any kind."""
        seconds = min(seconds, LONGEST_BAN)
        if everything:
            self._banned_until = max(self._banned_until, self._monotonic() + seconds)
            limit, key_id = EVERYTHING, b""
        else:
            bucket = self._bucket(limit, key_id)
            key_id = key_id if bucket.limit.counts_by == "key" else b""
            bucket.blocked_until = max(bucket.blocked_until, self._monotonic() + seconds)
        if seconds >= WORTH_KEEPING:
            self._told(limit, key_id, seconds)

    def restore(self, limit: str, key_id: bytes, seconds: float) -> None:
        """Obey a block of an earlier process; one of a limit that is no more is forgotten."""
        until = self._monotonic() + min(seconds, LONGEST_BAN)
        if limit == EVERYTHING:
            self._banned_until = max(self._banned_until, until)
        elif limit in self._limits:
            bucket = self._bucket(limit, key_id)
            bucket.blocked_until = max(bucket.blocked_until, until)

    def _delay(self, bucket: Bucket, weight: float, *, alone: bool = True) -> float:
        now = self._monotonic()
        return max(bucket.delay(weight, now, background=True, alone=alone), self._banned_until - now)

    def _refusal(self, wait: float) -> RateLimitExceeded:
        return RateLimitExceeded(
            f"{self._name} may not be asked more right now; the key was not judged.", retry_after=wait
        )

    def _bucket(self, limit: str, key_id: bytes) -> Bucket:
        facts = self._limits[limit]
        whose = (limit, key_id if facts.counts_by == "key" else b"")
        bucket = self._buckets.get(whose)
        if bucket is None:
            if len(self._buckets) >= MOST_KEYS:
                self._sweep()
            bucket = self._buckets[whose] = Bucket(facts, at=self._monotonic(), part=self._background)
        return bucket

    def _sweep(self) -> None:
        now = self._monotonic()
        self._buckets = {whose: bucket for whose, bucket in self._buckets.items() if not bucket.is_idle(now)}


async def _heard(news: asyncio.Event, seconds: float) -> None:
    """Wait for news, so many seconds at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await news.wait()
