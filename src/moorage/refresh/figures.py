"""What is told of a running server; no account is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from moorage.services.agenda import Backlog
from moorage.services.outlook import VenueReport

Outcomes = Mapping[tuple[str, str], int]
"""How often a load of a venue ended in a way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is shown; no account is named. `outcomes` is None where this process loads nothing by itself."""

    at: datetime
    backlog: list[Backlog]
    venue_of: Mapping[str, str]
    reports: Mapping[str, VenueReport] = field(default_factory=dict)
    outcomes: Outcomes | None = None
