"""What `accounts/new` costs beside the bare minimum: one after another, and by 64 clients at once."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import aiohttp

from bench.bare import BareBinance, BareStore, asked
from bench.stack import ACCOUNTS, Service, Signer, cpu_seconds, median
from exchange_sandbox.client import SandboxClient, SandboxKey

CLIENTS = 64
ONE_BY_ONE = 150
AT_ONCE = 1280
WARM_UP = 20

Connect = Callable[[SandboxKey], Awaitable[None]]


async def measure(sandbox: SandboxClient, service: Service, signers: Sequence[Signer], folder: Path) -> None:
    """Print p50 at 0 and 50 ms per exchange call, and connects a second with 64 clients."""
    store = BareStore(folder / "bare.sqlite3")
    async with aiohttp.ClientSession() as client:
        front = FrontDoor(client, service, signers)
        bare = await _same_requests(client, sandbox, front)

        async def barely(key: SandboxKey) -> None:
            store.keep(key, (await bare.ask(key))[-1])

        await _latency(sandbox, barely, front.connect, milliseconds=0)
        await _latency(sandbox, barely, front.connect, milliseconds=50)
        await _rate(sandbox, service, barely, front.connect)


async def _same_requests(client: aiohttp.ClientSession, sandbox: SandboxClient, front: "FrontDoor") -> BareBinance:
    """Look at what one connect asks of the exchange."""
    sandbox.forget_requests()
    await front.connect(sandbox.mint_keys("binance", 1)[0])
    requests = asked(sandbox)
    print(f"accounts/new asks the exchange: {', '.join(each.path for each in requests)}")
    return BareBinance(client, sandbox, requests)


class FrontDoor:
    """Connects accounts as a client of the API does."""

    def __init__(self, client: aiohttp.ClientSession, service: Service, signers: Sequence[Signer]) -> None:
        """Take turns among the signers, since each has its own limit of requests."""
        self._client = client
        self._service = service
        self._signers = signers
        self._turn = 0

    async def connect(self, key: SandboxKey) -> None:
        """Send one signed `accounts/new`; any answer but 200 ends the bench."""
        self._turn += 1
        wish = {"type": "binance", "name": f"bench {self._turn}", "api_key": key.api_key, "secret": key.secret}
        body = json.dumps(wish)
        headers = self._signers[self._turn % len(self._signers)].headers(f"{ACCOUNTS}/new?{body}")
        async with self._client.post(f"{self._service.url}{ACCOUNTS}/new", data=body, headers=headers) as answer:
            entity = await answer.read()
            assert answer.status == 200, entity


async def _latency(sandbox: SandboxClient, barely: Connect, ours: Connect, *, milliseconds: int) -> None:
    if milliseconds:
        sandbox.plan_fault("latency", "binance", value=milliseconds)
    figures = []
    for connect in (barely, ours):
        times = []
        for number, key in enumerate(sandbox.mint_keys("binance", WARM_UP + ONE_BY_ONE)):
            begin = time.perf_counter()
            await connect(key)
            if number >= WARM_UP:
                times.append((time.perf_counter() - begin) * 1000)
        figures.append(median(times))
    sandbox.clear_faults()
    bare, full = figures
    print(
        f"accounts/new p50, exchange calls of {milliseconds} ms: {full:.2f} ms; bare {bare:.2f} ms; "
        f"ratio {full / bare:.2f} (aim {'1.1' if milliseconds else '2'} or less)"
    )


async def _rate(sandbox: SandboxClient, service: Service, barely: Connect, ours: Connect) -> None:
    rates = []
    for connect in (barely, ours):
        keys = sandbox.mint_keys("binance", AT_ONCE)
        begin, spent = time.perf_counter(), cpu_seconds(service.pid)
        await asyncio.gather(*(_one_after_another(connect, keys[start::CLIENTS]) for start in range(CLIENTS)))
        rates.append(AT_ONCE / (time.perf_counter() - begin))
        spent = (cpu_seconds(service.pid) - spent) / AT_ONCE * 1000
    bare, full = rates
    print(
        f"connects a second, {CLIENTS} clients: {full:.0f}; bare {bare:.0f}; ratio {full / bare:.2f} "
        f"(aim 0.5 or more); service CPU per connect {spent:.2f} ms"
    )


async def _one_after_another(connect: Connect, keys: Sequence[SandboxKey]) -> None:
    for key in keys:
        await connect(key)
