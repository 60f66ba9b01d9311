"""What is kept of an account's past: profit, and how far its transfers are known."""

from dataclasses import dataclass
from datetime import datetime

from moorage.domain.profit import Figures, Profit
from moorage.domain.transfer import Direction, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The past of an account as of its last load.

    `transfers_from` is from when on transfers are asked for next, None before they were asked for. `missing` says in
    one sentence why a profit may hold what was put in or taken out; None when all is known.
    """

    profit: Profit = Profit()
    transfers_from: datetime | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class ValuedTransfer:
    """A transfer and what it was worth when it was read; None when its currency had no known price."""

    transfer: Transfer
    value: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTransfers:
    """What a load learned of the transfers of an account; see `transfer.Transfers` for `until` and `missing`."""

    transfers: tuple[ValuedTransfer, ...] = ()
    until: datetime | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTransfer:
    """A transfer as it is stored. `counted_at` is when it entered the profit; None while it waits, or failed."""

    transfer: Transfer
    counted_at: datetime | None = None
    value: Figures | None = None

    @property
    def key(self) -> tuple[Direction, str]:
        """What names it within its account."""
        return self.transfer.direction, self.transfer.reference
