"""Counters of requests: weight per minute with bans, requests per window, and a counter that drains."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

MINUTE_MS: Final = 60_000
REFUSALS_BEFORE_BAN: Final = 10  # the exchanges publish no figure; this one is the sandbox's own
FIRST_BAN_MS: Final = 2 * MINUTE_MS
LONGEST_BAN_MS: Final = 3 * 24 * 60 * MINUTE_MS


class Verdict(Enum):
    """What a counter says to one more request."""

    ALLOWED = auto()
    LIMITED = auto()
    BANNED = auto()


@dataclass(slots=True)
class _Usage:
    minute: int = -1
    weight: int = 0
    refusals: int = 0
    banned_until_ms: int = 0
    ban_ms: int = FIRST_BAN_MS


class MinuteWeights:
    """Weight used per address in each minute of the clock; who goes on after a refusal is banned.

    Args:
        per_minute: Allowed weight.
        bans: Whether refusals lead to a ban.
    """

    def __init__(self, per_minute: int, *, bans: bool) -> None:
        self.per_minute = per_minute
        self._bans = bans
        self._usages: dict[str, _Usage] = {}

    def spend(self, address: str, weight: int, now_ms: int) -> tuple[Verdict, int, int]:
        """Count a request.

        Returns:
            The verdict, the weight used in this minute, and when to come back (milliseconds of the clock).
        """
        usage = self._usages.setdefault(address, _Usage())
        if now_ms < usage.banned_until_ms:
            return Verdict.BANNED, usage.weight, usage.banned_until_ms
        minute = now_ms // MINUTE_MS
        if minute != usage.minute:
            usage.minute, usage.weight, usage.refusals = minute, 0, 0
        usage.weight += weight
        if usage.weight <= self.per_minute:
            return Verdict.ALLOWED, usage.weight, now_ms
        return self._refuse(usage, minute, now_ms)

    def _refuse(self, usage: _Usage, minute: int, now_ms: int) -> tuple[Verdict, int, int]:
        usage.refusals += 1
        if self._bans and usage.refusals > REFUSALS_BEFORE_BAN:
            usage.banned_until_ms = now_ms + usage.ban_ms
            usage.ban_ms = min(2 * usage.ban_ms, LONGEST_BAN_MS)
            return Verdict.BANNED, usage.weight, usage.banned_until_ms
        return Verdict.LIMITED, usage.weight, (minute + 1) * MINUTE_MS


class WindowCounts:
    """Requests per name in fixed windows of the clock."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, int]] = {}

    def spend(self, name: str, allowed: int, window_ms: int, now_ms: int) -> bool:
        """Count a request of `name`; say whether it is within `allowed` per `window_ms`."""
        return self.count(name, window_ms, now_ms) <= allowed

    def count(self, name: str, window_ms: int, now_ms: int, weight: int = 1) -> int:
        """Count a request of `name`; return how many there are in the running window, this one included."""
        window, count = self._counts.get(name, (-1, 0))
        current = now_ms // window_ms
        count = count + weight if window == current else weight
        self._counts[name] = (current, count)
        return count


class DrainingCounts:
    """A counter per name that grows by each request's cost and drains with time."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, float]] = {}

    def spend(self, name: str, cost: float, ceiling: float, per_second: float, now_ms: int) -> bool:
        """Count a request; one that would lift the counter above `ceiling` is not counted."""
        then_ms, level = self._counts.get(name, (now_ms, 0.0))
        level = max(0.0, level - max(0, now_ms - then_ms) / 1000 * per_second)
        allowed = level + cost <= ceiling
        self._counts[name] = (now_ms, level + cost if allowed else level)
        return allowed
