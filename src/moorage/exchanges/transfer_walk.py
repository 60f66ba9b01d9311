"""Walks through a venue's lists of transfers: from some time on, stretch by stretch, page by page, within bounds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from moorage.domain.exchange_errors import BadResponse, ExchangeError, PermissionDenied
from moorage.domain.transfer import Known, Reading, Transfer, Transfers, TransferState
from moorage.exchanges.paging import first_page, following_page
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.transfer_facts import TransferList
from moorage.exchanges.transfers import Page, TransferReader, asked

MOST_REQUESTS: Final = 10  # for one list at a time
MOST_PAGES: Final = 8  # of one stretch of time
LAG: Final = timedelta(minutes=1)  # what a venue may take to list what has begun, and its clock be off
PATIENCE: Final = timedelta(days=14)  # how long a transfer under way is asked for again
FAILED: Final = "Not all deposits and withdrawals were told at the last load: {reason}"

Ask = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""Sends a named request with arguments and returns the body; raises `ExchangeError`."""


@dataclass(slots=True)
class Walked:
    """What one list told: all that began before `until`, but for what `missing` says, or until the `fault`."""

    name: str
    until: datetime
    found: list[Transfer] = field(default_factory=list)
    missing: str | None = None
    fault: ExchangeError | None = None
    asked: int = 0
    complete: bool = False

    @property
    def gap(self) -> str | None:
        """What is missing, in a sentence."""
        if self.fault is None or isinstance(self.fault, PermissionDenied):
            return self.fault.description if self.fault else self.missing
        return FAILED.format(reason=self.fault.description)


class TransferWalk:
    """One question about the transfers of an account type."""

    def __init__(self, ask: Ask, misread: Callable[[], BadResponse], now: datetime) -> None:
        """Take who is asked, what makes the error for an answer that cannot be read, and the time."""
        self._ask = ask
        self._misread = misread
        self._now = now

    async def all(self, readers: Sequence[TransferReader], known: Known, untold: str | None) -> Transfers:
        """Walk through the lists that are due. Of one that fails, what came before it stays, and it says so.

        What is under way has to be asked for again: its list's reading does not go beyond it.

        Raises:
            ExchangeError: as the request, when all of them fail at once.
        """
        lists = {name: reader for reader in readers for name in reader.facts.names()}
        resting = {name: known.readings[name] for name, reader in lists.items() if self._rests(reader, name, known)}
        told = await asyncio.gather(
            *(self._list(reader, name, known) for name, reader in lists.items() if name not in resting)
        )
        faults, fresh = [walked.fault for walked in told if walked.fault], self._readings(told, known)
        if faults and len(faults) == len(told) and not fresh:
            raise faults[0]
        found = {(transfer.direction, transfer.reference): transfer for walked in told for transfer in walked.found}
        kept = {name: reading for name, reading in known.readings.items() if name in lists}
        gaps = [untold, *(walked.gap for walked in told), *_older(resting)]
        return Transfers(
            transfers=tuple(found.values()),
            readings={**kept, **fresh},
            missing=" ".join(dict.fromkeys(gap for gap in gaps if gap)) or None,
        )

    def _rests(self, reader: TransferReader, name: str, known: Known) -> bool:
        """Say whether what a list told is still good enough."""
        every, reading = timedelta(minutes=reader.facts.every_minutes), known.readings.get(name)
        return reading is not None and timedelta(0) <= self._now - reading.at < every

    def _readings(self, told: Sequence[Walked], known: Known) -> Mapping[str, Reading]:
        """Return how far lists are known now. One that was not read to its end is as if it was asked back then."""
        readings = {}
        for walked in told:
            if walked.complete or walked.until > known.begin(walked.name):
                begun = [transfer.at for transfer in walked.found if self._is_open(transfer)]
                at = self._now if walked.complete else walked.until
                readings[walked.name] = Reading(min([walked.until, *begun]), at)
        return readings

    def _is_open(self, transfer: Transfer) -> bool:
        """Say whether a transfer is to be asked for again, to see how it ends."""
        return transfer.state is TransferState.PENDING and transfer.at > self._now - PATIENCE

    async def _list(self, reader: TransferReader, name: str, known: Known) -> Walked:
        facts, since = reader.facts, known.begin(name)
        begin = max(since, self._now - timedelta(days=facts.keeps_days)) if facts.keeps_days else since
        walked = Walked(name, since)
        if begin > since:
            walked.missing = f"The exchange tells transfers of the last {facts.keeps_days} days only."
        try:
            await self._stretches(reader, begin, walked)
        except ExchangeError as fault:
            walked.fault = fault
        return walked

    async def _stretches(self, reader: TransferReader, begin: datetime, walked: Walked) -> None:
        """Read stretch by stretch, to the present or to the bound on requests."""
        span, ready = timedelta(days=reader.facts.span_days), max(walked.until, self._now - LAG)
        while walked.asked < MOST_REQUESTS:
            end = begin + span if span and begin + span < self._now else None
            await self._stretch(reader, begin, end, walked)
            if end is None:
                walked.until, walked.complete = ready, True
                return
            begin = end
            walked.until = min(begin, ready)
        walked.missing = f"Transfers after {begin:%Y-%m-%d} are read with the next loads."

    async def _stretch(self, reader: TransferReader, begin: datetime, end: datetime | None, walked: Walked) -> None:
        """Read one stretch of time to its end, or to the bound on pages."""
        naming, kind = first_page(reader.facts), reader.kinds[walked.name]
        for number in range(MOST_PAGES):
            page = await self._page(reader, self._arguments(reader.facts, kind, begin, end, naming), walked.name)
            walked.asked += 1
            fresh = [transfer for transfer in page.transfers if transfer.at >= begin]
            walked.found += fresh
            following = following_page(reader.facts, page, number)
            if following is None or (page.oldest is not None and page.oldest < begin):
                return
            naming = following
        walked.missing = f"There were more transfers after {begin:%Y-%m-%d} than are read at once."

    async def _page(self, reader: TransferReader, arguments: Mapping[str, str], name: str) -> Page:
        try:
            return reader.read(await self._ask(reader.facts.rows.request, arguments), name)
        except MISREAD:
            pass
        raise self._misread()

    def _arguments(
        self, facts: TransferList, kind: str, begin: datetime, end: datetime | None, naming: Mapping[str, str]
    ) -> Mapping[str, str]:
        until = self._now + LAG if end is None and facts.needs_end else end
        last = "" if until is None else asked(until, facts.asks)
        return {"kind": kind, "start": asked(begin, facts.asks), "end": last, **naming}


def _older(resting: Mapping[str, Reading]) -> Sequence[str]:
    """Say when the lists that were not asked again were asked."""
    at = min((reading.at for reading in resting.values()), default=None)
    return [f"Moves since {at:%Y-%m-%d %H:%M} UTC are read with a later load."] if at else []
