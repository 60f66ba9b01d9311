"""Accounts refreshed in a second of CPU: by our runner with its database, by bare requests, and by ccxt."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import ccxt.async_support
import msgspec

from bench import wide_world
from bench.bare import KINDS, Asked, BareBinance, asked
from bench.fleet import settle
from bench.loading import foreign_binance
from bench.stack import sandbox
from exchange_sandbox.client import SandboxClient, SandboxKey
from moorage.app import price_books, services, sources
from moorage.app import venues as doors_to_venues
from moorage.config import Settings
from moorage.core import initialise, now, opened
from moorage.exchanges.sharing import Sharing
from moorage.refresh.embedded import EmbeddedRefresh
from moorage.refresh.plan import MOST_LANES
from moorage.services.watching import Watching

ASSETS = 600  # of the venue; it tells a price for each in two currencies
OURS, REUSED, ANEW = 600, 60, 6  # accounts
WARM_UP = 20

Refresh = Callable[[SandboxKey], Awaitable[None]]


async def measure(folder: Path) -> None:
    """Print accounts a second of CPU, and the ratios to the others'."""
    wide_world.write(folder / "world.toml", [ASSETS])
    async with AsyncExitStack() as stack:
        exchanges = await stack.enter_async_context(sandbox("--world", str(folder / "world.toml")))
        ours = await _ours(exchanges, folder / "data")
        requests = asked(exchanges, OURS)
        client = await stack.enter_async_context(aiohttp.ClientSession())
        bare = await _by_lanes(_barely(client, exchanges, requests), exchanges.mint_keys("binance", WARM_UP + OURS))
        reused = await _reused(exchanges, exchanges.mint_keys("binance", REUSED + 1))
        anew = await _by_lanes(_anew(exchanges), exchanges.mint_keys("binance", ANEW), warm_up=0)
    print(
        f"accounts refreshed in a second of CPU, {len(requests)} requests and one commit each: {ours:.0f}; "
        f"bare requests without a database {bare:.0f}, ratio {ours / bare:.2f} (aim 0.5 or more); "
        f"ccxt with one instance for all, prices asked once, {reused:.1f}, {ours / reused:.1f} times (aim 3 or more; "
        f"bare requests {bare / reused:.1f}); "
        f"ccxt with an instance for each {anew:.2f}, {ours / anew:.0f} times (aim 20 or more)"
    )


async def _ours(exchanges: SandboxClient, folder: Path) -> float:
    settings = Settings(data_dir=folder, exchange_base_urls={"": exchanges.url})
    await initialise(settings)
    async with opened(settings) as core, doors_to_venues(settings, Sharing(of_limits=1e9)) as doors:
        watching = Watching(now, settings.rhythm)
        wired = services(core, doors, watching, price_books(core.settings, doors))
        refresh = EmbeddedRefresh(sources(core, doors, wired, watching))
        await settle(core, exchanges.mint_keys("binance", WARM_UP))
        task = asyncio.create_task(refresh.run())
        try:
            await _loaded(refresh, WARM_UP)
        finally:
            await _end(task)
        await settle(core, exchanges.mint_keys("binance", OURS))
        exchanges.forget_requests()
        refresh = EmbeddedRefresh(sources(core, doors, wired, watching))
        begin = time.process_time()
        task = asyncio.create_task(refresh.run())
        try:
            await _loaded(refresh, OURS)
            return OURS / (time.process_time() - begin)
        finally:
            await _end(task)
            await wired.balances.close()


async def _loaded(refresh: EmbeddedRefresh, count: int) -> None:
    while sum(refresh.outcomes.values()) < count:  # noqa: ASYNC110 - a count that nobody announces
        await asyncio.sleep(0.05)
    assert set(refresh.outcomes) == {("binance", "loaded")}, refresh.outcomes


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _barely(client: aiohttp.ClientSession, exchanges: SandboxClient, requests: Sequence[Asked]) -> Refresh:
    bare = BareBinance(client, exchanges, requests)

    async def refresh(key: SandboxKey) -> None:
        for body in await bare.ask(key):
            msgspec.json.decode(body)

    return refresh


async def _by_lanes(refresh: Refresh, keys: Sequence[SandboxKey], warm_up: int = WARM_UP) -> float:
    """Refresh by as many at a time as our runner does; return accounts a second of CPU."""
    await _lane(refresh, iter(keys[:warm_up]))
    pile, begin = iter(keys[warm_up:]), time.process_time()
    await asyncio.gather(*(_lane(refresh, pile) for _ in range(MOST_LANES)))
    return (len(keys) - warm_up) / (time.process_time() - begin)


async def _lane(refresh: Refresh, pile: Iterator[SandboxKey]) -> None:
    for key in pile:
        await refresh(key)


async def _reused(exchanges: SandboxClient, keys: Sequence[SandboxKey]) -> float:
    """Refresh by one instance that knows the markets and takes one key after another; prices are asked once."""
    exchange = foreign_binance(exchanges, keys[0])
    try:
        await _fetch(exchange)
        begin = time.process_time()
        await exchange.fetch_tickers()
        for key in keys[1:]:
            exchange.apiKey, exchange.secret = key.api_key, key.secret
            await _fetch(exchange)
        return (len(keys) - 1) / (time.process_time() - begin)
    finally:
        await exchange.close()


def _anew(exchanges: SandboxClient) -> Refresh:
    async def refresh(key: SandboxKey) -> None:
        exchange = foreign_binance(exchanges, key)
        try:
            await _fetch(exchange)
        finally:
            await exchange.close()

    return refresh


async def _fetch(exchange: ccxt.async_support.binance) -> None:
    """Ask for what a refresh of ours asks: balances, deposits, withdrawals and moves."""
    await exchange.fetch_balance()
    await exchange.fetch_balance({"type": "funding"})
    await exchange.fetch_deposits()
    await exchange.fetch_withdrawals()
    for kind in KINDS:
        await exchange.sapi_get_asset_transfer({"type": kind})
