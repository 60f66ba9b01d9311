"""Trades: what was bought and sold when, and what it does to balances."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from exchange_sandbox.accounts import Account
from exchange_sandbox.deals import Deal, OrderError
from exchange_sandbox.orders import IDLE_WALLETS
from exchange_sandbox.transfers import change_holding

SPOT: Final = "spot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill(Deal):
    """One trade; there are no fees here. `kind` is `spot`, or `linear` or `inverse` for perpetual contracts."""

    kind: str = SPOT


class TradeBook:
    """All trades of a world.

    Args:
        now_ms: The world's clock.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._fills: dict[int, Fill] = {}

    def remember(self, fill: Fill) -> Fill:
        """Write down what happened before the world began: balances are as they are. The number is given here."""
        numbered = replace(fill, number=len(self._fills) + 1)
        self._fills[numbered.number] = numbered
        return numbered

    def carry_out(self, account: Account, fill: Fill) -> Fill:
        """Change the balances, and write it down as of now. A trade of contracts changes nothing here.

        Raises:
            OrderError: the wallet was never opened, or it does not trade.
            TransferError: there is not enough in it.
        """
        if fill.wallet not in account.wallets or fill.wallet.startswith(IDLE_WALLETS):
            raise OrderError(f"no trades in the wallet {fill.wallet!r}")
        if fill.kind != SPOT:
            return self.remember(replace(fill, at_ms=self._now_ms()))
        paid, got = (fill.quote, fill.total), (fill.base, fill.amount)
        given, taken = (paid, got) if fill.is_buy else (got, paid)
        change_holding(account, fill.wallet, given[0], free=-given[1])
        change_holding(account, fill.wallet, taken[0], free=taken[1])
        return self.remember(replace(fill, at_ms=self._now_ms()))

    def all(self) -> Iterator[Fill]:
        """All of them, in the order in which they were written down."""
        return iter(self._fills.values())

    def of(
        self, account: Account, wallet: str, start_ms: int = 0, end_ms: int | None = None, kind: str = SPOT
    ) -> list[Fill]:
        """An account's trades of a kind in a wallet in a stretch of time, bounds included, the newest first."""
        mine = (account.venue, account.uid, wallet, kind)
        found = [
            fill
            for fill in self.all()
            if (fill.venue, fill.uid, fill.wallet, fill.kind) == mine
            and start_ms <= fill.at_ms
            and (end_ms is None or fill.at_ms <= end_ms)
        ]
        return sorted(found, key=lambda fill: (fill.at_ms, fill.number), reverse=True)
