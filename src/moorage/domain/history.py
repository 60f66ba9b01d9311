"""What is kept of an account's past: profit, and how far its transfers are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from moorage.domain.profit import Figures, Profit
from moorage.domain.transfer import Direction, Reading, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The past of an account as of its last load.

    `readings` tell of each list of transfers when it was asked, and from when on it is asked next. `missing` says in
    one sentence why a profit may hold what was put in or taken out; None when all is known.
    """

    profit: Profit = Profit()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    missing: str | None = None

    @property
    def transfers_read_at(self) -> datetime | None:
        """When the list was asked that was not asked for longest; None before any was."""
        return min((reading.at for reading in self.readings.values()), default=None)


@dataclass(frozen=True, slots=True)
class ValuedTransfer:
    """A transfer and what it was worth when it was read; None when its currency had no known price."""

    transfer: Transfer
    value: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTransfers:
    """What a load learned of the transfers of an account; see `transfer.Transfers` for `readings` and `missing`.

    Without `readings` nothing was learned.
    """

    transfers: tuple[ValuedTransfer, ...] = ()
    readings: Mapping[str, Reading] | None = None
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

    @property
    def counted(self) -> Figures | None:
        """The value that entered the profit; None when none did."""
        return None if self.counted_at is None else self.value
