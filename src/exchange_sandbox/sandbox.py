"""A world with its venues, its planned faults and its log: everything a reset makes anew."""

from collections import Counter
from collections.abc import Callable

from exchange_sandbox.calls import Call
from exchange_sandbox.clock import Clock
from exchange_sandbox.faults.catalog import Plan, Plans
from exchange_sandbox.venues.catalog import VENUES
from exchange_sandbox.venues.venue import Venue
from exchange_sandbox.world import World
from exchange_sandbox.world_file import WorldFile

LogLine = tuple[str, str, str, str, str, int, str]
"""Venue, host, method, path, API key, status before a fault, names of the faults."""


class Sandbox:
    """One emulator.

    Args:
        file: The world as it starts and as every reset makes it again.
        new_clock: Makes the world's clock.
    """

    world: World
    venues: dict[str, Venue]
    plans: Plans
    log: Counter[LogLine]

    def __init__(self, file: WorldFile, new_clock: Callable[[], Clock] | None = None) -> None:
        self._file = file
        self._new_clock = new_clock or (lambda: Clock(frozen_ms=file.frozen_at))
        self.reset()

    def reset(self) -> None:
        """Start the world again; keys made on demand, faults, counters and the log are gone."""
        self.world = World(self._file, {name: venue.mint for name, venue in VENUES.items()}, self._new_clock())
        self.venues = {name: venue(self.world) for name, venue in VENUES.items()}
        self.plans = Plans()
        self.log = Counter()

    def note(self, venue: str, call: Call, api_key: str, status: int, plans: list[Plan]) -> None:
        """Count a request."""
        faults = ",".join(plan.fault.name for plan in plans)
        self.log[venue, call.host, call.method, call.path, api_key, status, faults] += 1
