"""The door to every venue."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime
from typing import Final

from moorage.domain.credentials import Credentials
from moorage.domain.market import Market
from moorage.domain.trading_rule import Quote, RuleBook, TradingRule
from moorage.domain.valuation import PriceBook, Ticker
from moorage.exchanges.budget import Monotonic
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.diagnosis import Verdict
from moorage.exchanges.market_data import MarketDesk
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.sessions import Session
from moorage.exchanges.sharing import Sharing
from moorage.exchanges.venue import Venue
from moorage.services.agenda import VenueBlock
from moorage.services.outlook import Outlook, VenueReport
from moorage.services.ports import Clock, ExchangeSession
from moorage.transport import DEADLINE

SHUT_FROM: Final = 60.0  # seconds; a venue that wants a longer pause leaves its accounts stale


def utc_now() -> datetime:
    """Return the time, aware, UTC."""
    return datetime.now(UTC)


class Gateway:
    """Implements `services.ports.Exchanges` and `.MarketData`, and is the ticker source of `prices`."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        base_urls: Mapping[str, str] | None = None,
        egress_addresses: Sequence[str] = (),
        clock: Clock = utc_now,
        monotonic: Monotonic = time.monotonic,
        deadline: float = DEADLINE,
        sharing: Sharing | None = None,
    ) -> None:
        """Take what never changes.

        Args:
            catalog: All venues.
            base_urls: As `Settings.exchange_base_urls`.
            egress_addresses: Public addresses of this server, for sentences about IP lists.
            clock: For signatures and for when balances were true.
            monotonic: For budgets, bans and breakers.
            deadline: Seconds for one request; a session's whole deadline is its caller's.
            sharing: With whom the venues' limits are shared.
        """
        self._catalog = catalog
        self._overrides = base_urls or {}
        self._egress_addresses = tuple(egress_addresses)
        self._clock = clock
        self._monotonic = monotonic
        self._deadline = deadline
        self._sharing = sharing or Sharing()
        self._venues: dict[str, Venue] = {}
        self._desks: dict[str, MarketDesk] = {}

    def session(self, market: Market, credentials: Credentials) -> AbstractAsyncContextManager[ExchangeSession]:
        """Open a conversation. Raises as the port says."""
        return Session(self._venue(market.venue), credentials)

    def background(self) -> "BackDoor":
        """Return the door for the background: the same venues and budgets, where calls of people go first."""
        return BackDoor(self._venue)

    def outlook(self, market: Market, loads: int) -> Outlook:
        """See `services.outlook.Outlooks`. A ban or a pause of a minute shuts a venue as an outage does."""
        venue = self._venue(market.venue)
        cost = venue.readers.cost(market.code)
        wait, blocked = venue.budgets.outlook(cost.of(loads), alone=loads == 1)
        broken = max(venue.breakers[host].wait for host in cost.hosts)
        return Outlook(max(wait, broken), is_shut=bool(broken) or blocked >= SHUT_FROM)

    def reports(self) -> dict[str, VenueReport]:
        """See `services.outlook.VenueReports`."""
        return {
            name: VenueReport(
                requests=venue.tally.requests,
                seconds=venue.tally.seconds,
                errors=dict(venue.tally.errors),
                budgets=venue.budgets.used(),
                breakers={host: breaker.state for host, breaker in venue.breakers.items()},
            )
            for name, venue in self._venues.items()
        }

    def restore(self, blocks: Iterable[VenueBlock]) -> None:
        """Obey what venues asked of an earlier process."""
        now = self._clock()
        for block in blocks:
            if block.venue in self._catalog.entries and (left := block.remaining(now)) > 0:
                self._venue(block.venue).budgets.restore(block.limit, block.key_id, left)

    def ticker_kind(self, market: Market) -> tuple[str, str]:
        """Return what names the market's price snapshot: the venue and the kind of ticker."""
        kinds = {facts.code: facts.tickers for facts in self._catalog.entries[market.venue].markets}
        return market.venue, kinds[market.code]

    def references(self) -> Sequence[tuple[str, tuple[str, str]]]:
        """Return the ticker kinds that stand in for others by the entries' places, with their venues' names."""
        return self._catalog.references

    async def fetch_prices(self, venue: str, kind: str) -> PriceBook:
        """Ask for all prices of a venue.

        Raises:
            ExchangeOutage: no answer, none that can be understood, or one without a single price, which must not take
                the place of good ones.
        """
        at_work = self._venue(venue)
        answer = await at_work.ask(at_work.entry.tickers[kind].request)
        if isinstance(answer, Verdict):
            raise answer.error
        tickers: list[Ticker] = []
        with suppress(*MISREAD):
            tickers = list(at_work.readers.tickers[kind].parse(answer.body))
        if not tickers:
            raise at_work.diagnosis.bad_response()
        return PriceBook(tickers, self._clock())

    async def rules(self, market: Market) -> RuleBook:
        """Return the instruments of a market. Raises as the port says."""
        return await self._desk(market.venue).rules(market.code)

    async def quote(self, market: Market, rule: TradingRule) -> Quote:
        """Return the prices of an instrument. Raises as the port says."""
        return await self._desk(market.venue).quote(market.code, rule)

    async def close(self) -> None:
        """Close all connections."""
        for desk in self._desks.values():
            await desk.close()
        for venue in self._venues.values():
            await venue.client.close()

    def _venue(self, name: str) -> Venue:
        venue = self._venues.get(name)
        if venue is None:
            venue = self._venues[name] = Venue(
                self._catalog.entries[name],
                overrides=self._overrides,
                egress_addresses=self._egress_addresses,
                clock=self._clock,
                monotonic=self._monotonic,
                deadline=self._deadline,
                sharing=self._sharing,
            )
        return venue

    def _desk(self, name: str) -> MarketDesk:
        desk = self._desks.get(name)
        if desk is None:
            desk = self._desks[name] = MarketDesk(self._venue(name), self._monotonic, self._sharing.of_limits)
        return desk


class BackDoor:
    """Implements `services.ports.Exchanges` for calls that nobody waits for."""

    def __init__(self, venue: Callable[[str], Venue]) -> None:
        """Take where venues are found."""
        self._venue = venue

    def session(self, market: Market, credentials: Credentials) -> AbstractAsyncContextManager[ExchangeSession]:
        """Open a conversation. Raises as the port says."""
        return Session(self._venue(market.venue), credentials, background=True)
