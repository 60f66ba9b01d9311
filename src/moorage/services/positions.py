"""What accounts hold, currency by currency, at the prices of now."""

import asyncio
from collections.abc import Sequence

from moorage.domain.access import Caller
from moorage.domain.account import Account
from moorage.domain.position import Position, by_value, merged, positions
from moorage.services.modes import accounts_in
from moorage.services.ports import Markets, Prices
from moorage.services.repositories import Store
from moorage.services.shared_wallets import summed_accounts


class PositionService:
    """Stored balances at current prices; nothing but prices is asked of an exchange."""

    def __init__(self, *, store: Store, markets: Markets, prices: Prices) -> None:
        """Take the ports."""
        self._store = store
        self._markets = markets
        self._prices = prices

    async def list(self, caller: Caller, account_id: int | None, display: str) -> list[Position]:
        """Return the positions of an account, or of the summary, sorted by value.

        Args:
            caller: Whose.
            account_id: Which account; None for all that count in the summary, a shared wallet once.
            display: The currency that values are shown in.

        Raises:
            NotFound: unknown or not the caller's.
        """
        accounts = await self._accounts(caller, account_id)
        found = await asyncio.gather(*(self._positions(account, display) for account in accounts))
        return by_value(merged(position for part in found for position in part))

    async def _accounts(self, caller: Caller, account_id: int | None) -> Sequence[Account]:
        if account_id is not None:
            return [await self._store.read(lambda tx: tx.accounts.get(caller.user.id, account_id))]
        looked_at = accounts_in(caller.mode, self._markets)
        found = await self._store.read(lambda tx: tx.accounts.list(caller.user.id, looked_at=looked_at))
        return summed_accounts(found, self._markets)[0]

    async def _positions(self, account: Account, display: str) -> Sequence[Position]:
        balances = account.worth.balances
        if balances is None or not balances.holdings:
            return ()
        market = self._markets.get(account.market_code)
        quotes = await self._prices.quotes(market)
        targets = [quotes.rates(target) for target in ("BTC", "USD")]
        held = {holding.currency for holding in balances.holdings}
        if missing := sorted(code for code in held if any(rates[code] is None for rates in targets)):
            quotes = await self._prices.quotes(market, missing)
        return positions(
            balances,
            quotes,
            display,
            stale=account.worth.stale_reason is not None,
            is_wallet=account.address is not None,
        )
