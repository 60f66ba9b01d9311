"""Prices as they come: crooked, rounded to ticks, reached over other coins; the value is right to the last digit."""

import json
import tomllib
import urllib.request
from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib.resources import files
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.proofs.front_door import FrontDoor, front_door
from tests.proofs.test_connect import MARKETS, owned, text

WORLD: Final = tomllib.loads(files("exchange_sandbox").joinpath("default_world.toml").read_text())
ASSETS: Final[Mapping[str, Any]] = WORLD["assets"]
PAGES: Final = {
    "binance": "/binance/spot/api/v3/ticker/24hr",
    "binance_us": "/binance_us/spot/api/v3/ticker/price",
    "okx": "/okx/rest/api/v5/market/tickers?instType=SPOT",
    "kraken": "/kraken/rest/0/public/Ticker",
    "bitstamp": "/bitstamp/rest/api/v2/ticker/",
}
OVER: Final = ("USDT", "USDC", "USD", "BTC", "ETH", "EUR", "GBP", "TRY", "FDUSD", "BNB")
"""Coins that a way may lead over, in the order in which they are tried; at most two, one first."""
KRAKEN_OLD: Final = {"BTC": "XXBT", "ETH": "XETH", "LTC": "XLTC", "XRP": "XXRP", "DOGE": "XXDG", "XMR": "XXMR"} | {
    "USD": "ZUSD",
    "EUR": "ZEUR",
}
KRAKEN_SHORT: Final = {"BTC": "XBT", "DOGE": "XDG"}
MARKETS_WITHOUT_POSITIONS: Final = ("binance", "binance_margin", "binance_us", "kraken")
"""The profit of positions follows prices in the venue's own rounding, which `test_connect.py` states by hand."""

Book = Mapping[tuple[str, str], Fraction]


def book(sandbox: SandboxClient, venue: str) -> Book:
    """Read the venue's page of prices, pair by pair as the world file names them."""
    with urllib.request.urlopen(sandbox.url + PAGES[venue]) as answer:
        prices = listed(venue, json.load(answer))
    found = {}
    for pair in permutations(ASSETS, 2):
        names = [symbol for symbol in symbols(venue, *pair) if symbol in prices]
        if names and pair[1] in ASSETS[pair[0]].get("quotes", []):
            found[pair] = Fraction(prices[names[0]])
    assert len(found) == len(prices)
    return found


def listed(venue: str, page: Any) -> dict[str, str]:
    """Return symbol -> price."""
    if venue == "okx":
        return {row["instId"]: row["last"] for row in page["data"]}
    if venue == "kraken":
        return {symbol: row["c"][0] for symbol, row in page["result"].items()}
    if venue == "bitstamp":
        return {row["pair"]: row["last"] for row in page if row["market_type"] == "SPOT"}
    return {row["symbol"]: row.get("price") or row["lastPrice"] for row in page}


def symbols(venue: str, base: str, quote: str) -> list[str]:
    """Return what the venue may call a pair."""
    if venue == "okx":
        return [f"{base}-{quote}"]
    if venue == "bitstamp":
        return [f"{base}/{quote}"]
    if venue == "kraken":
        old = KRAKEN_OLD.get(base, "?") + KRAKEN_OLD.get(quote, "?")
        return [old, KRAKEN_SHORT.get(base, base) + KRAKEN_SHORT.get(quote, quote)]
    return [base + quote]


def rate(prices: Book, base: str, quote: str) -> Fraction | None:
    """Return how much `quote` one `base` is: straight, over one coin, over two; the first way that is there."""
    ways = [(base, quote), *((base, one, quote) for one in OVER)]
    ways += [(base, one, two, quote) for one in OVER for two in OVER]
    if base == quote:
        return Fraction(1)
    for way in ways:
        steps = [prices.get(step) or inverse(prices.get(step[::-1])) for step in pairwise(way)]
        if all(steps):
            product = Fraction(1)
            for step in steps:
                product *= step or 0
            return product
    return None


def inverse(price: Fraction | None) -> Fraction | None:
    """Return the price of the other direction."""
    return 1 / price if price else None


def dollars(prices: Book, elsewhere: Book, code: str) -> Fraction | None:
    """Return US dollars for one coin; where nothing is traded for dollars, as Bitstamp says.

    Bitstamp is asked for what is the same thing everywhere, and otherwise for a USDT.
    """
    if any("USD" in pair for pair in prices):
        return rate(prices, code, "USD")
    if code in {"USDC", "EUR", "BTC", "ETH"}:
        return rate(elsewhere, code, "USD")
    in_usdt, usdt = rate(prices, code, "USDT"), rate(elsewhere, "USDT", "USD")
    return None if in_usdt is None or usdt is None else in_usdt * usdt


@pytest.fixture
def door(exchange_sandbox: SandboxClient, tmp_path: Path) -> Iterator[FrontDoor]:
    """A service that never sees other prices than this file's."""
    with front_door(tmp_path / "installation", exchange_sandbox.url) as opened:
        yield opened


def expected(sandbox: SandboxClient, key: SandboxKey, market: str) -> tuple[str, str]:
    """Return what an account is worth in USD and in BTC, coin by coin."""
    prices, bitstamp, usd, btc = book(sandbox, key.venue), book(sandbox, "bitstamp"), Fraction(0), Fraction(0)
    for code, amount in owned(sandbox, key, market):
        in_usd, in_btc = dollars(prices, bitstamp, code), rate(prices, code, "BTC")
        if in_usd is not None and in_btc is not None:
            usd += amount * in_usd
            btc += amount * in_btc
    return text(usd), text(btc)


def test_value(door: FrontDoor, sandbox: SandboxClient) -> None:
    """An account is worth the sum over its coins at the venue's own rounded prices, each by the first way there is."""
    sandbox.set_prices({code: asset["usd"] for code, asset in ASSETS.items() if "usd" in asset})
    caller = door.caller()
    for market in MARKETS_WITHOUT_POSITIONS:
        key = sandbox.key(MARKETS[market], "trader")
        entity = caller.connect(market, key).json
        assert (entity["usd_amount"], entity["btc_amount"]) == expected(sandbox, key, market), market
