"""Walks through a venue's lists of transfers: from some time on, stretch by stretch, page by page, within bounds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from moorage.domain.exchange_errors import BadResponse, PermissionDenied
from moorage.domain.transfer import Transfer, Transfers, TransferState
from moorage.exchanges.paging import first_page, following_page
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.transfer_facts import TransferList
from moorage.exchanges.transfers import Page, TransferReader, asked

MOST_REQUESTS: Final = 10  # for one list at a time
MOST_PAGES: Final = 8  # of one stretch of time
LAG: Final = timedelta(minutes=1)  # what a venue may take to list what has begun, and its clock be off
PATIENCE: Final = timedelta(days=14)  # how long a transfer under way is asked for again

Ask = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""Sends a named request with arguments and returns the body; raises `ExchangeError`."""


@dataclass(slots=True)
class Walked:
    """What one list told: all that began before `until`, but for what `missing` says."""

    until: datetime
    found: list[Transfer] = field(default_factory=list)
    missing: str | None = None
    refusal: PermissionDenied | None = None
    asked: int = 0


class TransferWalk:
    """One question about the transfers of an account type."""

    def __init__(self, ask: Ask, misread: Callable[[], BadResponse], now: datetime) -> None:
        """Take who is asked, what makes the error for an answer that cannot be read, and the time."""
        self._ask = ask
        self._misread = misread
        self._now = now

    async def all(self, readers: Sequence[TransferReader], since: datetime, untold: str | None) -> Transfers:
        """Walk through all lists. What a list says that the key may not read is named as missing.

        What is under way has to be asked for again: `until` is not after it.

        Raises:
            PermissionDenied: the key may not read any of them.
            ExchangeError: as the request.
        """
        lists = [(reader, kind) for reader in readers for kind in reader.facts.kinds or ("",)]
        told = await asyncio.gather(*(self._list(reader, kind, since) for reader, kind in lists))
        refused = [walked.refusal for walked in told if walked.refusal]
        if len(refused) == len(told):
            raise refused[0]
        found = {(transfer.direction, transfer.reference): transfer for walked in told for transfer in walked.found}
        open_since = [transfer.at for transfer in found.values() if self._is_open(transfer)]
        gaps = [untold, *(walked.missing for walked in told), *(refusal.description for refusal in refused)]
        return Transfers(
            transfers=tuple(found.values()),
            until=min([*open_since, *(walked.until for walked in told)]),
            missing=" ".join(dict.fromkeys(gap for gap in gaps if gap)) or None,
        )

    def _is_open(self, transfer: Transfer) -> bool:
        """Say whether a transfer is to be asked for again, to see how it ends."""
        return transfer.state is TransferState.PENDING and transfer.at > self._now - PATIENCE

    async def _list(self, reader: TransferReader, kind: str, since: datetime) -> Walked:
        facts, ready = reader.facts, max(since, self._now - LAG)
        begin = max(since, self._now - timedelta(days=facts.keeps_days)) if facts.keeps_days else since
        walked = Walked(until=ready)
        if begin > since:
            walked.missing = f"The exchange tells transfers of the last {facts.keeps_days} days only."
        try:
            while walked.asked < MOST_REQUESTS:
                end = begin + timedelta(days=facts.span_days) if facts.span_days else None
                end = end if end is not None and end < self._now else None
                await self._stretch(reader, kind, begin, end, walked)
                if end is None:
                    return walked
                begin = end
        except PermissionDenied as refusal:
            walked.refusal = refusal
            return walked
        walked.until = min(begin, ready)
        return walked

    async def _stretch(
        self, reader: TransferReader, kind: str, begin: datetime, end: datetime | None, walked: Walked
    ) -> None:
        """Read one stretch of time to its end, or to the bound on pages."""
        naming = first_page(reader.facts)
        for number in range(MOST_PAGES):
            page = await self._page(reader, self._arguments(reader.facts, kind, begin, end, naming), kind)
            walked.asked += 1
            fresh = [transfer for transfer in page.transfers if transfer.at >= begin]
            walked.found += fresh
            newest_first = reader.facts.newest_first or reader.facts.paging.startswith("before")
            following = following_page(reader.facts, page, number)
            if following is None or (newest_first and len(fresh) < len(page.transfers)):
                return
            naming = following
        walked.missing = f"There were more transfers after {begin:%Y-%m-%d} than are read at once."

    async def _page(self, reader: TransferReader, arguments: Mapping[str, str], kind: str) -> Page:
        body = await self._ask(reader.facts.rows.request, arguments)
        try:
            return reader.read(body, kind)
        except MISREAD:
            pass
        raise self._misread()

    def _arguments(
        self, facts: TransferList, kind: str, begin: datetime, end: datetime | None, naming: Mapping[str, str]
    ) -> Mapping[str, str]:
        until = self._now + LAG if end is None and facts.needs_end else end
        last = "" if until is None else asked(until, facts.asks)
        return {**naming, "kind": kind, "start": asked(begin, facts.asks), "end": last}
