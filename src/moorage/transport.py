"""HTTP to one peer: no redirects, no proxies, verified TLS, a deadline and a size cap on every answer."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

from moorage.domain.exchange_errors import BadResponse, ExchangeError, ExchangeNotAvailable, ExchangeTimeout

MOST_BYTES: Final = 2 * 1024 * 1024  # of a decompressed body, unless a request allows more
DEADLINE: Final = 10.0  # seconds for one request, its answer read whole
CONNECTIONS: Final = 64  # to one peer at a time
HEADERS: Final = {"User-Agent": "moorage", "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}


@dataclass(frozen=True, slots=True, repr=False)
class Wire:
    """A request as it is sent. `target` is the path with its query, percent-encoded exactly as it was signed.

    It has no readable form: headers and query carry the key and the signature.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came back: HTTP status, headers and the decompressed body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Sends requests to one peer; every account shares it."""

    def __init__(
        self,
        name: str,
        *,
        deadline: float = DEADLINE,
        connections: int = CONNECTIONS,
        consequence: str = "the key was not judged",
    ) -> None:
        """Take what never changes.

        Args:
            name: The peer's name, for people.
            deadline: Seconds for one request.
            connections: How many may be open at a time.
            consequence: What a failure leaves undone; ends each sentence about one.
        """
        self._name = name
        self._timeout = aiohttp.ClientTimeout(total=deadline)
        self._connections = connections
        self._consequence = consequence
        self._session: aiohttp.ClientSession | None = None
        quiet()

    async def send(self, base_url: str, build: Callable[[], Wire], largest: int = MOST_BYTES) -> Answer:
        """Send one request and read its answer.

        Every request is a read. A POST on a kept connection that the peer had closed is built and sent once more;
        for a GET aiohttp does the same itself.

        Args:
            base_url: Where the peer is, without a slash at its end; the target of the request follows it.
            build: Makes the request; called again for a second try, so that no nonce is used twice.
            largest: The most bytes that the decompressed answer may have.

        Raises:
            ExchangeTimeout: no whole answer within the deadline.
            BadResponse: broken HTTP, or more than the cap.
            ExchangeNotAvailable: no connection.
        """
        wire = build()
        try:
            return await self._exchange(base_url, wire, largest)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            if wire.method != "POST":
                raise self._fault(None) from None
        return await self._again(base_url, build(), largest)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _again(self, base_url: str, wire: Wire, largest: int) -> Answer:
        try:
            return await self._exchange(base_url, wire, largest)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            fault = self._fault(None)
        raise fault

    async def _exchange(self, base_url: str, wire: Wire, largest: int) -> Answer:
        """Send once. The error is raised outside of the except block: its context would hold the signed URL."""
        fault: ExchangeError
        try:
            async with self._open().request(
                wire.method,
                URL(base_url + wire.target, encoded=True),
                headers=wire.headers,
                data=wire.body,
                allow_redirects=False,
            ) as response:
                body = await _read(response, largest)
                if body is not None:
                    return Answer(response.status, response.headers, body)
                fault = BadResponse(f"{self._name} sent an answer that is too large; {self._consequence}.")
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            raise
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as cause:
            fault = self._fault(cause)
        raise fault

    def _fault(self, cause: Exception | None) -> ExchangeError:
        if isinstance(cause, TimeoutError):
            return ExchangeTimeout(f"{self._name} did not answer in time; {self._consequence}.")
        if isinstance(cause, aiohttp.ClientPayloadError | aiohttp.ClientResponseError | ValueError):
            return BadResponse(f"{self._name} sent a broken answer; {self._consequence}.")
        return ExchangeNotAvailable(f"{self._name} cannot be reached; {self._consequence}.")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=HEADERS,
                skip_auto_headers=("Content-Type",),  # an exchange may refuse a type that was not signed
                timeout=self._timeout,
                trust_env=False,
                raise_for_status=False,
            )
        return self._session


def retry_after(answer: Answer) -> float | None:
    """Return the seconds that the `Retry-After` of an answer names, None when it names none."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def quiet() -> None:
    """Keep aiohttp's own loggers from writing URLs of signed requests."""
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(max(logging.WARNING, logging.getLogger("asyncio").level))


async def _read(response: aiohttp.ClientResponse, largest: int) -> bytes | None:
    """Read a body up to the cap; None when there is more."""
    chunk = await response.content.readany()
    if response.content.at_eof():
        return chunk if len(chunk) <= largest else None
    chunks, size = [chunk], len(chunk)
    while size <= largest and not response.content.at_eof():
        chunk = await response.content.readany()
        chunks.append(chunk)
        size += len(chunk)
    if size > largest:
        response.close()
        return None
    return b"".join(chunks)
