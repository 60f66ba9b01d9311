"""Tell where coins can be sent to."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from moorage.domain.access import Caller
from moorage.domain.balance import ZERO
from moorage.domain.deposit import CurrencyNetworks, DepositPlace, Purpose
from moorage.domain.errors import Forbidden
from moorage.domain.market import Market
from moorage.services.conversation import conversing
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import DepositDesk, Exchanges, ExchangeSession, Markets
from moorage.services.repositories import Store

NO_DEPOSITS = "This account type takes no deposits that Moorage can tell of."


class DepositService:
    """Networks and addresses of a caller's accounts. Whatever the exchange says, the key is not judged by it."""

    def __init__(self, *, store: Store, markets: Markets, exchanges: Exchanges, loader: Loader, policy: Policy) -> None:
        """Take the ports."""
        self._store = store
        self._markets = markets
        self._exchanges = exchanges
        self._loader = loader
        self._policy = policy

    async def networks(
        self, caller: Caller, account_id: int, currency: str | None, purpose: Purpose | None
    ) -> Sequence[CurrencyNetworks]:
        """Tell the networks of a currency, or of all currencies; with a purpose only those that are open for it.

        Raises:
            NotFound: unknown or not the caller's.
            Forbidden: the account type takes no deposits.
            RecordInvalid: on `currency`: the exchange does not have it, or has to be asked for one.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as the exchange says.
        """
        async with self._at_desk(caller, account_id) as (_, _, desk):
            told = await desk.networks(currency)
        if purpose is None:
            return told
        return [replace(one, networks=[net for net in one.networks if net.serves(purpose)]) for one in told]

    async def place(self, caller: Caller, account_id: int, currency: str, network: str) -> DepositPlace:
        """Tell where to send a currency on a network, and what the account holds of it.

        Raises:
            NoDepositAddress: it has to be made at the exchange first, or the network is closed.
            RecordInvalid: on `currency` or `network`: the exchange does not have it.
            NotFound, Forbidden, KeyRefused, ExchangeOutage, UnknownMarketApiError: as `networks`.
        """
        async with self._at_desk(caller, account_id) as (session, market, desk):
            target, balances = await asyncio.gather(desk.address(currency, network), session.fetch_balances(market))
        held = [holding for holding in balances.holdings if holding.currency.casefold() == currency.casefold()]
        return DepositPlace(
            target=target,
            free=sum((holding.free for holding in held), ZERO),
            used=sum((holding.used for holding in held), ZERO),
            total=sum((holding.total for holding in held), ZERO),
        )

    @asynccontextmanager
    async def _at_desk(
        self, caller: Caller, account_id: int
    ) -> AsyncIterator[tuple[ExchangeSession, Market, DepositDesk]]:
        user_id = caller.user.id
        account = await self._store.read(lambda tx: tx.accounts.get(user_id, account_id))
        market = self._markets.get(account.market_code)
        credentials = await self._loader.credentials(account)
        async with conversing(self._exchanges, market, credentials, self._policy.deadline) as session:
            desk = session.deposit_desk(market)
            if desk is None:
                raise Forbidden(NO_DEPOSITS)
            yield session, market, desk
