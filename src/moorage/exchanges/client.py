"""The HTTP side of one venue: fixed hosts, one shared session, a deadline and a size cap on every answer."""

import logging
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from moorage.domain.exchange_errors import BadResponse, ExchangeError, ExchangeNotAvailable, ExchangeTimeout
from moorage.exchanges.diagnosis import Answer
from moorage.exchanges.signers.signer import Wire

MOST_BYTES: Final = 2 * 1024 * 1024  # of a decompressed body
DEADLINE: Final = 10.0  # seconds for one request, its answer read whole
CONNECTIONS: Final = 64  # to one venue at a time
HEADERS: Final = {"User-Agent": "moorage", "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}


class HttpClient:
    """Sends requests to the hosts of one venue; every account shares it."""

    def __init__(self, name: str, hosts: Mapping[str, str], deadline: float = DEADLINE) -> None:
        """Fix where requests may go.

        Args:
            name: The venue's name, for people.
            hosts: Host name of the entry -> base URL, a path allowed, without a slash at its end.
            deadline: Seconds for one request.
        """
        self._name = name
        self._hosts = hosts
        self._timeout = aiohttp.ClientTimeout(total=deadline)
        self._session: aiohttp.ClientSession | None = None
        quiet()

    async def send(self, host: str, build: Callable[[], Wire]) -> Answer:
        """Send one request and read its answer.

        Every request is a read. A POST on a kept connection that the venue had closed is built and sent once more;
        for a GET aiohttp does the same itself.

        Args:
            host: As the entry names it.
            build: Signs the request; called again for a second try, so that no nonce is used twice.

        Raises:
            ExchangeTimeout: no whole answer within the deadline.
            BadResponse: broken HTTP, or more than the cap.
            ExchangeNotAvailable: no connection.
        """
        wire = build()
        try:
            return await self._exchange(host, wire)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            if wire.method != "POST":
                raise self._fault(None) from None
        return await self._again(host, build())

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _again(self, host: str, wire: Wire) -> Answer:
        try:
            return await self._exchange(host, wire)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            fault = self._fault(None)
        raise fault

    async def _exchange(self, host: str, wire: Wire) -> Answer:
        """Send once. The error is raised outside of the except block: its context would hold the signed URL."""
        fault: ExchangeError
        try:
            async with self._open().request(
                wire.method,
                URL(self._hosts[host] + wire.target, encoded=True),
                headers=wire.headers,
                data=wire.body,
                allow_redirects=False,
            ) as response:
                body = await _read(response)
                if body is not None:
                    return Answer(response.status, response.headers, body)
                fault = BadResponse(f"{self._name} sent an answer that is too large; the key was not judged.")
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            raise
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as cause:
            fault = self._fault(cause)
        raise fault

    def _fault(self, cause: Exception | None) -> ExchangeError:
        if isinstance(cause, TimeoutError):
            return ExchangeTimeout(f"{self._name} did not answer in time; the key was not judged.")
        if isinstance(cause, aiohttp.ClientPayloadError | aiohttp.ClientResponseError | ValueError):
            return BadResponse(f"{self._name} sent a broken answer; the key was not judged.")
        return ExchangeNotAvailable(f"{self._name} cannot be reached; the key was not judged.")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=HEADERS,
                timeout=self._timeout,
                trust_env=False,
                raise_for_status=False,
            )
        return self._session


async def _read(response: aiohttp.ClientResponse) -> bytes | None:
    """Read a body up to the cap; None when there is more."""
    chunk = await response.content.readany()
    if response.content.at_eof():
        return chunk if len(chunk) <= MOST_BYTES else None
    chunks, size = [chunk], len(chunk)
    while size <= MOST_BYTES and not response.content.at_eof():
        chunk = await response.content.readany()
        chunks.append(chunk)
        size += len(chunk)
    if size > MOST_BYTES:
        response.close()
        return None
    return b"".join(chunks)


def base_urls(venue: str, hosts: Mapping[str, str], overrides: Mapping[str, str]) -> dict[str, str]:
    """Return where the hosts of a venue are, after the owner's overrides; a signature never covers these.

    Args:
        venue: The entry's venue id.
        hosts: Host name -> the exchange's own URL.
        overrides: As `Settings.exchange_base_urls`.
    """
    return {host: _base_url(venue, host, url, overrides).rstrip("/") for host, url in hosts.items()}


def host_name(url: str) -> str:
    """Return the host of a URL, as signatures that cover it want it."""
    return urlsplit(url).hostname or ""


def quiet() -> None:
    """Keep aiohttp's own loggers from writing URLs of signed requests."""
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(max(logging.WARNING, logging.getLogger("asyncio").level))


def _base_url(venue: str, host: str, url: str, overrides: Mapping[str, str]) -> str:
    if f"{venue}.{host}" in overrides:
        return overrides[f"{venue}.{host}"]
    if venue in overrides:
        return f"{overrides[venue].rstrip('/')}/{host}"
    return f"{overrides[''].rstrip('/')}/{venue}/{host}" if "" in overrides else url
