"""What an account traded, by day: read from its exchange when it is asked for, and kept."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from moorage.domain.access import Caller
from moorage.domain.account import Account
from moorage.domain.errors import RecordInvalid, VolumeNotFound
from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.domain.market import Market
from moorage.domain.trading_rule import TradingRule
from moorage.domain.volume import ONE_DAY, DayVolume, Trades, Volume, by_day, days_between, summed
from moorage.services.conversation import conversing
from moorage.services.joining import Joining
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import Clock, Exchanges, MarketData, Markets, Prices
from moorage.services.repositories import Store, Transaction

FRESH_FOR: Final = timedelta(minutes=5)
"""How long the exchange is not asked again about a day that is not over."""


@dataclass(frozen=True, slots=True)
class Venues:
    """What the world tells of trades: the exchanges, what is traded there, and prices."""

    exchanges: Exchanges
    markets: Markets
    market_data: MarketData
    prices: Prices


class VolumeService:
    """Counts from the first day of the month in which an account was connected; days are of UTC.

    The last day that was read, and the one before it, are read again; those before them never.
    """

    def __init__(self, *, store: Store, venues: Venues, loader: Loader, policy: Policy, clock: Clock) -> None:
        """Take the ports."""
        self._store = store
        self._venues = venues
        self._loader = loader
        self._policy = policy
        self._clock = clock
        self._joining: Joining[list[DayVolume]] = Joining()

    async def daily(self, caller: Caller, account_id: int, day: date | None) -> tuple[date, Volume]:
        """Return the volume of a day, of the present one without one.

        Raises:
            VolumeNotFound: the exchange does not tell, or the day is not one of those that are counted.
            NotFound: unknown or not the caller's.
            PermissionDenied: the key may not see trades.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as the port says.
        """
        day = day or self._clock().date()
        days = await self._known(caller, account_id, day)
        return day, _sum([told for told in days if told.day == day], day, day)

    async def monthly(self, caller: Caller, account_id: int, month: date | None) -> tuple[date, Volume]:
        """Return the volume of the month that begins on a day, of the present one without one. Raises as `daily`."""
        today = self._clock().date()
        first = (month or today).replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        days = await self._known(caller, account_id, last)
        return first, _sum([told for told in days if first <= told.day <= last], first, min(last, today))

    async def total(self, caller: Caller, account_id: int) -> Volume:
        """Return the volume of all days that are counted. Raises as `daily`."""
        today = self._clock().date()
        days = await self._known(caller, account_id, today)
        return _sum(days, days[0].day if days else today, today)

    async def close(self) -> None:
        """Stop what is being read."""
        await self._joining.close()

    async def _known(self, caller: Caller, account_id: int, last: date) -> list[DayVolume]:
        """Return the days of an account, read as far as `last` is not known for good."""

        async def work(tx: Transaction) -> tuple[Account, list[DayVolume]]:
            account = await tx.accounts.get(caller.user.id, account_id)
            return account, await tx.volumes.days(account_id)

        account, days = await self._store.read(work)
        if self._is_fresh(days) or (days and last < days[-1].day - ONE_DAY):
            return days
        return await self._joining.run((account.id,), lambda: self._refreshed(account))

    async def _refreshed(self, account: Account) -> list[DayVolume]:
        """Read on where the days that are kept end; who asks meanwhile gets the same answer."""
        days = await self._store.read(lambda tx: tx.volumes.days(account.id))
        if self._is_fresh(days):
            return days
        fresh = await self._read(account, days)
        return await self._store.write(lambda tx: _kept(tx, account, fresh))

    def _is_fresh(self, days: list[DayVolume]) -> bool:
        now = self._clock()
        return bool(days) and days[-1].day == now.date() and now - days[-1].until < FRESH_FOR

    async def _read(self, account: Account, days: list[DayVolume]) -> list[DayVolume]:
        market = self._venues.markets.get(account.market_code)
        credentials = await self._loader.credentials(account)
        since = days[-1].day - ONE_DAY if len(days) > 1 else account.created_at.date().replace(day=1)
        async with conversing(self._venues.exchanges, market, credentials, self._policy.deadline) as session:
            told = await session.fetch_trades(market, since)
        if told is None:
            raise VolumeNotFound
        return await self._valued(market, told)

    async def _valued(self, market: Market, told: Trades) -> list[DayVolume]:
        rules = await self._rules(market) if told.trades else {}
        missing = sorted({rules[trade.symbol].quote for trade in told.trades if trade.symbol in rules})
        quotes = await self._venues.prices.quotes(market, missing)
        if told.trades and quotes.rate("BTC", "USD") is None:
            raise ExchangeNotAvailable("There are no prices to value the trades by.")
        return by_day(told, rules, quotes)

    async def _rules(self, market: Market) -> Mapping[str, TradingRule]:
        """Return what is traded, by symbol; nothing where the exchange does not tell."""
        try:
            return (await self._venues.market_data.rules(market)).by_symbol()
        except RecordInvalid:
            return {}


async def _kept(tx: Transaction, account: Account, fresh: list[DayVolume]) -> list[DayVolume]:
    await tx.accounts.lock(account.user_id, account.id)
    await tx.volumes.keep(account.id, fresh)
    return await tx.volumes.days(account.id)


def _sum(days: list[DayVolume], first: date, last: date) -> Volume:
    """Return the sum of days that should be all from `first` to `last`. Raises `VolumeNotFound`: there are none."""
    if not days:
        raise VolumeNotFound
    return summed(days, frozenset(days_between(first, last)))
