"""What an account holds, wallet by wallet, in exact decimals."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

ZERO = Decimal(0)
UNREAD: Final = "The exchange does not let this key read the {wallet} wallet; what it holds is not counted."


class Holding(NamedTuple):
    """One currency in one wallet; every amount in units of the currency, exact from the venue's text.

    `free` can be used, `used` is held by orders or as margin, `total` is what the wallet holds. `equity` is what
    is owned of it and what is valued: total less `borrowed` and interest, plus unrealised profit; a debt is negative.
    A tuple, as a load makes hundreds of them.
    """

    currency: str
    wallet: str
    free: Decimal
    used: Decimal
    total: Decimal
    equity: Decimal
    borrowed: Decimal = ZERO

    def is_empty(self) -> bool:
        """Say whether nothing is held, owed or reserved."""
        return not (self.free or self.used or self.total or self.equity or self.borrowed)


@dataclass(frozen=True, slots=True)
class Balances:
    """All non-empty holdings of one account and when they were true (aware, UTC); `unread` names wallets left out.

    `told_at` says of the wallets that are asked for more seldom than the others when each was told.
    """

    holdings: tuple[Holding, ...]
    as_of: datetime
    unread: tuple[str, ...] = ()
    told_at: tuple[tuple[str, datetime], ...] = ()

    @property
    def older(self) -> dict[str, datetime]:
        """Wallets that stand as they were told before the others, and when that was."""
        return {wallet: at for wallet, at in self.told_at if at < self.as_of}

    @property
    def oldest(self) -> datetime:
        """When the oldest part was true."""
        return min((self.as_of, *self.older.values()))
