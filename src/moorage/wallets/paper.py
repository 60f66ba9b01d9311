"""Accounts on paper: what they begin with stands in the entry, and nothing moves it yet."""

from decimal import Decimal

from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials
from moorage.services.ports import Clock
from moorage.wallets.amounts import held
from moorage.wallets.entry import Paper


class PaperDesk:
    """Tells what is on paper."""

    def __init__(self, entry: Paper, clock: Clock) -> None:
        """Take the balances every account begins with, and the clock."""
        self._holdings = tuple(held(currency, "paper", Decimal(amount)) for currency, amount in entry.balances.items())
        self._clock = clock

    def identity(self, credentials: Credentials) -> None:
        """Return nothing: accounts on paper are all different."""

    async def read(self, identity: str | None) -> Balances:  # noqa: ARG002 - as the chains, which need it
        """Return the balances, true now."""
        return Balances(self._holdings, self._clock())
