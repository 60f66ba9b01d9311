"""Kraken Futures' open orders.

Source: docs.kraken.com, Futures REST: get open orders.
"""

from typing import Any

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.kraken_futures_account import time_of
from exchange_sandbox.venues.kraken_protocol import alternative_of
from exchange_sandbox.venues.venue import Asked


def open_orders(asked: Asked) -> dict[str, Any]:
    """Get open orders: all of them, of every wallet."""
    return {"openOrders": [_row(order) for order in asked.world.orders.of(asked.holder, *asked.holder.wallets)]}


def _row(order: Order) -> dict[str, Any]:
    return {
        "order_id": f"59302619-41d2-4f0b-941f-{order.number:012}",
        "symbol": f"PF_{alternative_of(order.base)}USD",
        "side": order.side,
        "orderType": "lmt",
        "limitPrice": plain(order.price),
        "unfilledSize": plain(order.amount),
        "filledSize": 0,
        "receivedTime": time_of(order.at_ms),
        "lastUpdateTime": time_of(order.at_ms),
        "status": "untouched",
        "reduceOnly": False,
    }
