"""What came into an account and left it: deposits and withdrawals, so that they are not taken for profit."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """What a venue tells of the transfers from some time on, in no particular order.

    All that began before `until` are among them; more may have to be asked for from there on. `missing` is a sentence
    about what the venue, or this key, does not tell; None when nothing is missing.
    """

    transfers: tuple[Transfer, ...] = ()
    until: datetime
    missing: str | None = None
