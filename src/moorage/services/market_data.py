"""Look at markets: what may be traded on one, under which rules, at which prices."""

from dataclasses import dataclass

from moorage.domain.access import Caller
from moorage.domain.errors import RecordInvalid
from moorage.domain.market import Market
from moorage.domain.trading_rule import Quote, TradingRule
from moorage.services.conversation import conversing
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import Exchanges, MarketData, Markets
from moorage.services.repositories import Store

UNKNOWN = "does not have a valid value"


@dataclass(frozen=True, slots=True)
class Rates:
    """An instrument's rule, with all that is known of it, and its prices."""

    rule: TradingRule
    quote: Quote


class MarketDataService:
    """Questions about markets. All but `leverage` are public: the answers are shared by everybody who asks."""

    def __init__(
        self,
        *,
        store: Store,
        markets: Markets,
        market_data: MarketData,
        exchanges: Exchanges,
        loader: Loader,
        policy: Policy,
    ) -> None:
        """Take the ports."""
        self._store = store
        self._markets = markets
        self._market_data = market_data
        self._exchanges = exchanges
        self._loader = loader
        self._policy = policy

    async def pairs(self, market_code: str | None) -> list[str]:
        """Return what may be traded on a market, `QUOTE_BASE`; of the first market of the list when none is named.

        Raises:
            RecordInvalid: on `market_code`: there is no such market, or nothing is known of its pairs.
            ExchangeOutage, UnknownMarketApiError: the exchange does not answer.
        """
        book = await self._market_data.rules(self._market(market_code))
        return book.pairs()

    async def rates(self, market_code: str | None, pair: str) -> Rates:
        """Return the rule and the prices of a pair.

        Raises:
            RecordInvalid: on `market_code`, as `pairs`; on `pair`: it is not traded there.
            ExchangeOutage, UnknownMarketApiError: the exchange does not answer.
        """
        market = self._market(market_code)
        rule = await self._rule(market, pair)
        quote = await self._market_data.quote(market, rule)
        return Rates(rule.bounded(quote.limits), quote)

    async def leverage(self, caller: Caller, account_id: int, pair: str) -> TradingRule:
        """Return the rule of a pair with what the exchange tells of leverage, to an account's key where it has to.

        Raises:
            NotFound: unknown or not the caller's.
            RecordInvalid: on `pair`: it is not traded there.
            KeyRefused: the exchange refuses the key; the account is not locked by this.
            ExchangeOutage, UnknownMarketApiError: the exchange does not answer.
        """
        account = await self._store.read(lambda tx: tx.accounts.get(caller.user.id, account_id))
        market = self._markets.get(account.market_code)
        rule = await self._rule(market, pair)
        credentials = await self._loader.credentials(account)
        async with conversing(self._exchanges, market, credentials, self._policy.deadline) as session:
            return await session.complete(market, rule)

    def _market(self, code: str | None) -> Market:
        if code is None:
            return self._markets.all()[0]
        try:
            return self._markets.get(code)
        except RecordInvalid:
            raise RecordInvalid(attributes={"market_code": [UNKNOWN]}) from None

    async def _rule(self, market: Market, pair: str) -> TradingRule:
        rule = (await self._market_data.rules(market)).get(pair)
        if rule is None:
            raise RecordInvalid(attributes={"pair": [UNKNOWN]})
        return rule
