"""Look at accounts: one, a page of them, or all as one sum."""

from collections.abc import Iterable
from dataclasses import replace

from moorage.domain.access import Caller
from moorage.domain.account import Account, Summary
from moorage.domain.balance import ZERO
from moorage.domain.credentials import Secret
from moorage.domain.profit import add_profits
from moorage.domain.valuation import EXACT, Valuation
from moorage.services.modes import accounts_in
from moorage.services.ports import Markets, Vault
from moorage.services.repositories import Store
from moorage.services.shared_wallets import summed_accounts
from moorage.services.watching import Watching

NEVER_LOADED = "The balances were not loaded yet."


class PortfolioService:
    """Reads of a caller's accounts; nothing is asked of an exchange."""

    def __init__(self, *, store: Store, vault: Vault, markets: Markets, watching: Watching | None = None) -> None:
        """Take the ports, and who is told that somebody looks."""
        self._look = _nobody if watching is None else watching.look
        self._store = store
        self._vault = vault
        self._markets = markets

    async def show(self, caller: Caller, account_id: int) -> Account:
        """Return one account. Raises `NotFound`."""
        account = await self._store.read(lambda tx: tx.accounts.get(caller.user.id, account_id))
        self._look([account])
        return account

    async def list(self, caller: Caller, *, api_key: Secret | None, page: int, per_page: int) -> list[Account]:
        """Return a page of accounts, empty past the end.

        Args:
            caller: Whose.
            api_key: Only accounts that are opened by this key; None for all.
            page: From 1.
            per_page: 1 to 100.
        """
        fingerprint = None if api_key is None else self._vault.fingerprint(caller.user.id, api_key)
        offset = (page - 1) * per_page
        looked_at = accounts_in(caller.mode, self._markets)
        accounts = await self._store.read(
            lambda tx: tx.accounts.list(
                caller.user.id, looked_at=looked_at, fingerprint=fingerprint, offset=offset, limit=per_page
            )
        )
        self._look(accounts)
        return accounts

    async def summary(self, caller: Caller) -> Summary:
        """Return the accounts that count in the summary as one sum, a shared wallet once, with what it leaves out."""
        looked_at = accounts_in(caller.mode, self._markets)
        found = await self._store.read(lambda tx: tx.accounts.list(caller.user.id, looked_at=looked_at))
        accounts, elsewhere = summed_accounts(found, self._markets)
        return replace(summarise(caller, accounts), counted_elsewhere=elsewhere)


def summarise(caller: Caller, accounts: list[Account]) -> Summary:
    """Add up accounts; an account that was never loaded adds nothing and is named as stale."""
    btc, usd = ZERO, ZERO
    for account in accounts:
        btc = EXACT.add(btc, account.worth.valuation.btc)
        usd = EXACT.add(usd, account.worth.valuation.usd)
    valuations = [account.worth.valuation for account in accounts]
    loaded = [account.worth.balances.oldest for account in accounts if account.worth.balances]
    priced = [valuation.priced_at for valuation in valuations if valuation.priced_at]
    stale = {account.id: reason for account in accounts if (reason := _stale(account))}
    return Summary(
        user_id=caller.user.id,
        valuation=Valuation(
            btc=btc,
            usd=usd,
            unpriced=tuple(sorted({currency for valuation in valuations for currency in valuation.unpriced})),
            assumed=tuple(sorted({peg for valuation in valuations for peg in valuation.assumed})),
            elsewhere=tuple(sorted({pair for valuation in valuations for pair in valuation.elsewhere})),
            priced_at=min(priced, default=None),
        ),
        oldest=min(loaded, default=None),
        stale=stale,
        profit=add_profits(account.history.profit for account in accounts),
        transfers_read_at=min(filter(None, (account.history.transfers_read_at for account in accounts)), default=None),
        flawed={account.id: account.history.missing for account in accounts if account.history.missing},
        created_at=min((account.created_at for account in accounts), default=caller.user.created_at),
        updated_at=max((account.updated_at for account in accounts), default=caller.user.created_at),
    )


def _stale(account: Account) -> str | None:
    return account.worth.stale_reason or (None if account.worth.balances else NEVER_LOADED)


def _nobody(_accounts: Iterable[Account]) -> None:
    """Tell nobody that somebody looks."""
