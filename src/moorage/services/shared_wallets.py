"""Account types of a unified exchange account look into the same wallet; a sum counts it once."""

from collections.abc import Sequence

from moorage.domain.account import Account
from moorage.services.ports import Markets


def counted_elsewhere(accounts: Sequence[Account], markets: Markets) -> dict[int, int]:
    """Return the accounts whose holdings another one counts already: id -> id of the one that counts.

    Of the unified accounts of one exchange account the one with the most holdings counts: one account type may see
    wallets besides the shared one. Accounts whose exchange account is unknown always count.
    """
    groups: dict[tuple[str, str], list[Account]] = {}
    for account in accounts:
        market = markets.get(account.market_code)
        if market.unified and account.key.exchange_uid is not None:
            groups.setdefault((market.venue, account.key.exchange_uid), []).append(account)
    elsewhere: dict[int, int] = {}
    for sharing in groups.values():
        counting = max(sharing, key=lambda account: (_size(account), -account.id))
        elsewhere.update({account.id: counting.id for account in sharing if account is not counting})
    return elsewhere


def summed_accounts(found: Sequence[Account], markets: Markets) -> tuple[list[Account], dict[int, int]]:
    """Return the accounts that a sum is made of, and those that it counts elsewhere."""
    wanted = [account for account in found if account.include_in_summary]
    elsewhere = counted_elsewhere(wanted, markets)
    return [account for account in wanted if account.id not in elsewhere], elsewhere


def _size(account: Account) -> int:
    return len(account.worth.balances.holdings) if account.worth.balances else 0
