"""Price snapshots: shared, fresh for ten seconds, kept for an hour, never in the way of a load."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.domain.market import Market
from moorage.domain.valuation import PriceBook, Ticker
from moorage.exchanges.catalog import Catalog
from moorage.prices import FRESH_FOR, KEPT_FOR, REFERENCE_FRESH_FOR, TRY_AGAIN_AFTER, PriceBooks

pytestmark = pytest.mark.anyio
MARKETS = Catalog.load()
BINANCE, KRAKEN = MARKETS.get("binance"), MARKETS.get("kraken")


class Source:
    """Counts what it is asked; fails while `silent`, waits for `gate`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.silent = False
        self.quote = "USDT"
        self.gate = asyncio.Event()
        self.gate.set()

    def ticker_kind(self, market: Market) -> tuple[str, str]:
        """Name the market's venue."""
        return market.venue, "spot"

    def references(self) -> list[tuple[str, tuple[str, str]]]:
        """Stand in for others: Kraken, then OKX."""
        return [("Kraken", ("kraken", "spot")), ("OKX", ("okx", "spot"))]

    async def fetch_prices(self, venue: str, kind: str) -> PriceBook:
        """Count, wait, fail or answer."""
        self.asked.append(venue)
        await self.gate.wait()
        if self.silent:
            raise ExchangeNotAvailable
        price = Decimal(len(self.asked))
        return PriceBook([Ticker("BTC", self.quote, price)], datetime(2026, 11, 22, tzinfo=UTC))


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def books(source: Source, seconds: Seconds) -> PriceBooks:
    return PriceBooks(source, monotonic=seconds)


class TestBook:
    async def test_is_shared_while_it_is_fresh(self, books, source, seconds):
        """For ten seconds everybody gets the same snapshot."""
        first = await books.book(BINANCE)
        seconds.now += FRESH_FOR - 0.1
        assert await books.book(BINANCE) is first
        seconds.now += 0.1
        assert await books.book(BINANCE) is not first
        assert len(source.asked) == 2

    async def test_is_fetched_once_for_everybody(self, books, source):
        """A thousand loads at the same moment make one request."""
        source.gate.clear()
        waiting = [asyncio.create_task(books.book(BINANCE)) for _ in range(1000)]
        await asyncio.sleep(0)
        source.gate.set()
        found = await asyncio.gather(*waiting)
        assert len(source.asked) == 1
        assert all(book is found[0] for book in found)

    async def test_a_caller_who_leaves_does_not_stop_it(self, books, source):
        """The first to ask may go; the others still get their prices."""
        source.gate.clear()
        leaving, staying = (asyncio.create_task(books.book(BINANCE)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        source.gate.set()
        assert await staying is not None
        assert len(source.asked) == 1

    async def test_patience_ends(self, source, seconds):
        """Who waited long enough gets the last snapshot, or none; the request goes on for the next one."""
        books = PriceBooks(source, patience=0.0, monotonic=seconds)
        source.gate.clear()
        assert await books.book(BINANCE) is None
        source.gate.set()
        await asyncio.sleep(0)
        first = await books.book(BINANCE)
        assert first is not None
        source.gate.clear()
        seconds.now += FRESH_FOR
        assert await books.book(BINANCE) is first
        assert source.asked == ["binance", "binance"]
        source.gate.set()
        await books.close()

    async def test_venues_have_their_own(self, books, source):
        """A price of one venue values nothing at another."""
        await books.book(BINANCE)
        await books.book(KRAKEN)
        assert source.asked == ["binance", "kraken"]

    async def test_the_last_one_stands_in_while_the_venue_is_silent(self, books, source, seconds):
        """Prices never fail a load: an old snapshot is better than none, and tells its own age."""
        first = await books.book(BINANCE)
        source.silent = True
        seconds.now += FRESH_FOR
        assert await books.book(BINANCE) is first

    async def test_the_last_one_does_not_stand_in_for_ever(self, books, source, seconds):
        """After an hour an old price is no price."""
        await books.book(BINANCE)
        source.silent = True
        seconds.now += KEPT_FOR
        assert await books.book(BINANCE) is None

    async def test_a_venue_that_was_never_heard_has_none(self, books, source):
        """Without any snapshot everything is unpriced."""
        source.silent = True
        assert await books.book(BINANCE) is None

    async def test_a_silent_venue_is_not_asked_by_every_load(self, books, source, seconds):
        """After a failure two seconds pass before the next try."""
        source.silent = True
        for _ in range(10):
            await books.book(BINANCE)
        assert len(source.asked) == 1
        seconds.now += TRY_AGAIN_AFTER
        await books.book(BINANCE)
        assert len(source.asked) == 2


class TestQuotes:
    async def test_ask_other_venues_where_the_own_tells_no_dollars(self, books, source):
        """Kraken and OKX are asked for what a stable coin is worth; Binance's own prices come first."""
        quotes = await books.quotes(BINANCE)
        assert source.asked == ["binance", "kraken", "okx"]
        assert quotes.own is await books.book(BINANCE)
        assert [other.name for other in quotes.others] == ["Kraken", "OKX"]

    async def test_ask_nobody_else_where_there_is_no_need(self, books, source):
        """A venue that tells dollars is enough for what it prices."""
        source.quote = "USD"
        assert (await books.quotes(KRAKEN)).others == ()
        assert source.asked == ["kraken"]

    async def test_ask_others_for_what_is_missing(self, books, source):
        """Only for currencies that others may price."""
        source.quote = "USD"
        await books.quotes(KRAKEN, ["DRIFTWOOD"])
        assert source.asked == ["kraken"]
        assert [other.name for other in (await books.quotes(KRAKEN, ["ETH"])).others] == ["OKX"]

    async def test_are_the_same_object_for_the_same_prices(self, books, seconds):
        """So that a found rate is found once for all accounts of the venue."""
        first = await books.quotes(BINANCE)
        assert await books.quotes(BINANCE) is first
        seconds.now += FRESH_FOR
        assert await books.quotes(BINANCE) is not first

    async def test_others_are_asked_less_often(self, books, source, seconds):
        """For a minute their prices are good enough to stand in."""
        await books.quotes(BINANCE)
        seconds.now += REFERENCE_FRESH_FOR - 1
        await books.quotes(BINANCE)
        assert source.asked == ["binance", "kraken", "okx", "binance"]

    async def test_silent_others_do_no_harm(self, source, seconds):
        """The own prices are there, and a load does not wait for the rest."""
        books = PriceBooks(source, patience=0.0, monotonic=seconds)
        source.gate.clear()
        assert (await books.quotes(BINANCE)).own is None
        source.silent = True
        source.gate.set()
        await asyncio.sleep(0)
        assert (await books.quotes(BINANCE)).others == ()
        await books.close()


class TestClose:
    async def test_stops_what_is_under_way(self, books, source):
        """A shutdown does not wait for a slow venue."""
        source.gate.clear()
        waiting = asyncio.create_task(books.book(BINANCE))
        await asyncio.sleep(0)
        await books.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
