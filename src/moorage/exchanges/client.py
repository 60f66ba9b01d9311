"""The HTTP side of one venue: fixed hosts, and where the owner's overrides put them."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from moorage.transport import DEADLINE, MOST_BYTES, Answer, Transport, Wire


class HttpClient:
    """Sends requests to the hosts of one venue; every account shares it."""

    def __init__(self, name: str, hosts: Mapping[str, str], deadline: float = DEADLINE) -> None:
        """Fix where requests may go.

        Args:
            name: The venue's name, for people.
            hosts: Host name of the entry -> base URL, a path allowed, without a slash at its end.
            deadline: Seconds for one request.
        """
        self._hosts = hosts
        self._transport = Transport(name, deadline=deadline)

    async def send(self, host: str, build: Callable[[], Wire], largest: int = MOST_BYTES) -> Answer:
        """Send one request and read its answer.

        Args:
            host: As the entry names it.
            build: Signs the request; called again for a second try, so that no nonce is used twice.
            largest: The most bytes that the answer may have.

        Raises:
            ExchangeTimeout, BadResponse, ExchangeNotAvailable: as `Transport.send`.
        """
        return await self._transport.send(self._hosts[host], build, largest)

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.close()


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


def _base_url(venue: str, host: str, url: str, overrides: Mapping[str, str]) -> str:
    if f"{venue}.{host}" in overrides:
        return overrides[f"{venue}.{host}"]
    if venue in overrides:
        return f"{overrides[venue].rstrip('/')}/{host}"
    return f"{overrides[''].rstrip('/')}/{venue}/{host}" if "" in overrides else url
