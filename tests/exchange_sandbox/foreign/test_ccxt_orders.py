"""ccxt reads the open orders of the sandbox as they stand in its book."""

from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client

ASKED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "binance": ("spot", {}),
    "binance_us": ("spot", {}),
    "okx": ("trading", {}),
    "kraken": ("spot", {}),
    "bybit": ("trading", {"type": "spot"}),
    "gate": ("spot", {}),
    "mexc": ("spot", {}),
    "bitstamp": ("spot", {}),
    "htx": ("spot", {}),
    "bitget": ("spot", {}),
    "crypto_com": ("cross", {}),
}
"""Venue -> the wallet whose orders ccxt is asked for, and how."""


class TestFetchOpenOrders:
    @pytest.mark.parametrize("venue", sorted(ASKED))
    def test_equals_the_book(self, sandbox: SandboxClient, venue: str) -> None:
        """Pair, side, amount, price and time of every order."""
        wallet, params = ASKED[venue]
        key = sandbox.key(venue, "trader")
        with client(sandbox, key) as exchange:
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
