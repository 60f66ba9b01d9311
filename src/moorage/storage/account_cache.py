"""Accounts that were decoded a moment ago, so that a page that did not change is not decoded again (ADR 2)."""

from typing import Final

from moorage.domain.account import Account

CAPACITY: Final = 20_000  # accounts and their holdings, each counting one: some ten megabytes


class AccountCache:
    """The accounts last listed, by revision.

    A revision is 63 random bits, drawn anew with every change of a row: the same revision is the same account,
    whichever process or transaction wrote it. Nothing has to be invalidated, and a change that is rolled back
    leaves no revision that another change could meet.
    """

    __slots__ = ("_accounts", "_capacity", "_weight")

    def __init__(self, capacity: int = CAPACITY) -> None:
        """Start empty."""
        self._accounts: dict[int, Account] = {}
        self._capacity = capacity
        self._weight = 0

    def find(self, revision: int) -> Account | None:
        """Return the account of a revision, if it is still here."""
        account = self._accounts.pop(revision, None)
        if account is not None:
            self._accounts[revision] = account  # to the young end
        return account

    def keep(self, revision: int, account: Account) -> None:
        """Remember an account, and forget the ones that were not asked for the longest."""
        if revision in self._accounts:
            return
        self._accounts[revision] = account
        self._weight += _weight(account)
        while self._weight > self._capacity:
            oldest = next(iter(self._accounts))
            self._weight -= _weight(self._accounts.pop(oldest))


def _weight(account: Account) -> int:
    balances = account.worth.balances
    return 1 + (len(balances.holdings) if balances else 0)
