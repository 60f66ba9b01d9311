"""Crypto.com's open orders.

Source: Crypto.com Exchange API v1: private/get-open-orders.
"""

from typing import Any

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked


def open_orders(asked: Asked) -> dict[str, Any]:
    """private/get-open-orders: all of them."""
    return {"data": [_row(order) for order in asked.world.orders.of(asked.holder, "cross", "isolated")]}


def _row(order: Order) -> dict[str, Any]:
    return {
        "account_id": order.uid,
        "order_id": str(19_848_525 + order.number),
        "client_oid": str(order.number),
        "order_type": "LIMIT",
        "time_in_force": "GOOD_TILL_CANCEL",
        "side": order.side.upper(),
        "exec_inst": [],
        "quantity": plain(order.amount),
        "limit_price": plain(order.price),
        "order_value": plain(order.amount * order.price),
        "avg_price": "0",
        "cumulative_quantity": "0",
        "cumulative_value": "0",
        "cumulative_fee": "0",
        "status": "ACTIVE",
        "instrument_name": f"{order.base}_{order.quote}",
        "fee_instrument_name": order.quote,
        "create_time": order.at_ms,
        "update_time": order.at_ms,
    }
