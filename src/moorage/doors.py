"""Several families of venues behind one door: each market is led to the family it belongs to."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from moorage.domain.credentials import Credentials
from moorage.domain.errors import ConfigurationError, RecordInvalid
from moorage.domain.market import Market
from moorage.domain.market_list import MarketList
from moorage.domain.trading_rule import Quote, RuleBook, TradingRule
from moorage.domain.valuation import PriceBook
from moorage.prices import Kind, Reference, TickerSource
from moorage.services.outlook import OPEN, Lookout, Outlook, VenueReport
from moorage.services.ports import Exchanges, ExchangeSession, MarketData, Markets


@dataclass(frozen=True, slots=True)
class Door:
    """A family of venues: what can be connected, the way in, its prices and its instruments, None where it has none."""

    markets: Markets
    exchanges: Exchanges
    tickers: TickerSource | None = None
    background: Exchanges | None = None
    """The way in for calls that nobody waits for; None where it is the same."""
    outlooks: Lookout | None = None
    """Who looks ahead and counts; None where there are neither budgets nor breakers."""
    market_data: MarketData | None = None


class Doors(MarketList):
    """Implements `services.ports.Markets`, `.Exchanges` and `.MarketData`, and is the ticker source of `prices`."""

    def __init__(self, doors: Sequence[Door]) -> None:
        """Take the families in the order in which their markets are to be listed.

        Raises:
            ConfigurationError: two families have a market code or a venue in common, or a market takes its prices
                from one that has none.
        """
        super().__init__(market for door in doors for market in door.markets.all())
        self._doors = {market.venue: door for door in doors for market in door.markets.all()}
        if len(self._markets) != sum(len(door.markets.all()) for door in doors):
            raise ConfigurationError("Two families of venues have a market code in common.")
        if any(self._doors[market.venue] is not door for door in doors for market in door.markets.all()):
            raise ConfigurationError("Two families of venues have a venue in common.")
        for market in self._markets.values():
            self._require_prices(market)

    def session(self, market: Market, credentials: Credentials) -> AbstractAsyncContextManager[ExchangeSession]:
        """Open a conversation. Raises as the port says."""
        return self._doors[market.venue].exchanges.session(market, credentials)

    def background(self) -> "BackDoors":
        """Return the doors for calls that nobody waits for."""
        return BackDoors(self._doors)

    def outlook(self, market: Market, loads: int) -> Outlook:
        """See `services.outlook.Outlooks`."""
        outlooks = self._doors[market.venue].outlooks
        return outlooks.outlook(market, loads) if outlooks else OPEN

    def reports(self) -> dict[str, VenueReport]:
        """See `services.outlook.VenueReports`."""
        lookouts = {id(door.outlooks): door.outlooks for door in self._doors.values() if door.outlooks}
        return {name: report for lookout in lookouts.values() for name, report in lookout.reports().items()}

    async def rules(self, market: Market) -> RuleBook:
        """Return the instruments of a market. Raises as the port says."""
        return await self._market_data(market).rules(market)

    async def quote(self, market: Market, rule: TradingRule) -> Quote:
        """Return the prices of an instrument. Raises as the port says."""
        return await self._market_data(market).quote(market, rule)

    def ticker_kind(self, market: Market) -> Kind:
        """Return what names the price snapshot that values a market: its own, or that of the market it names."""
        priced_as = self._markets[market.prices_of or market.code]
        return self._tickers(priced_as.venue).ticker_kind(priced_as)

    def references(self) -> Sequence[Reference]:
        """Return the kinds that stand in for others, family by family."""
        sources = [door.tickers for door in dict.fromkeys(self._doors.values()) if door.tickers]
        return [reference for source in sources for reference in source.references()]

    async def fetch_prices(self, venue: str, kind: str) -> PriceBook:
        """Ask a venue for all prices. Raises `ExchangeError`."""
        return await self._tickers(venue).fetch_prices(venue, kind)

    def _tickers(self, venue: str) -> TickerSource:
        tickers = self._doors[venue].tickers
        if tickers is None:
            raise ConfigurationError(f"The venue {venue} has no prices of its own.")
        return tickers

    def _market_data(self, market: Market) -> MarketData:
        market_data = self._doors[market.venue].market_data
        if market_data is None:
            raise RecordInvalid(attributes={"market_code": ["has no known pairs"]})
        return market_data

    def _require_prices(self, market: Market) -> None:
        source = self._markets.get(market.prices_of or market.code)
        if source is None or self._doors[source.venue].tickers is None:
            raise ConfigurationError(f"The market {market.code} has no prices, neither its own nor another's.")


class BackDoors:
    """Implements `services.ports.Exchanges` for calls that nobody waits for."""

    def __init__(self, doors: Mapping[str, Door]) -> None:
        """Take the doors by venue."""
        self._doors = doors

    def session(self, market: Market, credentials: Credentials) -> AbstractAsyncContextManager[ExchangeSession]:
        """Open a conversation. Raises as the port says."""
        door = self._doors[market.venue]
        return (door.background or door.exchanges).session(market, credentials)
