"""The real thing as processes of their own: the exchange sandbox, and `moorage serve` on SQLite."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from exchange_sandbox.client import SandboxClient
from moorage.cli.demo import free_port
from moorage.cli.keys import reveal_once
from moorage.config import Settings
from moorage.core import initialise, opened
from moorage.domain.access import Permission

ACCOUNTS = "/public/api/ver1/accounts"
START_WITHIN = 20.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of the service that signs requests of the bench."""

    api_key: str
    secret: str

    def headers(self, payload: str) -> dict[str, str]:
        """Return the headers of a request whose path, query and body are `payload`."""
        signature = hmac.new(self.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
        return {"Apikey": self.api_key, "Signature": signature, "Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: its address, process id, and seconds from start to ready."""

    url: str
    pid: int
    started_in: float


def cpu_seconds(pid: int) -> float:
    """Return the CPU time a process has used, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(pid: int) -> float:
    """Return the memory a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def process(
    *arguments: str, environment: dict[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a Python process and end it."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        limit=1 << 22,
    )
    try:
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.send_signal(signal.SIGTERM)
        await started.wait()


@asynccontextmanager
async def sandbox(*options: str) -> AsyncIterator[SandboxClient]:
    """Run the exchange sandbox with its limits off, so that only cost is measured."""
    async with process("-m", "exchange_sandbox", "--port", "0", "--print-keys", *options) as started:
        assert started.stdout is not None
        client = SandboxClient(json.loads(await started.stdout.readline())["url"])
        client.enforce_rate_limits(enforced=False)
        yield client


async def prepare(folder: Path, signers: int) -> tuple[Settings, list[Signer]]:
    """Make a fresh installation with some signing keys of its first user."""
    settings = Settings(data_dir=folder, port=free_port("127.0.0.1", 0))
    await initialise(settings)
    made = []
    async with opened(settings) as core:
        owner = await core.access.ensure_first_user()
        for number in range(signers):
            key = await core.access.create_key(owner.name, f"bench {number}", list(Permission))
            made.append(Signer(key.api_key.key, reveal_once(key) or ""))
    return settings, made


@asynccontextmanager
async def serving(settings: Settings, exchanges: str) -> AsyncIterator[Service]:
    """Run `moorage serve` against the sandbox."""
    environment = {
        "MOORAGE_DATA_DIR": str(settings.data_dir),
        "MOORAGE_PORT": str(settings.port),
        "MOORAGE_EXCHANGES_BASE_URL": exchanges,
        "MOORAGE_EXCHANGE_BUDGET_PERCENT": "1000000",
        "MOORAGE_LOG_LEVEL": "WARNING",
    }
    begin = time.perf_counter()
    async with process("-m", "moorage", "serve", environment=environment) as started:
        await ready(settings.port)
        yield Service(settings.base_url, started.pid, time.perf_counter() - begin)


async def ready(port: int) -> None:
    """Wait until the service says that it is ready."""
    async with asyncio.timeout(START_WITHIN), aiohttp.ClientSession() as client:
        while True:
            with contextlib.suppress(aiohttp.ClientError), contextlib.suppress(ConnectionError):
                if _listens(port):
                    async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200:
                            return
            await asyncio.sleep(0.01)


async def ready_to_listen(port: int) -> None:
    """Wait until somebody listens."""
    async with asyncio.timeout(START_WITHIN):
        while not _listens(port):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def median(figures: Sequence[float]) -> float:
    """Return the middle of some figures."""
    ordered = sorted(figures)
    return ordered[len(ordered) // 2]
