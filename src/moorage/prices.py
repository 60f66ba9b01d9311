"""Price snapshots: one per venue and kind of ticker, shared by every account, never older than a stated age."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from moorage.domain.exchange_errors import ExchangeError
from moorage.domain.market import Market
from moorage.domain.valuation import PriceBook

FRESH_FOR: Final = 10.0  # seconds
KEPT_FOR: Final = 3600.0  # seconds; the last good snapshot stands in while the venue is silent
TRY_AGAIN_AFTER: Final = 2.0  # seconds after a failure
PATIENCE: Final = 3.0  # seconds that a caller waits, unless told; a silent venue must not use up a wish's deadline

Kind = tuple[str, str]
"""A venue and a kind of ticker."""


class TickerSource(Protocol):
    """Where prices come from."""

    def ticker_kind(self, market: Market) -> Kind:
        """Return what names the market's price snapshot."""

    async def fetch_prices(self, venue: str, kind: str) -> PriceBook:
        """Ask a venue for all prices. Raises `ExchangeError`."""


@dataclass(slots=True)
class _Shelf:
    """What is known of one kind of prices; times are monotonic seconds."""

    book: PriceBook | None = None
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    fetching: asyncio.Task[None] | None = None


class PriceBooks:
    """Implements `services.ports.Prices`."""

    def __init__(
        self, source: TickerSource, *, patience: float = PATIENCE, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Take where prices come from, how many seconds a caller waits for them, and a clock."""
        self._source = source
        self._patience = patience
        self._monotonic = monotonic
        self._shelves: dict[Kind, _Shelf] = {}

    async def book(self, market: Market) -> PriceBook | None:
        """Return a snapshot at most ten seconds old, the last one for an hour while the venue is silent, or None."""
        kind = self._source.ticker_kind(market)
        shelf = self._shelves.setdefault(kind, _Shelf())
        now = self._monotonic()
        if now - shelf.fetched_at >= FRESH_FOR and (shelf.fetching or now - shelf.tried_at >= TRY_AGAIN_AFTER):
            await self._fetch(kind, shelf)
        return shelf.book if self._monotonic() - shelf.fetched_at < KEPT_FOR else None

    async def close(self) -> None:
        """Stop what is under way."""
        tasks = [shelf.fetching for shelf in self._shelves.values() if shelf.fetching is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

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
        except ExchangeError:
            pass  # the last good snapshot stands in; its age is told by `PriceBook.as_of`
        finally:
            shelf.fetching = None
