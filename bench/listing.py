"""What a page of 100 accounts costs beside a handler that returns the same bytes."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from bench.connecting import FrontDoor
from bench.stack import ACCOUNTS, Service, Signer, cpu_seconds, process, ready_to_listen
from exchange_sandbox.client import SandboxClient
from moorage.cli.demo import free_port

PAGE = 100
REQUESTS = 1500
CLIENTS = 8


async def measure(sandbox: SandboxClient, service: Service, signers: Sequence[Signer], folder: Path) -> None:
    """Print requests a second and CPU per request, ours and bare."""
    async with aiohttp.ClientSession() as client:
        front = FrontDoor(client, service, signers)
        for key in sandbox.mint_keys("binance", PAGE):
            await front.connect(key)
        headers = [signer.headers(ACCOUNTS) for signer in signers]
        async with client.get(service.url + ACCOUNTS, headers=headers[0]) as answer:
            content = await answer.read()
            assert answer.status == 200, content
        ours = await _rate(client, service.url + ACCOUNTS, headers, service.pid)
        (folder / "same.json").write_bytes(content)
        port = free_port("127.0.0.1", 0)
        async with process("-m", "bench.bare_server", str(folder / "same.json"), str(port)) as started:
            await ready_to_listen(port)
            bare = await _rate(client, f"http://127.0.0.1:{port}/same", [{}], started.pid)
    print(
        f"list of {PAGE} accounts ({len(content) / 1000:.0f} kB): {ours[0]:.0f}/s; a handler with the same bytes "
        f"{bare[0]:.0f}/s; ratio {ours[0] / bare[0]:.2f} (aim 0.5 or more); "
        f"CPU per request {ours[1]:.2f} ms against {bare[1]:.2f} ms"
    )


async def _rate(
    client: aiohttp.ClientSession, url: str, headers: Sequence[dict[str, str]], pid: int
) -> tuple[float, float]:
    async def ask(numbers: range) -> None:
        for number in numbers:
            async with client.get(url, headers=headers[number % len(headers)]) as answer:
                await answer.read()
                assert answer.status == 200

    await ask(range(50))
    begin, spent = time.perf_counter(), cpu_seconds(pid)
    await asyncio.gather(*(ask(range(start, REQUESTS, CLIENTS)) for start in range(CLIENTS)))
    return REQUESTS / (time.perf_counter() - begin), (cpu_seconds(pid) - spent) / REQUESTS * 1000
