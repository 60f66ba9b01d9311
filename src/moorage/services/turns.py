"""One at a time for the same thing, without remembering the thing afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from moorage.domain.exchange_errors import ExchangeTimeout


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted_by: int = 0


class Turns:
    """Lets who asks for the same thing in one after another; what nobody wants is forgotten."""

    def __init__(self) -> None:
        """Begin with nothing wanted."""
        self._turns: dict[bytes, _Turn] = {}

    @asynccontextmanager
    async def taken(self, thing: bytes | None, patience: float) -> AsyncIterator[None]:
        """Wait for the turn and hold it.

        Args:
            thing: What must not be done twice at once, such as a key's fingerprint; None is nothing to wait for.
            patience: Seconds to wait.

        Raises:
            ExchangeTimeout: those before took longer; nothing was done.
        """
        if thing is None:
            yield
            return
        turn = self._turns.setdefault(thing, _Turn())
        turn.wanted_by += 1
        try:
            await self._acquire(turn, patience)
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            turn.wanted_by -= 1
            if not turn.wanted_by:
                del self._turns[thing]

    async def _acquire(self, turn: _Turn, patience: float) -> None:
        try:
            async with asyncio.timeout(patience):
                await turn.lock.acquire()
        except TimeoutError:
            raise ExchangeTimeout("Earlier requests with this key are still under way; nothing was stored.") from None

    def __len__(self) -> int:
        return len(self._turns)
