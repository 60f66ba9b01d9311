"""How many requests a key may make, and how many failed signatures an address: 429, then bans that double.

State is kept per subject in this process, by a monotonic clock, for a bounded number of subjects.
"""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from moorage.domain.errors import IpBanned, TooManyRequests

MonotonicClock = Callable[[], float]
"""Returns seconds that only grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The figures of one profile; times in seconds.

    Who makes more than `requests` within `window` waits for `pause` (429). Who goes on and exceeds the same measure
    again is banned (418) for `first_ban`, doubled each time up to `longest_ban`. After `forgiven_after` of calm the
    ladder starts anew.
    """

    requests: int = 100
    window: float = 60.0
    pause: float = 300.0
    first_ban: float = 120.0
    longest_ban: float = 3 * 86_400.0
    forgiven_after: float = 86_400.0
    subjects: int = 10_000

    def penalty(self, violations: int) -> float:
        """Return how long the n-th violation in a row costs."""
        if violations == 1:
            return self.pause
        return float(min(self.longest_ban, self.first_ban * 2 ** min(violations - 2, 32)))


CONTRACT: Final = Rules()
RELAXED: Final = replace(CONTRACT, requests=1000)
PROFILES: Final[Mapping[str, Rules]] = {"contract": CONTRACT, "relaxed": RELAXED}
"""By the names of `config.LimitsProfile`."""


@dataclass(slots=True)
class _Subject:
    """What is remembered of one key or address."""

    hits: deque[float]
    until: float = field(default=-math.inf)
    violations: int = 0


class Limiter:
    """Counts hits per subject and refuses who exceeds the rules. The longest unseen subject is forgotten first."""

    def __init__(self, rules: Rules, clock: MonotonicClock = time.monotonic) -> None:
        """Take the rules and the clock."""
        self._rules = rules
        self._clock = clock
        self._subjects: OrderedDict[str, _Subject] = OrderedDict()

    def hit(self, name: str) -> None:
        """Count one hit.

        Raises:
            TooManyRequests: one more than the rules allow, or a pause is running; says when it ends.
            IpBanned: a ban is running; says when it ends.
        """
        subject, now = self._subject(name), self._clock()
        if subject.violations and now - subject.until > self._rules.forgiven_after:
            subject.violations = 0
        if len(subject.hits) == self._rules.requests and now - subject.hits[0] < self._rules.window:
            subject.violations += 1
            subject.until = max(subject.until, now + self._rules.penalty(subject.violations))
            subject.hits.clear()
        subject.hits.append(now)
        if now < subject.until:
            error = TooManyRequests if subject.violations == 1 else IpBanned
            raise error(retry_after=subject.until - now)

    def require_free(self, name: str) -> None:
        """Let a subject pass that has no pause or ban; for one that has, this counts as a hit. Raises as `hit`."""
        subject = self._subjects.get(name)
        if subject is not None and self._clock() < subject.until:
            self.hit(name)

    def __len__(self) -> int:
        return len(self._subjects)

    def _subject(self, name: str) -> _Subject:
        subject = self._subjects.get(name)
        if subject is None:
            subject = self._subjects[name] = _Subject(deque(maxlen=self._rules.requests))
            if len(self._subjects) > self._rules.subjects:
                self._subjects.popitem(last=False)
        else:
            self._subjects.move_to_end(name)
        return subject
