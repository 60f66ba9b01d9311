"""Walking through a list of trades."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from moorage.domain.exchange_errors import BadResponse, RateLimitExceeded
from moorage.domain.volume import Trades
from moorage.exchanges.clocks import EPOCH
from moorage.exchanges.rows import Rows
from moorage.exchanges.trade_facts import TradeList
from moorage.exchanges.trade_walk import MOST_REQUESTS, PAGES_OF_A_DAY, TradeWalk
from moorage.exchanges.trades import TradeReader
from tests.makers import NOW

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
ROWS = Rows(
    source="DOC", request="trades", rows="", columns={"reference": "id", "symbol": "s", "at": "t", "total": "v"}
)


class Venue:
    """Lists trades of the times it was given, some a page, the newest first; counts what it was asked."""

    def __init__(self, *days_ago: float) -> None:
        self.times = sorted((int((NOW - days * DAY - EPOCH).total_seconds() * 1000) for days in days_ago), reverse=True)
        self.asked, self.stops_after = 0, 1_000
        self.goes_on_by_time, self.page = False, 2

    async def ask(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Answer a page."""
        self.asked += 1
        if self.asked > self.stops_after:
            raise RateLimitExceeded
        start, end, offset = (int(arguments[name] or 0) for name in ("start", "end", "offset"))
        end = int(arguments["before"] or end) if self.goes_on_by_time else end
        end -= self.goes_on_by_time
        found = [(number, at) for number, at in enumerate(self.times) if start <= at <= end]
        rows = [{"id": number, "s": "ETHUSDT", "t": at, "v": "1"} for number, at in found[offset : offset + self.page]]
        return json.dumps(rows).encode()


async def walk(venue: Venue, days: int = 20, **facts) -> Trades:
    """Walk from so many days ago."""
    reader = TradeReader(TradeList(markets=("spot",), rows=ROWS, **{"paging": "offset", "size": 2, **facts}))
    return await TradeWalk(venue.ask, BadResponse, NOW).all([reader], (NOW - days * DAY).date())


class TestAll:
    async def test_reads_stretch_by_stretch_and_page_by_page(self):
        """Each trade once, to the present."""
        told = await walk(Venue(0.001, 0.002, 0.003, 9, 19))
        assert sorted(trade.reference for trade in told.trades) == ["0", "1", "2", "3", "4"]
        assert (told.until, told.short, told.begin) == (NOW, frozenset(), (NOW - 20 * DAY).date())

    async def test_a_day_too_long_is_said_to_be_short(self):
        """And what was read of it counts."""
        told = await walk(Venue(*(1 + number / 1000 for number in range(2 * PAGES_OF_A_DAY + 9)), 0.1), days=1)
        assert (told.short, len(told.trades) >= 2 * PAGES_OF_A_DAY) == (frozenset({(NOW - DAY).date()}), True)

    async def test_is_bounded(self):
        """A later question goes on from there."""
        venue = Venue()
        told = await walk(venue, days=700)
        assert (venue.asked, (told.until.date() - told.begin).days) == (MOST_REQUESTS, 7 * MOST_REQUESTS)

    async def test_no_stretch_is_begun_when_it_is_late(self):
        """What was read until then counts."""
        venue = Venue(19, 1)
        reader = TradeReader(TradeList(markets=("spot",), rows=ROWS, paging="offset", size=2))
        late = TradeWalk(venue.ask, BadResponse, NOW, lambda: True)
        told = await late.all([reader], (NOW - 20 * DAY).date())
        assert (venue.asked, len(told.trades), told.until.date()) == (1, 1, (NOW - 13 * DAY).date())

    async def test_begins_where_the_venue_does(self):
        """Days that it does not tell any more are no zeros."""
        assert (await walk(Venue(), days=20, keeps_days=5)).begin == (NOW - 4 * DAY).date()

    async def test_a_limit_on_the_way_keeps_what_was_read(self):
        """At the beginning it is the answer."""
        venue = Venue(19)
        venue.stops_after = 1
        told = await walk(venue)
        assert (len(told.trades), told.until.date()) == (1, (NOW - 13 * DAY).date())
        with pytest.raises(RateLimitExceeded):
            await walk(venue)

    async def test_goes_on_by_time(self):
        """From the last moment of the page before, which another trade may share."""
        venue = Venue(1, 1.5, 1.5, 2, 2.5)
        venue.goes_on_by_time, venue.page = True, 3
        told = await walk(venue, days=3, paging="before_time", size=3)
        assert (len(told.trades), told.short) == (5, frozenset())

    async def test_a_moment_with_more_trades_than_a_page_is_short(self):
        """And is left behind."""
        venue = Venue(1, 1.5, 1.5, 1.5, 1.5, 2)
        venue.goes_on_by_time, venue.page = True, 3
        told = await walk(venue, days=3, paging="before_time", size=3)
        assert ({trade.reference for trade in told.trades}, told.short) == (
            {"0", "1", "2", "3", "5"},
            {(NOW - 1.5 * DAY).date()},
        )

    async def test_the_newest_are_read_until_they_are_old_enough(self):
        """Where no time can be asked for."""
        venue = Venue(1, 2, 3, 30, 40, 50, 60)
        told = await walk(venue, days=20, newest_first=True)
        assert (len(told.trades), venue.asked, told.until, told.short) == (3, 2, NOW, frozenset())

    async def test_what_is_behind_too_many_newer_ones_is_short(self):
        """To the day of the oldest that was reached."""
        venue = Venue(*(number / 20 for number in range(PAGES_OF_A_DAY * 3)))
        told = await walk(venue, days=3, newest_first=True)
        assert told.short == {(NOW - days * DAY).date() for days in (2, 3)}

    async def test_a_list_that_ends_early_is_not_whole(self):
        """One without pages that told as many as it tells at all."""
        told = await walk(Venue(0.1, 0.2, 1.1), days=1, paging="none", size=0, most=2)
        assert (len(told.trades), told.short) == (3, frozenset({NOW.date()}))

    async def test_a_trade_is_told_with_the_end_of_its_order(self):
        """One from before the stretch counts too."""

        async def ask(_: str, arguments: Mapping[str, str]) -> bytes:
            late = int(arguments["end"]) > int((NOW - EPOCH).total_seconds() * 1000)
            at = int((NOW - 9 * DAY - EPOCH).total_seconds() * 1000)
            return json.dumps([{"id": 1, "s": "ETHUSDT", "t": at, "v": "1"}] if late else []).encode()

        reader = TradeReader(TradeList(markets=("spot",), rows=ROWS))
        assert len((await TradeWalk(ask, BadResponse, NOW).all([reader], (NOW - 20 * DAY).date())).trades) == 1
