"""What a fault is, and the connection it may misuse."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from exchange_sandbox.calls import Call, Reply

Value = int | str
"""A fault's setting: milliseconds, bytes, a count or a name."""


Drain = Callable[[], Awaitable[None]]
"""Waits until the other side has taken what was written."""


class Line:
    """The raw connection below HTTP.

    Args:
        transport: Where bytes go.
        drain: Waits while too much is under way.
    """

    def __init__(self, transport: asyncio.Transport, drain: Drain) -> None:
        self._transport = transport
        self._drain = drain

    async def write(self, data: bytes) -> None:
        """Send bytes as they are.

        Raises:
            ConnectionError: the other side is gone.
        """
        if self._transport.is_closing():
            raise ConnectionResetError
        self._transport.write(data)
        await self._drain()

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        raw: socket.socket = self._transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a fault may use of the venue whose answer it spoils."""

    amount_fields: Collection[str]
    refusals: Mapping[str, Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong. Exactly one of the four last fields is set.

    `value` is the setting when a plan names none.
    """

    name: str
    does: str
    value: Value | None = None
    change_call: Callable[[Call, Value | None], Call] | None = None
    change_reply: Callable[[Reply, Value | None, Scene], Reply] | None = None
    delays: bool = False
    """Waits `value` milliseconds before the answer."""
    send: Callable[[Line, Reply, Value | None, Scene], Awaitable[None]] | None = None
    """Sends the answer in its own way; the connection is closed afterwards."""


def head(reply: Reply, *lines: str, length: int | None = None) -> bytes:
    """Status line and headers of a reply, ended by the empty line.

    Args:
        reply: Gives status, type and headers.
        lines: More header lines.
        length: `Content-Length`; no such header when absent.
    """
    rows = [f"HTTP/1.1 {reply.status} {reason(reply.status)}", f"Content-Type: {reply.content_type}"]
    rows += [f"{name}: {value}" for name, value in reply.headers.items()]
    rows += lines
    if length is not None:
        rows.append(f"Content-Length: {length}")
    return ("\r\n".join(rows) + "\r\n\r\n").encode()


def reason(status: int) -> str:
    """The phrase of a status; 520 and its like have none of their own."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def chunk(data: bytes) -> bytes:
    """One piece of a body with `Transfer-Encoding: chunked`."""
    return b"%x\r\n%b\r\n" % (len(data), data)
