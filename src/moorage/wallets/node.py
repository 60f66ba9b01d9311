"""One blockchain node of the owner: asked with JSON, believed only where it can be read."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, MarketNotSetUp, RateLimitExceeded
from moorage.transport import DEADLINE, Answer, Transport, Wire, retry_after

CONNECTIONS: Final = 8  # to one node at a time
HEADERS: Final = {"Content-Type": "application/json"}
WAIT: Final = 10.0  # seconds after a refusal for too many requests that names no time
NOTHING_READ: Final = "nothing was read of the wallet"
MISREAD: Final = (msgspec.MsgspecError, ValueError, ArithmeticError)
"""What reading raises for an answer that is not what the chain's documents say."""

T = TypeVar("T")


class Node:
    """The door to one chain. The URL may hold a key of the owner's, so no error and no text names it."""

    def __init__(
        self,
        name: str,
        url: str | None,
        setting: str,
        *,
        deadline: float = DEADLINE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take where the node is.

        Args:
            name: What people call it, such as "The node of Ethereum".
            url: As the owner set it; None where there is none.
            setting: The setting that names the URL.
            deadline: Seconds for one request.
            monotonic: For waiting as long as the node asks to.
        """
        self.name = name
        self.setting = setting
        self._url = url
        self._monotonic = monotonic
        self._blocked_until = float("-inf")
        self._transport = Transport(name, deadline=deadline, connections=CONNECTIONS, consequence=NOTHING_READ)

    def require_set(self) -> None:
        """Check that there is a node to ask.

        Raises:
            MarketNotSetUp: there is none; the sentence names the setting.
        """
        if self._url is None:
            raise MarketNotSetUp(f"This server has no node to ask about such wallets: {self.setting} is not set.")

    async def ask(self, path: str, question: object, read: Callable[[bytes], T]) -> T:
        """Post a question as JSON and read the answer.

        Args:
            path: Follows the URL; empty for JSON-RPC.
            question: Encoded as JSON.
            read: Makes a value of the body; what it raises of `MISREAD` is a bad answer.

        Raises:
            MarketNotSetUp: as `require_set`.
            RateLimitExceeded: the node asks to slow down, now or a moment ago.
            ExchangeOutage: no answer, or none that can be read.
        """
        self.require_set()
        self._require_not_blocked()
        wire = Wire("POST", path, HEADERS, msgspec.json.encode(question))
        answer = await self._transport.send((self._url or "").rstrip("/"), lambda: wire)
        self._require_served(answer)
        try:
            return read(answer.body)
        except MISREAD:
            fault = self.misread()
        raise fault

    def misread(self) -> BadResponse:
        """Return the error for an answer that is not what it should be."""
        return BadResponse(f"{self.name} sent an answer that cannot be understood; {NOTHING_READ}.")

    def slow_down(self, wait: float | None = None) -> RateLimitExceeded:
        """Return the error for too many requests, and send none for as long (in seconds) as the node asks."""
        wait = wait or WAIT
        self._blocked_until = self._monotonic() + wait
        return RateLimitExceeded(f"{self.name} asks this server to slow down; {NOTHING_READ}.", retry_after=wait)

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.close()

    def _require_not_blocked(self) -> None:
        wait = self._blocked_until - self._monotonic()
        if wait > 0:
            sentence = f"{self.name} has asked this server to slow down; {NOTHING_READ}."
            raise RateLimitExceeded(sentence, retry_after=wait)

    def _require_served(self, answer: Answer) -> None:
        if answer.status == 429:
            raise self.slow_down(retry_after(answer))
        if answer.status in {401, 403}:
            sentence = f"{self.name} does not let this server in (HTTP {answer.status}); {NOTHING_READ}."
            raise ExchangeNotAvailable(f"{sentence} The owner has to look at {self.setting}.")
        if answer.status >= 300 and not answer.body.lstrip().startswith((b"{", b"[")):
            raise ExchangeNotAvailable(f"{self.name} answered with HTTP {answer.status}; {NOTHING_READ}.")
