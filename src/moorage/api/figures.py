"""Figures of the service, and who may see them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from moorage.api.addresses import Networks
from moorage.domain.errors import NotFound

LOOPBACK: Final = ("127.0.0.0/8", "::1/128")

Source = Callable[[], Awaitable[bytes]]
"""Returns the figures in the text form of Prometheus."""


async def no_figures() -> bytes:
    """Show nothing."""
    return b""


class Figures:
    """Shows figures to loopback and to networks that the owner named; to others the page is not there."""

    def __init__(self, source: Source, networks: Sequence[str]) -> None:
        """Take where the figures come from.

        Raises:
            ConfigurationError: one of the networks is none.
        """
        self._source = source
        self._networks = Networks((*LOOPBACK, *networks))

    async def seen_from(self, address: str) -> bytes:
        """Return the figures.

        Raises:
            NotFound: the address may not see them.
        """
        if address not in self._networks:
            raise NotFound
        return await self._source()
