"""The real product as processes: the service on loopback, its command line, and clients that sign."""

import contextlib
import hashlib
import hmac
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import IO, Any, Final

import aiohttp
import asyncpg

from moorage.cli.keys import reveal_once
from moorage.config import load
from moorage.core import opened
from moorage.domain.access import Permission

ROOT: Final = Path(__file__).parents[2]
PREFIX: Final = "/public/api/ver1"
READY_WITHIN: Final = 20.0  # seconds from the start of a process to its first answer
STOP_WITHIN: Final = 25.0  # seconds from SIGTERM to the end
TRACER: Final = "strace"
KEPT: Final = ("PATH", "PYTHONPATH", "HOME", "LANG", "TMPDIR")


BOUND: Final = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execvp(sys.argv[1], sys.argv[1:])"
"""Runs a command that the kernel kills when its parent dies. Source: prctl(2), PR_SET_PDEATHSIG."""


class DidNotStart(Exception):
    """The service ended, or was silent for too long; the text is what it wrote."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of the service: what is sent as `Apikey`, and what signs."""

    identifier: str
    secret: str

    def headers(self, payload: str) -> dict[str, str]:
        """Return the headers of a request whose signature covers `payload`."""
        signature = hmac.new(self.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
        return {"Apikey": self.identifier, "Signature": signature}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


class Client:
    """Sends signed requests under one key; many clients may share a session."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: SigningKey) -> None:
        """Speak to the service at `url`."""
        self.session = session
        self.url = url
        self.key = key

    async def get(self, path: str, query: str = "") -> Answer:
        """Ask, with a query that is encoded already."""
        target = f"{PREFIX}{path}?{query}" if query else PREFIX + path
        return await self.send("GET", target, None, self.key.headers(target))

    async def post(self, path: str, given: Mapping[str, Any] | None = None) -> Answer:
        """Post parameters as JSON, or nothing."""
        target = PREFIX + path
        if given is None:
            return await self.send("POST", target, None, self.key.headers(target))
        body = json.dumps(given)
        headers = {**self.key.headers(f"{target}?{body}"), "Content-Type": "application/json"}
        return await self.send("POST", target, body.encode(), headers)

    async def send(self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Send a request as it is. Raises `aiohttp.ClientError` when no whole answer comes."""
        url = aiohttp.client.URL(self.url + target, encoded=True)
        async with self.session.request(method, url, data=body, headers=headers) as response:
            return Answer(response.status, await response.read(), response.headers)


class Service:
    """One running `moorage serve`, perhaps under a tracer."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, words: IO[bytes], *, traced: bool) -> None:
        """Take a process that leads its own group."""
        self.process = process
        self.url = url
        self._words = words
        self._traced = traced

    @property
    def pid(self) -> int:
        """The process of the service itself, below its tracer."""
        if not self._traced:
            return self.process.pid
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0])

    @property
    def words(self) -> bytes:
        """All it wrote to standard output and standard error."""
        return Path(self._words.name).read_bytes()

    def terminate(self) -> None:
        """Send SIGTERM and go on."""
        os.kill(self.pid, signal.SIGTERM)

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.terminate()
        return self.process.wait(STOP_WITHIN)

    def kill(self) -> None:
        """Send SIGKILL to the service and everything around it, and wait for its end."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._words.close()

    def wait_until_live(self) -> None:
        """Wait for `/livez`.

        Raises:
            DidNotStart: with what it wrote.
        """
        deadline = time.monotonic() + READY_WITHIN * (3 if self._traced else 1)
        while not self._is_live():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise DidNotStart(self.words.decode(errors="replace"))
            time.sleep(0.02)

    def _is_live(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/livez", timeout=1) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Stack:
    """An installation in a folder of its own, and the processes that were started for it.

    Args:
        folder: Holds the data folder and what the processes write.
        sandbox_url: Where all exchanges are.
        database_url: PostgreSQL, or None for SQLite in the data folder.
        settings: More `MOORAGE_*` variables, without the prefix.
    """

    def __init__(self, folder: Path, sandbox_url: str, database_url: str | None = None, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.data = folder / "data"
        self.settings = {"DATA_DIR": str(self.data), "EXCHANGES_BASE_URL": sandbox_url, "LOG_LEVEL": "DEBUG"}
        if database_url is not None:
            self.settings["DATABASE_URL"] = database_url
        self.settings |= settings
        self.services: list[Service] = []

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "moorage.sqlite3"

    @property
    def kek(self) -> Path:
        """The key-encryption key."""
        return self.data / "keys" / "kek.json"

    @property
    def words(self) -> bytes:
        """All that any service of this stack wrote."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("*.log")))

    def environment(self, **more: str) -> dict[str, str]:
        """Return the settings as variables, with what a process needs besides."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return kept | {f"MOORAGE_{name}": value for name, value in {**self.settings, **more}.items()}

    def run(self, *arguments: str, typed: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of `moorage` to its end; its output is in the result."""
        done = subprocess.run(
            [sys.executable, "-m", "moorage", *arguments],
            env=self.environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert not check or done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    def initialise(self) -> None:
        """Make the key-encryption key and the database."""
        self.run("vault", "init")

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database behind the service's back."""
        url = self.settings.get("DATABASE_URL")
        if url is not None:
            return await _postgres_rows(url, statement)
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()

    async def make_keys(
        self, count: int = 1, user: str = "owner", rights: Sequence[Permission] = tuple(Permission)
    ) -> list[SigningKey]:
        """Make keys as `moorage key create` does, without a process for each."""
        async with opened(load(self.environment())) as core:
            await core.access.ensure_first_user()
            made = [await core.access.create_key(user, f"key {number}", rights) for number in range(count)]
        return [SigningKey(each.api_key.key, reveal_once(each) or "") for each in made]

    def start(self, *wrapper: str, module: str = "moorage", **variables: str) -> Service:
        """Start a service and wait until it lives.

        Args:
            wrapper: A command that runs another one, such as strace with its options.
            module: What is run in the place of the product's own.
            variables: More of the environment.

        Raises:
            DidNotStart: with what it wrote.
        """
        service = self.launch(*wrapper, module=module, **variables)
        service.wait_until_live()
        return service

    def launch(self, *wrapper: str, module: str = "moorage", **variables: str) -> Service:
        """Start a service and go on at once; it ends with the thread that starts it, if nothing ends it before."""
        port, bound = free_port(), (sys.executable, "-c", BOUND)
        words = (self.folder / f"serve-{len(self.services)}.log").open("wb")
        process = subprocess.Popen(
            [*bound, *wrapper, *(bound if wrapper else ()), sys.executable, "-m", module, "serve"],
            cwd=ROOT,
            env=self.environment(PORT=str(port)) | variables,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
        traced = bool(wrapper) and wrapper[0] == TRACER
        self.services.append(Service(process, f"http://127.0.0.1:{port}", words, traced=traced))
        return self.services[-1]

    def close(self) -> None:
        """End everything that still runs."""
        for service in self.services:
            service.kill()


@asynccontextmanager
async def clients(keys: Sequence[SigningKey], *services: Service) -> AsyncIterator[list[Client]]:
    """Yield one client per key, spread over services, with as many connections as they want."""
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=90)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        urls = cycle(service.url for service in services)
        yield [Client(session, url, key) for key, url in zip(keys, urls, strict=False)]


def free_port() -> int:
    """Return a port of loopback that nobody serves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _postgres_rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()
