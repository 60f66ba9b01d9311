"""ccxt reads an account's trades from the sandbox: a second reading of the same documents."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client
from tests.moorage.exchanges.test_order_sandbox import VENUE_OF
from tests.moorage.exchanges.test_trade_sandbox import DESKS, mine

DAYS: Final[Mapping[str, float]] = {"huobi": 1.5}
"""How far back ccxt can ask where that is less than six days."""
ASKED: Final[Mapping[str, tuple[str | None, Mapping[str, Any]]]] = {
    "bitfinex": (None, {}),
    "bitget_usdt_futures": ("BTC/USDT:USDT", {}),
    "bitstamp": (None, {}),
    "bybit": ("BTC/USD:BTC", {}),
    "bybit_spot": (None, {"type": "spot"}),
    "bybit_usdt_perpetual": ("BTC/USDT:USDT", {}),
    "coinbase_advanced": (None, {}),
    "coinbase_advanced_perpetual": (None, {}),
    "crypto_com": (None, {}),
    "deribit": (None, {"code": "USDC"}),
    "gate_io": (None, {"type": "spot"}),
    "gate_io_btc_perpetual": (None, {"type": "swap", "settle": "btc"}),
    "gate_io_usdt_perpetual": (None, {"type": "swap", "settle": "usdt"}),
    "huobi": (None, {"type": "spot"}),
    "kraken": (None, {}),
    "kraken_futures": (None, {}),
    "kucoin_futures": (None, {"type": "swap"}),
    "okex": (None, {"type": "spot"}),
    "okex_futures": (None, {"type": "swap"}),
}
"""Account type -> the symbol without which ccxt does not ask, and what else it wants to know."""
LINEAR_ONLY: Final = {"deribit"}
"""Where ccxt asks for one currency, and for the last day: the inverse trade is of another, and older."""


def quoted(exchange: Any, row: Mapping[str, Any]) -> tuple[str, float]:
    """Return kind and total of a trade, in the quote; of inverse contracts ccxt tells it in the base."""
    market = exchange.market(row["symbol"])
    kind = "spot" if market["spot"] else "inverse" if market["inverse"] else "linear"
    return kind, round(row["cost"] * (row["price"] if kind == "inverse" else 1), 6)


def test_every_account_type_is_here() -> None:
    """What we read, ccxt reads."""
    assert set(ASKED) == set(DESKS)


@pytest.mark.parametrize("code", sorted(ASKED))
def test_totals_are_those_of_the_book(sandbox: SandboxClient, code: str) -> None:
    """Of the last days, whatever unit the venue counts in."""
    symbol, more = ASKED[code]
    since, kinds = (
        sandbox.now_ms() - round(DAYS.get(code, 6) * 86_400_000),
        {"linear"} if code in LINEAR_ONLY else set(DESKS[code].kinds),
    )
    booked = [
        (one.kind, round(float(one.amount) * float(one.price), 6))
        for one in mine(sandbox, code)
        if one.at_ms >= since and one.kind in kinds
    ]
    with client(sandbox, sandbox.key(VENUE_OF[code], "trader")) as exchange:
        exchange.load_markets()
        read = [quoted(exchange, row) for row in exchange.fetch_my_trades(symbol, since, 100, dict(more))]
    assert sorted(told for told in read if told[0] in kinds) == sorted(booked) != []
