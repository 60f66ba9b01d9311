"""The named requests of a venue under one key: how each is sent, sent again, and what its refusal means."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Final

from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import (
    ExchangeError,
    InvalidNonce,
    KeyRefused,
    PermissionDenied,
    UnknownMarketApiError,
)
from moorage.exchanges.diagnosis import Verdict
from moorage.exchanges.entry import placeholders
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.signers.signer import Signer
from moorage.exchanges.venue import Venue
from moorage.transport import Answer

NOTHING: Final[Mapping[str, bool]] = {}
PLAIN: Final = re.compile(r"[A-Za-z0-9_.:,@+-]*")
HARMLESS: Final = re.compile(r"[^{}\x00-\x1f\x7f]{0,512}")


class NamedRequests:
    """Sends what the entry names; what is asked for by its name alone is sent once, whoever asks for it."""

    def __init__(self, venue: Venue, credentials: Credentials, signer: Signer, *, background: bool) -> None:
        """Take whom to ask, and who signs; in the background, calls of people go first."""
        self._venue = venue
        self._credentials = credentials
        self._signer = signer
        self._background = background
        self._lane = venue.lanes.lane(signer.key_id) if venue.entry.signing.nonce == "increasing" else None
        self._asked: dict[str, asyncio.Task[Answer | Verdict | None]] = {}
        self._clock_learned = False

    async def close(self) -> None:
        """End what is under way."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    def aside(self) -> "NamedRequests":
        """Return these requests for what nobody waits for: they leave the budget to the calls that somebody does."""
        aside = copy(self)
        aside._background = True  # noqa: SLF001 - a copy of our own
        return aside

    def begin(self, name: str) -> asyncio.Task[Answer | Verdict | None]:
        """Ask, unless it was asked already. None is the answer of a page after the last one."""
        task = self._asked.get(name)
        if task is None:
            task = self._asked[name] = asyncio.create_task(self._converse(name))
        return task

    async def bodies(self, names: Sequence[str], spared: Mapping[str, bool] = NOTHING) -> dict[str, bytes]:
        """Ask all at once; of several errors the earliest in order is raised, as the port says of `inspect`.

        Left out are pages after the last one and, of the `spared` requests, those that the venue refuses for
        themselves: for want of a right, because there is no such wallet, and where nothing is known to be in it (the
        value of `spared`) also for what only the venue knows. What is known to be there does not vanish for a word.
        """
        bodies = {}
        for name, task in [(name, self.begin(name)) for name in names]:
            answer = await asyncio.shield(task)
            if answer is None:
                continue
            if isinstance(answer, Answer):
                bodies[name] = answer.body
                continue
            error = await self._meaning(name, answer)
            excused = isinstance(error, PermissionDenied) or answer.other_kind
            if name not in spared or not (excused or (spared[name] and isinstance(error, UnknownMarketApiError))):
                raise error
        return bodies

    async def answered(self, names: Sequence[str]) -> dict[str, bytes]:
        """Ask all at once; what is refused is left out. Raises `ExchangeOutage`."""
        told = [(name, await asyncio.shield(task)) for name, task in [(name, self.begin(name)) for name in names]]
        return {name: answer.body for name, answer in told if isinstance(answer, Answer)}

    def is_unread(self, name: str) -> bool:
        """Say whether a request, already answered, was refused though there may be something to tell."""
        answer = self._asked[name].result()
        if not isinstance(answer, Verdict) or answer.never_opened:
            return False
        return not (answer.other_kind and name in self._venue.readers.merged)

    async def call(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Send one named request for its own sake, with arguments, each time it is asked.

        Args:
            name: Of the venue's entry or of what belongs to it.
            arguments: What its path and parameters name: names as the venue itself writes them, numbers, times,
                in the path only plain ones. A parameter whose argument is "" is left out.

        Raises:
            ExchangeError: as the port says of `inspect`.
            ValueError: an argument that could lead the path elsewhere, or name something itself.
        """
        in_path = {name: arguments[name] for name in placeholders(self._venue.request(name).path) if name in arguments}
        if not all(PLAIN.fullmatch(text) for text in in_path.values()):
            raise ValueError("an argument in a path is a plain name, number or time")
        if not all(HARMLESS.fullmatch(text) for text in arguments.values()):
            raise ValueError("an argument of a request is one line without braces")
        answer = await self._answer(name, arguments)
        instead = self._venue.request(name).instead
        if instead is not None and isinstance(answer, Verdict) and answer.other_kind:
            return await self.call(instead, arguments)
        if isinstance(answer, Answer):
            return answer.body
        raise await self._meaning(name, answer)

    async def _meaning(self, name: str, verdict: Verdict) -> ExchangeError:
        """Tell apart what the venue lumps together: the same key is asked for something it may do in any case."""
        judge = self._venue.entry.inspection.requests[0]
        if verdict.key_works is None or name == judge:
            return verdict.error
        answer = await asyncio.shield(self.begin(judge))
        if not isinstance(answer, Answer):
            return answer.error if answer and isinstance(answer.error, KeyRefused) else verdict.error
        try:
            self._venue.readers.inspection.require_read(answer.body)
        except PermissionDenied as refusal:
            return refusal
        except MISREAD:
            return self._venue.diagnosis.bad_response()
        return verdict.key_works

    async def _converse(self, name: str) -> Answer | Verdict | None:
        before = self._venue.request(name).after
        arguments: Mapping[str, str] | None = {}
        if before is not None:
            earlier = await asyncio.shield(self.begin(before))
            if not isinstance(earlier, Answer):
                return earlier
            try:
                arguments = self._venue.arguments(name, earlier.body)
            except UnknownMarketApiError as fault:
                return Verdict(fault)
        if arguments is None:
            return None
        answer = await self._answer(name, arguments)
        instead = self._venue.request(name).instead
        if instead is not None and isinstance(answer, Verdict) and answer.other_kind:
            return await asyncio.shield(self.begin(instead))
        return answer

    async def _answer(self, name: str, arguments: Mapping[str, str]) -> Answer | Verdict:
        """Send, and once more where only a clock or a counter was off."""
        answer = await self._send(name, arguments)
        stale = isinstance(answer, Verdict) and (answer.or_clock or isinstance(answer.error, InvalidNonce))
        if stale and (self._lane is not None or await self._learn_clock()):
            answer = await self._send(name, arguments)
        return answer

    async def _learn_clock(self) -> bool:
        if not self._clock_learned:
            self._clock_learned = await self._venue.learn_clock()
        return self._clock_learned

    async def _send(self, name: str, arguments: Mapping[str, str]) -> Answer | Verdict:
        signer = self._signer if self._venue.request(name).signed else None
        if self._lane is None:
            return await self._ask_venue(name, signer, arguments)
        if self._background:
            await self._venue.make_way(name, signer)
        async with self._lane:
            return await self._ask_venue(name, signer, arguments)

    async def _ask_venue(self, name: str, signer: Signer | None, arguments: Mapping[str, str]) -> Answer | Verdict:
        return await self._venue.ask(name, signer, self._credentials, arguments, background=self._background)
