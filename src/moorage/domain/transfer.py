"""What came into an account and left it: deposits and withdrawals, so that they are not taken for profit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Direction(StrEnum):
    """Which way."""

    IN = "in"
    OUT = "out"


class TransferState(StrEnum):
    """How far a transfer is. Only a `done` one has changed what the account holds, for good."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One deposit or withdrawal, or one move from or to another account type of the same owner.

    `reference` is the venue's own id, one per direction and account. `amount` is positive, in units of `currency`: all
    that came, or all that left, fees included. `at` (aware, UTC) is when it changed the balance, as far as the venue
    tells.
    """

    reference: str
    direction: Direction
    currency: str
    amount: Decimal
    at: datetime
    state: TransferState = TransferState.DONE

    @property
    def signed(self) -> Decimal:
        """The amount, negative when it left."""
        return self.amount if self.direction is Direction.IN else -self.amount


@dataclass(frozen=True, slots=True)
class Reading:
    """How far one list of a venue is known: it was asked `at`, and told all that began before `until`."""

    until: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the lists before they are asked; those without a reading are asked `since` a time."""

    since: datetime
    readings: Mapping[str, Reading] = field(default_factory=dict)

    def begin(self, name: str) -> datetime:
        """Return from when on a list is to be asked."""
        return self.readings[name].until if name in self.readings else self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """What a venue tells of the transfers from some time on, in no particular order.

    `readings`, by name of a list, say how far each of them is known; more may have to be asked for from there on. The
    reference of a transfer begins with the name of its list. A list that could not be read, or was asked lately, keeps
    the reading it had, if any. `missing` is a sentence about what the venue, or this key, does not tell or was not
    asked again; None when nothing is missing.
    """

    transfers: tuple[Transfer, ...] = ()
    readings: Mapping[str, Reading]
    missing: str | None = None
