"""Where a request comes from: the peer, or what a trusted proxy says of it."""

import ipaddress
from collections.abc import Sequence

from litestar.types import Scope

from moorage.domain.errors import ConfigurationError

FORWARDED_FOR = b"x-forwarded-for"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ClientAddress:
    """Finds the client's address of a request."""

    def __init__(self, trusted_proxies: Sequence[str]) -> None:
        """Take the networks whose `X-Forwarded-For` is believed.

        Raises:
            ConfigurationError: one is no address or network.
        """
        self._trusted: tuple[Network, ...] = tuple(map(_network, trusted_proxies))

    def __call__(self, scope: Scope) -> str:
        """Return the textual address: the last hop that is not a trusted proxy, the peer when nobody is trusted."""
        client = scope.get("client")
        peer = client[0] if client else ""
        if not self._trusted or not self._is_trusted(peer):
            return _plain(peer)
        lines = [value.decode("latin-1") for name, value in scope["headers"] if name == FORWARDED_FOR]
        found = peer
        for hop in reversed(",".join(lines).split(",")):
            address = _parsed(hop.strip())
            if address is None:
                break
            found = str(address)
            if not self._is_trusted(found):
                break
        return _plain(found)

    def _is_trusted(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._trusted)


class Networks:
    """A list of networks, asked whether an address lies in one of them."""

    def __init__(self, networks: Sequence[str]) -> None:
        """Take the networks. Raises `ConfigurationError` when one is no address or network."""
        self._networks = tuple(map(_network, networks))

    def __contains__(self, address: str) -> bool:
        """Say whether an address lies in one; a text that is no address lies nowhere."""
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def neighbourhood(address: str) -> str:
    """Return what counts as one client for limits: an IPv4 address, or the /64 an IPv6 address lies in."""
    if ":" not in address:
        return address
    parsed = _parsed(address)
    return address if parsed is None else str(ipaddress.ip_network((parsed, 64), strict=False))


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _plain(address: str) -> str:
    return str(_parsed(address) or address) if ":" in address else address


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ConfigurationError(f"{text!r} is not an address or a network in CIDR notation.") from None
