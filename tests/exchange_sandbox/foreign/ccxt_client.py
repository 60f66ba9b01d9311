"""ccxt, unmodified, whose requests end at the sandbox."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import ccxt

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.exchange_sandbox.foreign.detour import Detour

CLASSES: Final = {
    "binance_tr": "tokocrypto",
    "binance_us": "binanceus",
    "crypto_com": "cryptocom",
    "kraken_futures": "krakenfutures",
}
"""Venues that ccxt calls otherwise. The emulated Binance TR also answers as the twin that ccxt knows."""
HOSTS: Final[Mapping[str, Mapping[str, str]]] = {
    "binance": {
        "https://api.binance.com": "spot",
        "https://fapi.binance.com": "usdm",
        "https://dapi.binance.com": "coinm",
        "https://papi.binance.com": "papi",
        "https://eapi.binance.com": "eapi",
    },
    "binance_tr": {"https://www.tokocrypto.com": "rest"},
    "binance_us": {"https://api.binance.us": "spot"},
    "bitfinex": {"https://api-pub.bitfinex.com": "public", "https://api.bitfinex.com": "rest"},
    "bitget": {"https://api.bitget.com": "rest"},
    "bitstamp": {"https://www.bitstamp.net": "rest"},
    "bybit": {"https://api.bybit.com": "rest"},
    "coinbase": {"https://api.coinbase.com": "rest"},
    "crypto_com": {"https://api.crypto.com": "rest"},
    "deribit": {"https://www.deribit.com": "rest"},
    "gate": {"https://api.gateio.ws": "rest"},
    "gemini": {"https://api.gemini.com": "rest"},
    "htx": {"https://api.huobi.pro": "rest"},
    "kraken": {"https://api.kraken.com": "rest"},
    "kraken_futures": {"https://futures.kraken.com": "rest"},
    "kucoin": {"https://api.kucoin.com": "rest", "https://api-futures.kucoin.com": "futures"},
    "mexc": {"https://api.mexc.com": "rest", "https://contract.mexc.com": "contract"},
    "okx": {"https://www.okx.com": "rest"},
}
"""The sandbox's name of a venue -> real host -> the sandbox's host."""
OPTIONS: Final = {"htx": {"fetchMarkets": {"types": {"spot": True, "linear": False, "inverse": False}}}}
"""The contract hosts of HTX are not emulated."""
WEB_PAGES: Final = {"gemini"}
"""Where ccxt would read the currencies from a web page."""


@contextmanager
def client(sandbox: SandboxClient, key: SandboxKey, **changes: str) -> Iterator[Any]:
    """A fresh instance for the venue of a key, with its real URLs: some sign the host, or tell errors by it."""
    venue = key.venue
    credentials = {"apiKey": key.api_key, "secret": key.secret, "password": key.passphrase or ""} | changes
    exchange = getattr(ccxt, CLASSES.get(venue, venue))(
        {**credentials, "enableRateLimit": False, "options": OPTIONS.get(venue, {})}
    )
    if venue in WEB_PAGES:
        exchange.has["fetchCurrencies"] = False
    hosts = {real: sandbox.host_url(venue, host) for real, host in HOSTS[venue].items()}
    exchange.session.mount("https://", Detour(hosts))
    try:
        yield exchange
    finally:
        exchange.session.close()


def held(balance: dict[str, Any]) -> dict[str, float]:
    """What is there, zeros left out."""
    return {code: amount for code, amount in balance["total"].items() if amount}
