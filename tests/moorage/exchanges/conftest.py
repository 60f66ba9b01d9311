"""Fixtures of the exchanges' tests: the catalogue, a recorded venue, a gateway to it, a clock that is moved by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from tests.loopback import serving
from tests.moorage.exchanges.answers import as_binance, as_kraken
from tests.moorage.exchanges.recorded import RecordedVenue


@dataclass
class Hands:
    """Both clocks; `move` turns them on."""

    at: datetime = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    seconds: float = 1000.0

    def clock(self) -> datetime:
        """Return the time of the calendar."""
        return self.at

    def monotonic(self) -> float:
        """Return the seconds that never go back."""
        return self.seconds

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The product's own catalogue."""
    return Catalog.load()


@pytest.fixture
def hands() -> Hands:
    """Clocks that stand still."""
    return Hands()


@pytest.fixture
async def venue() -> AsyncIterator[RecordedVenue]:
    """A venue of recorded answers."""
    async with serving(RecordedVenue()) as served:
        yield served


@pytest.fixture
async def gateway(catalog: Catalog, venue: RecordedVenue, hands: Hands) -> AsyncIterator[Gateway]:
    """A gateway whose every host is the recorded venue."""
    opened = Gateway(
        catalog,
        base_urls={"": venue.url},
        egress_addresses=("198.51.100.9",),
        clock=hands.clock,
        monotonic=hands.monotonic,
        deadline=2.0,
    )
    yield opened
    await opened.close()


@pytest.fixture
def binance(venue: RecordedVenue) -> RecordedVenue:
    """Binance with a key that may trade on the spot market."""
    return as_binance(venue)


@pytest.fixture
def kraken(venue: RecordedVenue) -> RecordedVenue:
    """Kraken with a key that may read."""
    return as_kraken(venue)
