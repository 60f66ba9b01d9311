import asyncio
from datetime import UTC, date, datetime

import pytest

from moorage.balances_only import BalancesOnly
from moorage.domain.balance import Balances
from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.domain.transfer import Known
from tests.makers import make_market

pytestmark = pytest.mark.anyio
MARKET = make_market("anywhere")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Venue:
    """Counts how often it is asked; answers when it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.heard, self.open = asyncio.Event(), asyncio.Event()
        self.cancelled = False

    async def load(self) -> Balances:
        """Answer when it is let go."""
        self.asked += 1
        self.heard.set()
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return Balances((), NOW)


class TestFetchBalances:
    async def test_asks_once_whoever_asks(self) -> None:
        """At the same time, and afterwards."""
        venue = Venue()
        async with BalancesOnly(venue.load) as session:
            both = asyncio.gather(session.fetch_balances(MARKET), session.fetch_balances(MARKET))
            venue.open.set()
            first, second = await both
            assert first is second is await session.fetch_balances(MARKET)
        assert venue.asked == 1

    async def test_who_gives_up_takes_the_answer_from_nobody(self) -> None:
        """The question goes on for the others."""
        venue = Venue()
        async with BalancesOnly(venue.load) as session:
            hasty, patient = (asyncio.create_task(session.fetch_balances(MARKET)) for _ in range(2))
            await venue.heard.wait()
            hasty.cancel()
            venue.open.set()
            assert (await patient).as_of == NOW
        assert not venue.cancelled

    async def test_the_end_of_the_conversation_ends_the_question(self) -> None:
        """Nothing goes on behind it."""
        venue = Venue()
        async with BalancesOnly(venue.load) as session:
            asking = asyncio.create_task(session.fetch_balances(MARKET))
            await venue.heard.wait()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert venue.cancelled

    async def test_an_error_is_everybodys(self) -> None:
        """It is not asked again within the conversation."""

        async def fail() -> Balances:
            raise ExchangeNotAvailable("closed")

        async with BalancesOnly(fail) as session:
            for _ in range(2):
                with pytest.raises(ExchangeNotAvailable):
                    await session.fetch_balances(MARKET)


class TestNothingElse:
    async def test_tells_unknown_and_never_nothing(self) -> None:
        """None is not an empty list, nor zero orders."""
        session = BalancesOnly(Venue().load)
        assert await session.fetch_transfers(MARKET, Known(NOW)) is None
        assert await session.fetch_trades(MARKET, date(2026, 11, 1)) is None
        assert await session.count_open_orders(MARKET) is None
