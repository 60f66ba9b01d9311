"""Load what an account holds and value it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from moorage.domain.account import Account, Worth
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.market import Market
from moorage.domain.valuation import value
from moorage.services.policy import Policy
from moorage.services.ports import Clock, ExchangeSession, Markets, Prices, SealedField, SealPlace, Vault
from moorage.services.repositories import Store
from moorage.services.rhythm import Rhythm

PATIENCE: Final = 0.6  # of the deadline: what a first load may take before the account is stored without it


class Loader:
    """Reads balances through an open session and values them with the venue's prices."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        markets: Markets,
        prices: Prices,
        policy: Policy,
        clock: Clock,
        rhythm: Rhythm | None = None,
    ) -> None:
        """Take the ports, and how often accounts are loaded."""
        self._rhythm = rhythm or Rhythm()
        self._store = store
        self._vault = vault
        self._markets = markets
        self._prices = prices
        self._policy = policy
        self._clock = clock

    async def load(self, session: ExchangeSession, market: Market) -> Worth:
        """Load balances and prices at once and value them.

        Raises:
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as the session; prices never fail a load.
        """
        pricing = asyncio.ensure_future(self._prices.book(market))
        try:
            balances = await session.fetch_balances(market)
            return Worth(balances=balances, valuation=value(balances.holdings, await pricing))
        finally:
            pricing.cancel()
            await asyncio.gather(pricing, return_exceptions=True)

    async def first_load(self, session: ExchangeSession, market: Market) -> Worth:
        """Load within a part of the deadline; a venue that is only slow leaves the numbers to the next load."""
        try:
            async with asyncio.timeout(self._policy.deadline * PATIENCE):
                return await self.load(session, market)
        except TimeoutError:
            return Worth(stale_reason="The exchange was slow; the balances are loaded next.")

    def due_at(self, worth: Worth) -> datetime:
        """Return when the account is to be loaded next: at once while it was never loaded, or prices were missing."""
        complete = worth.balances is not None and worth.valuation.priced_at is not None
        return self._clock() + self._rhythm.every if complete else self._clock()

    async def credentials(self, account: Account) -> Credentials:
        """Open the sealed credentials of an account.

        Raises:
            NotFound: the account was removed.
            VaultIntegrityError: a sealed value does not open.
        """
        sealed = await self._store.read(lambda tx: tx.accounts.sealed(account.user_id, account.id))
        opened: Mapping[SealedField, Secret] = {
            field: self._vault.open(blob, SealPlace(account.user_id, account.vault_id, field))
            for field, blob in sealed.items()
        }
        return Credentials(
            api_key=opened.get(SealedField.API_KEY),
            secret=opened.get(SealedField.SECRET),
            passphrase=opened.get(SealedField.PASSPHRASE),
            customer_id=account.customer_id,
            address=account.address,
        )
