"""What a further account costs in memory while the refresh is at work."""

import asyncio
import time
from pathlib import Path

from bench.fleet import settle
from bench.stack import resident_megabytes, sandbox, serving
from exchange_sandbox.client import SandboxClient
from moorage.cli.demo import free_port
from moorage.config import Settings
from moorage.core import initialise, opened

FEW, MANY = 100, 10_000  # accounts
WATCHED_FOR = 25.0  # seconds


async def measure(folder: Path) -> None:
    """Print the memory of a server with many accounts less that of one with few, for each account more."""
    async with sandbox() as exchanges:
        few = await _most_held(exchanges, folder / "few", FEW)
        many = await _most_held(exchanges, folder / "many", MANY)
    print(
        f"memory with the refresh at work: {few:.1f} MB with {FEW} accounts, {many:.1f} MB with {MANY:,}; "
        f"{(many - few) * 1e6 / (MANY - FEW):.0f} bytes for each further account (aim under 1000)"
    )


async def _most_held(exchanges: SandboxClient, folder: Path, accounts: int) -> float:
    """Return the most megabytes that a server held while it refreshed accounts that were all due at its start."""
    settings = Settings(data_dir=folder, port=free_port("127.0.0.1", 0))
    await initialise(settings)
    async with opened(settings) as core:
        await settle(core, exchanges.mint_keys("binance", accounts))
    async with serving(settings, exchanges.url) as service:
        most, end = 0.0, time.monotonic() + WATCHED_FOR
        while time.monotonic() < end:
            await asyncio.sleep(0.25)
            most = max(most, resident_megabytes(service.pid))
    return most
