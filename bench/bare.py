"""The bare minimum: the signed requests that we send, sent by plain aiohttp; and one fsynced commit."""

import asyncio
import hashlib
import hmac
import sqlite3
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import aiohttp

from exchange_sandbox.client import SandboxClient, SandboxKey

MOVES = "/sapi/v1/asset/transfer"
WALLETS = ("MAIN", "FUNDING")
KINDS = tuple(
    f"{start}_{end}"
    for wallet in WALLETS
    for other in ("MARGIN", "UMFUTURE", "CMFUTURE")
    for start, end in ((wallet, other), (other, wallet))
)
"""Of moves between wallets; Binance tells one kind at a time."""
PARAMETERS = {
    "/api/v3/account": "&omitZeroBalances=true",
    "/sapi/v1/simple-earn/locked/position": "&current=1&size=100",
    "/sapi/v1/sub-account/list": "&limit=1",
    "/sapi/v1/sub-account/transfer/subUserHistory": "&type=1",
}


class Asked(NamedTuple):
    """A request of Binance, but for its signature, and what it was answered with."""

    host: str
    method: str
    path: str
    status: int = 200


def asked(exchanges: SandboxClient, times: int = 1) -> list[Asked]:
    """Return the signed requests that the sandbox saw since it forgot, of one of so many equal wishes."""
    counts: dict[Asked, int] = {}
    for request in exchanges.requests():
        if request.api_key:
            each = Asked(request.host, request.method, request.path, request.status)
            counts[each] = counts.get(each, 0) + request.count
    return [each for each, count in sorted(counts.items()) for _ in range(round(count / times))]


class BareBinance:
    """Asks the same of Binance as we do, all at once, and nothing else."""

    def __init__(self, client: aiohttp.ClientSession, exchanges: SandboxClient, requests: Sequence[Asked]) -> None:
        """Take what to ask."""
        self._client = client
        self._requests = requests
        self._urls = {request.host: exchanges.host_url("binance", request.host) for request in requests}
        self._kinds = cycle(KINDS)

    async def ask(self, key: SandboxKey) -> list[bytes]:
        """Return the answers; one with another status than ours had ends the bench."""
        if len(self._requests) == 1:
            return [await self._ask(key, self._requests[0])]
        return await asyncio.gather(*(self._ask(key, request) for request in self._requests))

    async def _ask(self, key: SandboxKey, request: Asked) -> bytes:
        signed = f"timestamp={int(time.time() * 1000)}&recvWindow=10000{PARAMETERS.get(request.path, '')}"
        if request.path == MOVES:
            signed += f"&type={next(self._kinds)}"
        signature = hmac.new(key.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        url = f"{self._urls[request.host]}{request.path}?{signed}&signature={signature}"
        async with self._client.request(request.method, url, headers={"X-MBX-APIKEY": key.api_key}) as answer:
            body = await answer.read()
            assert answer.status == request.status, body
            return body


class BareStore:
    """A database as careful as ours (WAL, `synchronous=FULL`) with one table."""

    def __init__(self, path: Path) -> None:
        """Open it."""
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, key TEXT, answer BLOB)")

    def keep(self, key: SandboxKey, answer: bytes) -> None:
        """Commit one row."""
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("INSERT INTO account (key, answer) VALUES (?, ?)", (key.api_key, answer))
        self._database.execute("COMMIT")
