"""What to load now: pure, so that every runner takes the same plan.

The budget's owner is the pair of a venue and the address its requests leave from: one runner at a time works a pair,
and knows all that is asked there.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moorage.domain.market import Market
from moorage.services.agenda import DueAccount
from moorage.services.outlook import Outlook

MOST_LANES: Final = 4  # loads at a time of one pair
LOOK_EVERY: Final = 10.0  # seconds, at most, between two looks at what is due
SHORTEST_REST: Final = 0.02  # seconds; what is a moment away is taken together with what comes a moment later

LookAhead = Callable[[str, int], Outlook]
"""Takes a market code and a number of loads, see `Outlooks`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A venue under one egress address, and the account types that are loaded there."""

    venue: str
    egress: str
    market_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What to load now, and the seconds after which to look again when nothing else happens."""

    start: tuple[DueAccount, ...]
    rest: float


def pairs(markets: Iterable[Market], occupied: Collection[str], egress: str) -> list[Pair]:
    """Return the pairs that have something to do.

    Args:
        markets: All of them.
        occupied: The market codes that have accounts.
        egress: The address that this process's requests leave from.
    """
    codes: dict[str, list[str]] = {}
    for market in markets:
        if market.code in occupied:
            codes.setdefault(market.venue, []).append(market.code)
    return [Pair(venue, egress, tuple(found)) for venue, found in codes.items()]


def choose(
    queue: Sequence[DueAccount], look_ahead: LookAhead, *, busy: Collection[int], lanes: int, now: datetime
) -> Turn:
    """Choose what of a pair is loaded now: the oldest first, and no more than the venue lets the background ask.

    An account of a venue that is shut is loaded only if its owner was not told yet that it is stale: that asks nothing
    of the venue.

    Args:
        queue: What is due soonest, of all types of the pair, in any order.
        look_ahead: What the venue allows.
        busy: The accounts that are under way.
        lanes: How many may be under way.
        now: The time.
    """
    start: list[DueAccount] = []
    rest, waiting = LOOK_EVERY, set[str]()
    for due in sorted(queue, key=lambda due: (due.due_at, due.id)):
        if due.due_at > now:
            rest = min(rest, (due.due_at - now).total_seconds())
            break
        if len(busy) + len(start) >= lanes:
            break
        if due.id in busy or due.market_code in waiting:
            continue
        outlook = look_ahead(due.market_code, len(busy) + len(start) + 1)
        if outlook.wait <= 0 or (outlook.is_shut and not due.is_stale):
            start.append(due)
            continue
        rest = min(rest, outlook.wait)
        if not outlook.is_shut:
            waiting.add(due.market_code)  # nobody of this type overtakes the oldest
    return Turn(tuple(start), max(rest, SHORTEST_REST))


def lanes_after(lanes: int, *, answered: bool) -> int:
    """Return how many loads a pair may have under way after one of them ended.

    A venue that fails is asked one by one, and a venue that comes back is not met by everybody at once.
    """
    return min(lanes + 1, MOST_LANES) if answered else 1
