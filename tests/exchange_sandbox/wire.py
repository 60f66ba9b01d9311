"""A client that looks at bytes: what came, and how the connection ended."""

import json
import socket
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.signing import binance_query

PATIENCE_SECONDS = 0.25


class End(Enum):
    """How a connection ended."""

    CLOSED = auto()
    RESET = auto()
    SILENT = auto()
    """Nothing more came, but the connection is open."""
    FULL = auto()
    """More came than was to be read."""


@dataclass(frozen=True)
class Seen:
    """What a client saw."""

    raw: bytes
    end: End

    @property
    def status(self) -> int:
        """The status of the first line."""
        return int(self.raw.split(b" ", 2)[1])

    @property
    def head(self) -> str:
        """Status line and headers in lower case."""
        return self.raw.split(b"\r\n\r\n", 1)[0].decode("latin-1").lower()

    @property
    def body(self) -> bytes:
        """What follows the headers, as it came."""
        return self.raw.split(b"\r\n\r\n", 1)[1]

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


def look(url: str, headers: dict[str, str], most: int = 1 << 20, patience: float = PATIENCE_SECONDS) -> Seen:
    """Send a GET with `Connection: close` and read at most `most` bytes."""
    parts = urlsplit(url)
    lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        line.settimeout(patience)
        return _read(line, most)


def _read(line: socket.socket, most: int) -> Seen:
    pieces, length = [], 0
    try:
        while length < most:
            piece = line.recv(1 << 16)
            if not piece:
                return Seen(b"".join(pieces), End.CLOSED)
            pieces.append(piece)
            length += len(piece)
    except ConnectionResetError:
        return Seen(b"".join(pieces), End.RESET)
    except TimeoutError:
        return Seen(b"".join(pieces), End.SILENT)
    return Seen(b"".join(pieces), End.FULL)


def account(sandbox: SandboxClient, **more: Any) -> Seen:
    """Ask for Ada's spot account at Binance, signed."""
    key = sandbox.key("binance", "trader")
    query = binance_query(key.secret, {"omitZeroBalances": "true", "timestamp": str(sandbox.now_ms())})
    url = f"{sandbox.host_url('binance', 'spot')}/api/v3/account?{query}"
    return look(url, {"X-MBX-APIKEY": key.api_key}, **more)


def spoilt(sandbox: SandboxClient, fault: str, *, value: int | str | None = None, **more: Any) -> Seen:
    """Plan a fault for the next request and make that request."""
    sandbox.plan_fault(fault, "binance", count=1, value=value)
    return account(sandbox, **more)
