"""Price snapshots: one per venue and kind of ticker, shared by every account, never older than a stated age."""

import asyncio
import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

from moorage.domain.exchange_errors import ExchangeError
from moorage.domain.market import Market
from moorage.domain.quotes import WELL_KNOWN, OtherVenue, Quotes
from moorage.domain.valuation import PriceBook

FRESH_FOR: Final = 10.0  # seconds
REFERENCE_FRESH_FOR: Final = 60.0  # seconds, where a venue's prices stand in at another venue
KEPT_FOR: Final = 3600.0  # seconds; the last good snapshot stands in while the venue is silent
TRY_AGAIN_AFTER: Final = 2.0  # seconds after a failure
PATIENCE: Final = 3.0  # seconds that a caller waits, unless told; a silent venue must not use up a wish's deadline
KEPT_QUOTES: Final = 2  # of one book: with the other venues' latest prices, and without

Kind = tuple[str, str]
"""A venue and a kind of ticker."""

NOWHERE: Final[Kind] = ("", "")
"""No venue: what is asked of other venues only."""


Reference = tuple[str, Kind]
"""The name of a venue, and the kind of its tickers that stands in where another venue has no price of its own."""


class TickerSource(Protocol):
    """Where prices come from."""

    def ticker_kind(self, market: Market) -> Kind:
        """Return what names the market's price snapshot."""

    def references(self) -> Sequence[Reference]:
        """Return the kinds that stand in for others, in the order in which they are asked."""

    async def fetch_prices(self, venue: str, kind: str) -> PriceBook:
        """Ask a venue for all prices. Raises `ExchangeError`."""


@dataclass(slots=True)
class _Shelf:
    """What is known of one kind of prices; times are monotonic seconds. `quotes` are by the books they are of."""

    book: PriceBook | None = None
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    fetching: asyncio.Task[None] | None = None
    quotes: dict[tuple[PriceBook | None, ...], Quotes] = field(default_factory=dict)


class PriceBooks:
    """Implements `services.ports.Prices`."""

    def __init__(
        self,
        source: TickerSource,
        *,
        known: Container[str] = WELL_KNOWN,
        patience: float = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what never changes.

        Args:
            source: Where prices come from.
            known: Currencies that other venues may price, see `domain.quotes.Quotes`.
            patience: Seconds that a caller waits for its venue, and as many for the others where they are needed.
            monotonic: The clock.
        """
        self._source = source
        self._references = source.references()
        self._known = known
        self._patience = patience
        self._monotonic = monotonic
        self._shelves: dict[Kind, _Shelf] = {}

    async def book(self, market: Market) -> PriceBook | None:
        """Return a snapshot at most ten seconds old, the last one for an hour while the venue is silent, or None."""
        return await self._book(self._source.ticker_kind(market), FRESH_FOR)

    async def quotes(self, market: Market, missing: Sequence[str] = ()) -> Quotes:
        """Return what prices a market.

        Other venues are asked when the market's own venue is silent, tells no dollars, or when one of the `missing`
        currencies, which it does not price, is one that they may price. Otherwise their prices are used while they
        are fresh anyway.
        """
        kind = self._source.ticker_kind(market)
        own = await self._book(kind, FRESH_FOR)
        others = [reference for reference in self._references if reference[1] != kind]
        if own is None or own.rate("BTC", "USD") is None or any(currency in self._known for currency in missing):
            await self._refresh_others(others)
            return self._quoted(kind, own, others, KEPT_FOR)
        return self._quoted(kind, own, others, REFERENCE_FRESH_FOR)

    async def dollar_in(self, currency: str) -> Decimal | None:
        """Return how many units of a currency a dollar is at the venues that stand in for others, None: unknown."""
        await self._refresh_others(self._references)
        rate = self._quoted(NOWHERE, None, self._references, KEPT_FOR).rate("USD", currency)
        return None if rate is None else rate.factor

    async def close(self) -> None:
        """Stop what is under way."""
        tasks = [shelf.fetching for shelf in self._shelves.values() if shelf.fetching is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _refresh_others(self, others: Sequence[Reference]) -> None:
        due = [kind for _, kind in others if self._is_due(self._shelf(kind), REFERENCE_FRESH_FOR)]
        if due:
            await asyncio.gather(*(self._book(kind, REFERENCE_FRESH_FOR) for kind in due))

    def _quoted(self, kind: Kind, own: PriceBook | None, others: Sequence[Reference], age: float) -> Quotes:
        """Return the quotes of these books, the same object for the same books, so that found rates are kept."""
        at_hand = [OtherVenue(name, book) for name, other in others if (book := self._at_hand(other, age))]
        key = (own, *(other.book for other in at_hand))
        kept = self._shelf(kind).quotes
        quotes = kept.get(key)
        if quotes is None:
            while len(kept) >= KEPT_QUOTES:
                del kept[next(iter(kept))]
            quotes = kept[key] = Quotes(own, at_hand, self._known)
        return quotes

    def _shelf(self, kind: Kind) -> _Shelf:
        return self._shelves.setdefault(kind, _Shelf())

    def _at_hand(self, kind: Kind, age: float) -> PriceBook | None:
        shelf = self._shelf(kind)
        return shelf.book if self._monotonic() - shelf.fetched_at < age else None

    async def _book(self, kind: Kind, fresh_for: float) -> PriceBook | None:
        shelf = self._shelf(kind)
        if self._is_due(shelf, fresh_for):
            await self._fetch(kind, shelf)
        return self._at_hand(kind, KEPT_FOR)

    def _is_due(self, shelf: _Shelf, fresh_for: float) -> bool:
        now = self._monotonic()
        return now - shelf.fetched_at >= fresh_for and bool(shelf.fetching or now - shelf.tried_at >= TRY_AGAIN_AFTER)

    async def _fetch(self, kind: Kind, shelf: _Shelf) -> None:
        """Wait for the one request that serves everybody; it goes on when this caller is gone or out of patience."""
        if shelf.fetching is None:
            shelf.fetching = asyncio.create_task(self._refresh(kind, shelf))
        answered, _ = await asyncio.wait({shelf.fetching}, timeout=self._patience)
        for fetching in answered:
            await fetching

    async def _refresh(self, kind: Kind, shelf: _Shelf) -> None:
        shelf.tried_at = self._monotonic()
        try:
            shelf.book = await self._source.fetch_prices(*kind)
            shelf.fetched_at = self._monotonic()
            shelf.quotes.clear()
        except ExchangeError:
            pass  # the last good snapshot stands in; its age is told by `PriceBook.as_of`
        finally:
            shelf.fetching = None
