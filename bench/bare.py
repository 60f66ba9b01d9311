"""The bare minimum of connecting an account: the same signed requests by plain aiohttp, and one fsynced commit."""

import asyncio
import hashlib
import hmac
import sqlite3
import time
from pathlib import Path

import aiohttp

from exchange_sandbox.client import SandboxClient, SandboxKey

PATHS = ("/sapi/v1/account/apiRestrictions", "/api/v3/account?omitZeroBalances=true")


class BareConnector:
    """Asks what `accounts/new` asks of a Binance key, and stores one row."""

    def __init__(self, sandbox: SandboxClient, database: Path) -> None:
        """Open a database as careful as ours: WAL, `synchronous=FULL`."""
        self._url = sandbox.host_url("binance", "spot")
        self._database = sqlite3.connect(database, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, key TEXT, answer BLOB)")

    async def connect(self, client: aiohttp.ClientSession, key: SandboxKey) -> None:
        """Send the requests together and commit."""
        answers = await asyncio.gather(*(self._ask(client, key, path) for path in PATHS))
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("INSERT INTO account (key, answer) VALUES (?, ?)", (key.api_key, answers[-1]))
        self._database.execute("COMMIT")

    async def _ask(self, client: aiohttp.ClientSession, key: SandboxKey, target: str) -> bytes:
        path, _, query = target.partition("?")
        signed = f"timestamp={int(time.time() * 1000)}&recvWindow=10000" + (f"&{query}" if query else "")
        signature = hmac.new(key.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        url = f"{self._url}{path}?{signed}&signature={signature}"
        async with client.get(url, headers={"X-MBX-APIKEY": key.api_key}) as answer:
            body = await answer.read()
            answer.raise_for_status()
            return body
