"""ccxt reads the open orders of the sandbox as they stand in its book."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.exchange_sandbox.foreign import (
    test_ccxt,
    test_ccxt_bitget,
    test_ccxt_bitstamp,
    test_ccxt_bybit,
    test_ccxt_crypto_com,
    test_ccxt_gate,
    test_ccxt_htx,
    test_ccxt_mexc,
)

Open = Callable[[SandboxClient, SandboxKey], AbstractContextManager[Any]]
CLIENTS: Final[dict[str, tuple[Open, str, dict[str, Any]]]] = {
    "binance": (test_ccxt.client, "spot", {}),
    "binance_us": (test_ccxt.client, "spot", {}),
    "okx": (test_ccxt.client, "trading", {}),
    "kraken": (test_ccxt.client, "spot", {}),
    "bybit": (test_ccxt_bybit.client, "trading", {"type": "spot"}),
    "gate": (test_ccxt_gate.client, "spot", {}),
    "mexc": (test_ccxt_mexc.client, "spot", {}),
    "bitstamp": (test_ccxt_bitstamp.client, "spot", {}),
    "htx": (test_ccxt_htx.client, "spot", {}),
    "bitget": (test_ccxt_bitget.client, "spot", {}),
    "crypto_com": (test_ccxt_crypto_com.client, "cross", {}),
}
"""Venue -> how ccxt is opened on it, the wallet whose orders it is asked for, and how."""


class TestFetchOpenOrders:
    @pytest.mark.parametrize("venue", sorted(CLIENTS))
    def test_equals_the_book(self, sandbox: SandboxClient, venue: str) -> None:
        """Pair, side, amount, price and time of every order."""
        opened, wallet, params = CLIENTS[venue]
        key = sandbox.key(venue, "trader")
        with opened(sandbox, key) as exchange:
            exchange.options["warnOnFetchOpenOrdersWithoutSymbol"] = False
            exchange.options.setdefault("fetchOpenOrders", {})["warnWithoutSymbol"] = False
            exchange.load_markets()
            read = exchange.fetch_open_orders(params=params)
        told = {(order["symbol"], order["side"], order["amount"], order["price"], order["status"]) for order in read}
        mine = [
            order for order in sandbox.orders() if (order.venue, order.uid, order.wallet) == (venue, key.uid, wallet)
        ]
        assert mine
        assert told == {
            (f"{order.base}/{order.quote}", order.side, float(order.amount), float(order.price), "open")
            for order in mine
        }
