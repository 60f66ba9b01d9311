"""Wallets that stand for a while as they were told before: heavy to ask for, and slow to change.

What comes into such a wallet leaves another one of the account, and what it pays goes there. So it need not be asked
for while nothing else of the account has moved; and it is asked for after its time in any case.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from moorage.domain.balance import Balances, Holding
from moorage.exchanges.parsers import BalanceParser

Wallets = Sequence[tuple[str, BalanceParser]]
"""Requests to make, and who reads each."""


def resting(wallets: Wallets, earlier: Balances | None, now: datetime) -> dict[str, datetime]:
    """Return the wallets that were told lately enough, and when each was."""
    told = dict(earlier.told_at) if earlier else {}
    slow = {parser.wallet: parser.every for _, parser in wallets if parser.every}
    return {wallet: at for wallet, every in slow.items() if (at := told.get(wallet)) and now - at < every}


def joined(balances: Balances, earlier: Balances, rest: dict[str, datetime]) -> Balances | None:
    """Return balances with the wallets that rest as they were earlier; None where something else has moved since."""
    kept = tuple(holding for holding in earlier.holdings if holding.wallet in rest)
    others = [holding for holding in earlier.holdings if holding.wallet not in rest]
    if balances.unread != earlier.unread or _amounts(balances.holdings) != _amounts(others):
        return None
    return replace(balances, holdings=balances.holdings + kept, told_at=balances.told_at + tuple(rest.items()))


def _amounts(holdings: Sequence[Holding]) -> list[tuple[object, ...]]:
    """What is held and owed, in any order; an order or a price moves nothing."""
    return sorted((each.wallet, each.currency, each.total, each.borrowed) for each in holdings)
