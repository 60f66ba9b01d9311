"""Accounts as encoded answers; what was encoded a moment ago and did not change is not encoded again."""

from collections.abc import Sequence
from typing import Final

from moorage.api.answers import Answer
from moorage.api.entities import Entities
from moorage.api.schemas import ENCODER
from moorage.domain.account import Account, Summary

REMEMBERED: Final = 1024  # encoded accounts, at two to three kilobytes each


class Showing:
    """Shows accounts.

    Clients poll lists whose accounts seldom change, and encoding one costs five times as much as seeing that nothing
    of it changed.
    """

    def __init__(self, entities: Entities) -> None:
        """Take what shapes the entities."""
        self._entities = entities
        self._remembered: dict[int, tuple[tuple[object, ...], bytes]] = {}

    def account(self, account: Account) -> Answer:
        """Return the answer that shows an account."""
        return Answer(self._encode(account))

    def accounts(self, accounts: Sequence[Account]) -> Answer:
        """Return the answer that shows a list of accounts."""
        return Answer(b"[%b]" % b",".join(map(self._encode, accounts)))

    def summary(self, summary: Summary) -> Answer:
        """Return the answer that shows the summary."""
        return Answer(ENCODER.encode(self._entities.summary(summary)))

    def _encode(self, account: Account) -> bytes:
        seen = _seen(account)
        known = self._remembered.get(account.id)
        if known is not None and known[0] == seen:
            return known[1]
        encoded = ENCODER.encode(self._entities.account(account))
        if known is None and len(self._remembered) >= REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[account.id] = (seen, encoded)
        return encoded


def _seen(account: Account) -> tuple[object, ...]:
    """Return everything of an account that its entity shows; the single holdings are not shown."""
    worth = account.worth
    return (
        account.user_id,
        account.updated_at,
        account.created_at,
        account.market_code,
        account.name,
        account.customer_id,
        account.subaccount_name,
        account.address,
        account.include_in_summary,
        account.key,
        worth.valuation,
        worth.stale_reason,
        worth.balances and worth.balances.as_of,
    )
