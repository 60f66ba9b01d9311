"""Waiting for budget longer than a person would, and for some seconds at most."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from moorage.domain.exchange_errors import RateLimitExceeded

SECONDS: Final = 6.0
FOR_TRADES: Final = 8.0  # somebody waits, but some venues let a month be asked for at a request a second only

Ask = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""Sends a named request with arguments and returns the body; raises `ExchangeError`."""


class Patience:
    """Begins when it is made; all requests that are sent through it share it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Take how long it lasts."""
        self._clock = asyncio.get_running_loop().time
        self._end = self._clock() + seconds

    def is_over(self) -> bool:
        """Say whether nothing waits any more."""
        return self._clock() > self._end

    async def send(self, ask: Ask, name: str, arguments: Mapping[str, str]) -> bytes:
        """Send a request, when its limit is used up as often as there is time to wait for it. Raises as `ask`."""
        while True:
            try:
                return await ask(name, arguments)
            except RateLimitExceeded as fault:
                left = self._end - self._clock()
                wait = fault.retry_after or left
                if wait >= left:
                    raise
            await asyncio.sleep(wait)
