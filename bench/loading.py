"""What loading and valuing one account costs beside a bare request with the same answer, and beside ccxt."""

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path

import aiohttp
import ccxt.async_support
import msgspec

from bench import wide_world
from bench.stack import median, sandbox
from exchange_sandbox.client import SandboxClient, SandboxKey
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.quotes import value
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.sharing import Sharing
from moorage.prices import PriceBooks
from moorage.services.ports import ExchangeSession

SIZES = (10, 100, 600)  # assets of an account
AIMS = {10: (1.5, 5), 100: (1.6, 15), 600: (1.8, 25)}
ROUNDS, LOADS, CCXT_LOADS = 7, 60, 3
TARGET = "/api/v3/account?omitZeroBalances=true"

Load = Callable[[], Awaitable[object]]


class BareBalance(msgspec.Struct):
    """A row of the answer."""

    asset: str
    free: Decimal
    locked: Decimal


class BareAccount(msgspec.Struct):
    """The answer, decoded and no more."""

    balances: list[BareBalance]


async def measure(folder: Path) -> None:
    """Print CPU seconds of a load: ours, bare, and ccxt's."""
    wide_world.write(folder / "world.toml", SIZES)
    async with AsyncExitStack() as stack:
        exchanges = await stack.enter_async_context(sandbox("--world", str(folder / "world.toml")))
        gateway = Gateway(Catalog.load(), base_urls={"": exchanges.url}, sharing=Sharing(of_limits=1e9))
        stack.push_async_callback(gateway.close)
        prices = PriceBooks(gateway)
        stack.push_async_callback(prices.close)
        client = await stack.enter_async_context(aiohttp.ClientSession())
        for size in SIZES:
            key = exchanges.key("binance", f"holds_{size}")
            foreign = foreign_binance(exchanges, key)
            stack.push_async_callback(foreign.close)
            ours, bare = _ours(gateway, prices, key), _bare(client, exchanges, key)
            figures = await _compare(ours, bare)
            theirs = await _cpu(_fetch_all(foreign), CCXT_LOADS)
            _say(size, *figures, theirs)


def _say(size: int, ours: float, bare: float, theirs: float) -> None:
    most, least = AIMS[size]
    print(
        f"load and value {size} assets: {ours * 1000:.2f} ms of CPU; bare request and decode {bare * 1000:.2f} ms, "
        f"ratio {ours / bare:.2f} (aim {most} or less); ccxt's fetch_balance and fetch_tickers "
        f"{theirs * 1000:.1f} ms, {theirs / ours:.0f} times ours (aim {least} or more)"
    )


async def _compare(ours: Load, bare: Load) -> tuple[float, float]:
    """Return the medians of rounds that alternate, so that both meet the same machine."""
    figures: tuple[list[float], list[float]] = ([], [])
    for load in (ours, bare):
        await _cpu(load, LOADS)
    for _ in range(ROUNDS):
        for load, found in zip((ours, bare), figures, strict=True):
            found.append(await _cpu(load, LOADS))
    return median(figures[0]), median(figures[1])


async def _cpu(load: Load, times: int) -> float:
    begin = time.process_time()
    for _ in range(times):
        await load()
    return (time.process_time() - begin) / times


def _ours(gateway: Gateway, prices: PriceBooks, key: SandboxKey) -> Load:
    market = Catalog.load().get("binance")
    credentials = Credentials(api_key=Secret(key.api_key), secret=Secret(key.secret))

    async def load() -> None:
        session: ExchangeSession
        async with gateway.session(market, credentials) as session:
            quoting = asyncio.ensure_future(prices.quotes(market))
            balances = await session.fetch_balances(market)
            valuation = value(balances.holdings, await quoting)
        assert valuation.usd > 0
        assert not valuation.unpriced

    return load


def _bare(client: aiohttp.ClientSession, exchanges: SandboxClient, key: SandboxKey) -> Load:
    url, decoder = exchanges.host_url("binance", "spot"), msgspec.json.Decoder(BareAccount)
    path, _, query = TARGET.partition("?")

    async def load() -> None:
        signed = f"timestamp={int(time.time() * 1000)}&recvWindow=10000&{query}"
        signature = hmac.new(key.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        headers = {"X-MBX-APIKEY": key.api_key}
        async with client.get(f"{url}{path}?{signed}&signature={signature}", headers=headers) as answer:
            assert decoder.decode(await answer.read()).balances

    return load


def foreign_binance(exchanges: SandboxClient, key: SandboxKey) -> ccxt.async_support.binance:
    """Return an instance of ccxt that speaks to the sandbox and asks nothing that is not needed."""
    logging.getLogger("ccxt").setLevel(logging.ERROR)
    exchange = ccxt.async_support.binance(
        {
            "apiKey": key.api_key,
            "secret": key.secret,
            "enableRateLimit": False,
            "options": {"fetchMarkets": {"types": ["spot"]}, "fetchCurrencies": False, "warnOnFetchOpenOrders": False},
        }
    )
    spot = exchanges.host_url("binance", "spot")
    exchange.urls["api"] |= {"public": f"{spot}/api/v3", "private": f"{spot}/api/v3", "sapi": f"{spot}/sapi/v1"}
    return exchange


def _fetch_all(exchange: ccxt.async_support.binance) -> Load:
    async def load() -> None:
        await exchange.fetch_balance()
        await exchange.fetch_tickers()

    return load
