"""What a venue lets the background ask right now, and how it stands with a venue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from moorage.domain.market import Market


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether loads may begin.

    `wait` are the seconds until they may, 0 for now. `is_shut` says that the wait is the venue's own fault or will: it
    does not answer, or it asked to be left alone for long. Its accounts are then stale, not merely late.
    """

    wait: float = 0.0
    is_shut: bool = False


OPEN: Final = Outlook()


class Outlooks(Protocol):
    """Who knows the budgets and the breakers."""

    def outlook(self, market: Market, loads: int) -> Outlook:
        """Look ahead for some loads of one account type, all at once; nothing is counted or sent."""


@dataclass(frozen=True, slots=True)
class VenueReport:
    """How it stands with a venue since this process began to ask it.

    `seconds` is the time that all requests took together. `errors` counts by class. `budgets` says of each kind of
    limit how much of it is used, 0 to 1; `breakers` says of each host whether it is `closed`, `half-open` or `open`.
    """

    requests: int = 0
    seconds: float = 0.0
    errors: Mapping[str, int] = field(default_factory=dict)
    budgets: Mapping[str, float] = field(default_factory=dict)
    breakers: Mapping[str, str] = field(default_factory=dict)


class VenueReports(Protocol):
    """Who counts what is asked of venues."""

    def reports(self) -> Mapping[str, VenueReport]:
        """Return a report by venue, of those that were asked."""


class Lookout(Outlooks, VenueReports, Protocol):
    """Both: who has budgets and breakers also counts."""
