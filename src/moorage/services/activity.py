"""What is going on in an account at its exchange."""

from moorage.domain.access import Caller
from moorage.domain.errors import Forbidden
from moorage.services.conversation import conversing
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import Exchanges, Markets
from moorage.services.repositories import Store


class ActivityService:
    """Asks the exchange now; nothing of it is kept."""

    def __init__(self, *, store: Store, markets: Markets, exchanges: Exchanges, loader: Loader, policy: Policy) -> None:
        """Take the ports."""
        self._store = store
        self._markets = markets
        self._exchanges = exchanges
        self._loader = loader
        self._policy = policy

    async def count_open_orders(self, caller: Caller, account_id: int) -> int:
        """Count the orders that wait at the exchange. What the exchange says of the key here changes nothing of it.

        Raises:
            NotFound: unknown or not the caller's.
            Forbidden: the exchange does not tell all open orders of this account type.
            PermissionDenied: the key may not see orders.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as the port says.
        """
        account = await self._store.read(lambda tx: tx.accounts.get(caller.user.id, account_id))
        market = self._markets.get(account.market_code)
        credentials = await self._loader.credentials(account)
        async with conversing(self._exchanges, market, credentials, self._policy.deadline) as session:
            counted = await session.count_open_orders(market)
        if counted is None:
            raise Forbidden("The open orders of this account type cannot be counted.")
        return counted
