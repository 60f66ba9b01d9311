"""The front door of a real service as a person's program meets it: one blocking, hand-signed request at a time."""

import asyncio
import http.client
import itertools
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from exchange_sandbox.client import SandboxKey
from moorage.domain.access import Permission
from tests.proofs.stack import PREFIX, Service, SigningKey, Stack

ACCOUNTS: Final = f"{PREFIX}/accounts"
NEW: Final = f"{ACCOUNTS}/new"
UPDATE: Final = f"{ACCOUNTS}/update"
OWNER: Final = "owner"
NUMBERED: Final = {"bitstamp"}
"""Venues whose form asks for the number of the account."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, headers with names in lower case, raw body, and the seconds it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)

    @property
    def attributes(self) -> dict[str, list[str]]:
        """What an error says of each field."""
        told: dict[str, list[str]] = self.json.get("error_attributes", {})
        return told

    @property
    def refusal(self) -> str | None:
        """The class of a refused key."""
        told: str | None = self.json.get("x_moorage", {}).get("refusal")
        return told


@dataclass(slots=True)
class Caller:
    """Signs every request; the keys, all of one user, take turns. `source` is the address requests come from."""

    url: str
    keys: Sequence[SigningKey]
    source: str = "127.0.0.1"
    _turns: Iterator[SigningKey] = field(init=False)

    def __post_init__(self) -> None:
        """Start the turns."""
        self._turns = itertools.cycle(self.keys)

    def get(self, path: str, **query: str) -> Answer:
        """Ask with GET; the parameters travel in the query."""
        target = f"{path}?{urlencode(query)}" if query else path
        return fetch(self.url, "GET", target, next(self._turns).headers(target), source=self.source)

    def post(self, path: str, **wish: Any) -> Answer:
        """Ask with POST; the parameters travel as JSON."""
        body = json.dumps(wish) if wish else ""
        headers = next(self._turns).headers(f"{path}?{body}" if body else path)
        return fetch(self.url, "POST", path, headers, body.encode(), source=self.source)

    def connect(self, market: str, key: SandboxKey, **more: Any) -> Answer:
        """Ask to connect an account of the sandbox."""
        return self.post(NEW, **{"type": market, "name": "Main", **opens(key), **more})

    def update(self, account_id: int, **change: Any) -> Answer:
        """Ask to change an account."""
        return self.post(UPDATE, account_id=account_id, **change)

    def load(self, account_id: int) -> Answer:
        """Ask to load balances."""
        return self.post(f"{ACCOUNTS}/{account_id}/load_balances")

    def show(self, account_id: int | str) -> Answer:
        """Ask for an account."""
        return self.get(f"{ACCOUNTS}/{account_id}")

    def remove(self, account_id: int) -> Answer:
        """Ask to remove an account."""
        return self.post(f"{ACCOUNTS}/{account_id}/remove")


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """A running service with what a proof looks at behind its back."""

    stack: Stack
    service: Service

    def caller(self, user: str = OWNER, *, keys: int = 1, rights: Sequence[Permission] = tuple(Permission)) -> Caller:
        """Return a caller with new keys of a user."""
        return Caller(self.service.url, asyncio.run(self.stack.make_keys(keys, user, rights)))

    def rows(self) -> list[tuple[Any, ...]]:
        """Read the whole account table, past the service."""
        return asyncio.run(self.stack.rows("SELECT * FROM accounts ORDER BY id"))

    def memory(self) -> int:
        """Return the bytes of resident memory now."""
        return _status_bytes(self.service.pid, "VmRSS")

    def peak_memory(self) -> int:
        """Return the most bytes of resident memory since the start."""
        return _status_bytes(self.service.pid, "VmHWM")


@contextmanager
def front_door(folder: Path, exchanges_url: str, **settings: str) -> Iterator[FrontDoor]:
    """Serve a new installation for as long as the block lasts.

    Args:
        folder: For the installation; made if need be.
        exchanges_url: Where the sandbox listens.
        settings: More `MOORAGE_*` variables, without the prefix.
    """
    stack = Stack(folder, exchanges_url, **{"LOG_LEVEL": "WARNING", **settings})
    try:
        stack.initialise()
        yield FrontDoor(stack, stack.start())
    finally:
        stack.close()


def opens(key: SandboxKey) -> dict[str, str]:
    """Return what a person types to connect a key of the sandbox."""
    typed = {"api_key": key.api_key, "secret": key.secret}
    typed |= {"customer_id": key.uid} if key.venue in NUMBERED else {}
    return typed if key.passphrase is None else typed | {"passphrase": key.passphrase}


def fetch(
    url: str, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", source: str = "127.0.0.1"
) -> Answer:
    """Send one request as it is, on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60, source_address=(source, 0))
    given = {"Content-Type": "application/json", **headers} if body else dict(headers)
    began = time.monotonic()
    with closing(connection):
        connection.request(method, target, body=body or None, headers=given)
        response = connection.getresponse()
        read = response.read()
    told = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, told, read, time.monotonic() - began)


def _status_bytes(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
