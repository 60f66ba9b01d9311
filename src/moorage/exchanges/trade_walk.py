"""Walks through a venue's lists of trades: whole days from some day on, page by page, within bounds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from moorage.domain.exchange_errors import BadResponse, RateLimitExceeded
from moorage.domain.volume import ONE_DAY, Trade, Trades, days_between
from moorage.exchanges.paging import first_page, following_page
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.trade_facts import TradeList
from moorage.exchanges.trades import TradePage, TradeReader
from moorage.exchanges.transfers import asked

MOST_REQUESTS: Final = 32  # for one list, after which no further stretch is begun: a month, day by day
PAGES_OF_A_STRETCH: Final = 4  # what does not fit is asked for day by day
PAGES_OF_A_DAY: Final = 20  # what does not fit is left out, and said to be
ONE_MILLISECOND: Final = timedelta(milliseconds=1)
MARGIN: Final = timedelta(seconds=1)  # of whole seconds, of which some venues leave out the first

Ask = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""Sends a named request with arguments and returns the body; raises `ExchangeError`."""


@dataclass(slots=True)
class Walked:
    """What one list told: all from `begin`, a midnight, to `until`, but for the days `short`."""

    begin: datetime
    until: datetime
    found: dict[tuple[str, str], Trade] = field(default_factory=dict)
    short: set[date] = field(default_factory=set)
    asked: int = 0


class TradeWalk:
    """One question about the trades of an account type."""

    def __init__(
        self, ask: Ask, misread: Callable[[], BadResponse], now: datetime, is_late: Callable[[], bool] = lambda: False
    ) -> None:
        """Take who is asked, what makes the error for an answer that cannot be read, and the time.

        When `is_late` says so, no further stretch is begun: what was read counts.
        """
        self._ask = ask
        self._misread = misread
        self._now = now
        self._is_late = is_late

    async def all(self, readers: Sequence[TradeReader], since: date) -> Trades:
        """Walk through all lists from a day on (UTC), or from the first one that every list still tells whole.

        Raises:
            ExchangeError: as the request; a list whose limit is used up on the way ends there.
        """
        begin = max([since, *(self._kept_from(reader.facts) for reader in readers)])
        lists = [(reader, kind) for reader in readers for kind in reader.facts.kinds or ("",)]
        told = await asyncio.gather(*(self._list(reader, kind, begin) for reader, kind in lists))
        until = min(walked.until for walked in told)
        found = {key: trade for walked in told for key, trade in walked.found.items() if trade.at < until}
        short = frozenset(day for walked in told for day in walked.short)
        return Trades(trades=tuple(found.values()), begin=begin, until=until, short=short)

    def _kept_from(self, facts: TradeList) -> date:
        if not facts.keeps_days:
            return date.min
        return (self._now - timedelta(days=facts.keeps_days - 1)).astimezone(UTC).date()

    async def _list(self, reader: TradeReader, kind: str, since: date) -> Walked:
        midnight = datetime.combine(since, time(), UTC)
        walked = Walked(begin=midnight, until=midnight)
        if reader.facts.newest_first:
            return await self._newest_first(reader, kind, walked)
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
            if self._is_late():
                return walked
        return walked

    async def _newest_first(self, reader: TradeReader, kind: str, walked: Walked) -> Walked:
        """Read from the present back; the days before the oldest that was reached are short."""
        if not await self._stretch(reader, kind, (walked.begin, self._now), PAGES_OF_A_DAY, walked):
            reached = min((trade.at for trade in walked.found.values()), default=self._now)
            walked.short |= set(days_between(walked.begin.date(), reached.astimezone(UTC).date()))
        walked.until = self._now
        return walked

    async def _stretch(
        self, reader: TradeReader, kind: str, stretch: tuple[datetime, datetime], most: int, walked: Walked
    ) -> bool:
        """Read a stretch of time; say whether it ended within so many pages."""
        facts, (begin, end) = reader.facts, stretch
        start, stop = asked(begin - MARGIN, facts.asks), asked(end + MARGIN, facts.asks)
        naming: Mapping[str, str] = {**first_page(facts), **({"before": stop} if facts.paging == "before_time" else {})}
        for number in range(most):
            page = await self._page(reader, {**naming, "kind": kind, "start": start, "end": stop})
            walked.asked += 1
            told = (trade for trade in page.trades if walked.begin <= trade.at < end)
            walked.found |= {(trade.symbol, trade.reference): trade for trade in told}
            following = _following(facts, page, number)
            if following is None or _is_older(facts, page, begin - MARGIN):
                return not facts.most or page.rows < facts.most
            if page.ended_at is not None and _is_stuck(facts, naming, following):
                walked.short.add(page.ended_at.date())
                following = {**following, "before": asked(page.ended_at, facts.asks)}
            naming = following
        return False

    async def _page(self, reader: TradeReader, arguments: Mapping[str, str]) -> TradePage:
        body = await self._ask(reader.facts.rows.request, arguments)
        try:
            return reader.read(body)
        except MISREAD:
            pass
        raise self._misread()


def _following(facts: TradeList, page: TradePage, number: int) -> Mapping[str, str] | None:
    """Return how the next page is named; one that goes on by time begins with the last moment of the one before."""
    following = following_page(facts, page, number)
    if following is None or facts.paging != "before_time" or page.ended_at is None:
        return following
    return {**following, "before": asked(page.ended_at + ONE_MILLISECOND, facts.asks)}


def _is_stuck(facts: TradeList, naming: Mapping[str, str], following: Mapping[str, str]) -> bool:
    """Say whether a moment has more trades than a page of a list that goes on by time."""
    return facts.paging == "before_time" and naming["before"] == following["before"]


def _is_older(facts: TradeList, page: TradePage, begin: datetime) -> bool:
    """Say whether a page of a list that begins with the newest ends before what is asked for."""
    begins_with_newest = facts.newest_first or facts.paging.startswith("before")
    return begins_with_newest and page.ended_at is not None and page.ended_at < begin
