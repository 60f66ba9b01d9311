"""What loading and valuing one account costs beside a bare request with the same answer, and beside ccxt."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path

import aiohttp
import ccxt.async_support
import msgspec

from bench import wide_world
from bench.bare import Asked, BareBinance, asked
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

Load = Callable[[], Awaitable[object]]


class BareBalance(msgspec.Struct):
    """A row of the answer."""

    asset: str
    free: Decimal
    locked: Decimal


class BareAccount(msgspec.Struct):
    """The answer, decoded and no more."""

    balances: list[BareBalance]


BALANCES = [Asked("spot", "GET", "/api/v3/account")]
DECODERS = {
    "/api/v3/account": msgspec.json.Decoder(BareAccount),
    "/sapi/v1/asset/get-funding-asset": msgspec.json.Decoder(list[BareBalance]),
    "/sapi/v1/simple-earn/locked/position": msgspec.json.Decoder(),
}


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
            ours = _ours(gateway, prices, key)
            await ours()
            exchanges.forget_requests()
            await ours()
            requests = asked(exchanges)
            figures = await _compare([ours, *(_bare(client, exchanges, key, some) for some in (requests, BALANCES))])
            theirs = _fetch_all(foreign)
            await theirs()
            _say(size, len(requests), *figures, await _cpu(theirs, CCXT_LOADS))


def _say(size: int, count: int, ours: float, bare: float, single: float, theirs: float) -> None:
    most, least = AIMS[size]
    print(
        f"load and value {size} assets: {ours * 1000:.2f} ms of CPU; the same {count} requests bare, and decoded, "
        f"{bare * 1000:.2f} ms, ratio {ours / bare:.2f} (aim {most} or less); bare balances of spot alone "
        f"{single * 1000:.2f} ms, ratio {ours / single:.2f}; ccxt's fetch_balance and fetch_tickers, markets known, "
        f"{theirs * 1000:.1f} ms, {theirs / ours:.0f} times ours (aim {least} or more)"
    )


async def _compare(loads: Sequence[Load]) -> list[float]:
    """Return the medians of rounds that alternate, so that all meet the same machine."""
    figures: list[list[float]] = [[] for _ in loads]
    for load in loads:
        await _cpu(load, LOADS)
    for _ in range(ROUNDS):
        for load, found in zip(loads, figures, strict=True):
            found.append(await _cpu(load, LOADS))
    return [median(found) for found in figures]


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


def _bare(client: aiohttp.ClientSession, exchanges: SandboxClient, key: SandboxKey, requests: Sequence[Asked]) -> Load:
    bare, decoders = BareBinance(client, exchanges, requests), [DECODERS[each.path] for each in requests]

    async def load() -> None:
        for decoder, body in zip(decoders, await bare.ask(key), strict=True):
            decoder.decode(body)

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
