"""Walks through a venue's lists of trades: whole days from some day on, page by page, within bounds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from moorage.domain.exchange_errors import BadResponse, RateLimitExceeded
from moorage.domain.volume import ONE_DAY, Trade, Trades
from moorage.exchanges.paging import first_page, following_page
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.trade_facts import TradeList
from moorage.exchanges.trades import TradePage, TradeReader
from moorage.exchanges.transfers import asked

MOST_REQUESTS: Final = 12  # for one list, after which no further stretch is begun
PAGES_OF_A_STRETCH: Final = 4  # what does not fit is asked for day by day
PAGES_OF_A_DAY: Final = 20  # what does not fit is left out, and said to be
MARGIN: Final = timedelta(seconds=1)  # of whole seconds, of which some venues leave out the first

Ask = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""Sends a named request with arguments and returns the body; raises `ExchangeError`."""


@dataclass(slots=True)
class Walked:
    """What one list told: all from its first midnight to `until`, but for the days `short`."""

    until: datetime
    found: dict[str, Trade] = field(default_factory=dict)
    short: set[date] = field(default_factory=set)
    asked: int = 0


class TradeWalk:
    """One question about the trades of an account type."""

    def __init__(self, ask: Ask, misread: Callable[[], BadResponse], now: datetime) -> None:
        """Take who is asked, what makes the error for an answer that cannot be read, and the time."""
        self._ask = ask
        self._misread = misread
        self._now = now

    async def all(self, readers: Sequence[TradeReader], since: date) -> Trades:
        """Walk through all lists from a day on (UTC), or from the first one that every list still tells whole.

        Raises:
            ExchangeError: as the request; a list whose limit is used up on the way ends there.
        """
        begin = max([since, *(self._kept_from(reader.facts) for reader in readers)])
        lists = [(reader, kind) for reader in readers for kind in reader.facts.kinds or ("",)]
        told = await asyncio.gather(*(self._list(reader, kind, begin) for reader, kind in lists))
        until = min(walked.until for walked in told)
        found = [trade for walked in told for trade in walked.found.values() if trade.at < until]
        short = frozenset(day for walked in told for day in walked.short)
        return Trades(trades=tuple(found), begin=begin, until=until, short=short)

    def _kept_from(self, facts: TradeList) -> date:
        if not facts.keeps_days:
            return date.min
        return (self._now - timedelta(days=facts.keeps_days - 1)).astimezone(UTC).date()

    async def _list(self, reader: TradeReader, kind: str, since: date) -> Walked:
        walked = Walked(until=datetime.combine(since, time(), UTC))
        span = timedelta(days=reader.facts.span_days)
        while walked.until < self._now and walked.asked < MOST_REQUESTS:
            begin, end = walked.until, min(walked.until + span, self._now)
            most = PAGES_OF_A_DAY if span == ONE_DAY else PAGES_OF_A_STRETCH
            try:
                is_whole = await self._stretch(reader, kind, (begin, end), most, walked)
            except RateLimitExceeded:
                if begin.date() == since:
                    raise
                return walked
            if not is_whole and span > ONE_DAY:
                span = ONE_DAY
                continue
            if not is_whole:
                walked.short.add(begin.date())
            walked.until = end
        return walked

    async def _stretch(
        self, reader: TradeReader, kind: str, stretch: tuple[datetime, datetime], most: int, walked: Walked
    ) -> bool:
        """Read a stretch of time; say whether it ended within so many pages."""
        naming = first_page(reader.facts)
        begin, end = stretch
        start, stop = asked(begin - MARGIN, reader.facts.asks), asked(end + MARGIN, reader.facts.asks)
        for number in range(most):
            page = await self._page(reader, {**naming, "kind": kind, "start": start, "end": stop})
            walked.asked += 1
            walked.found |= {trade.reference: trade for trade in page.trades if begin <= trade.at < end}
            following = following_page(reader.facts, page, number)
            if following is None:
                return True
            naming = following
        return False

    async def _page(self, reader: TradeReader, arguments: Mapping[str, str]) -> TradePage:
        body = await self._ask(reader.facts.rows.request, arguments)
        try:
            return reader.read(body)
        except MISREAD:
            pass
        raise self._misread()
