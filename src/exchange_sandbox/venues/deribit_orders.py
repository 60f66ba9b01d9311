"""Deribit's open orders.

Source: docs.deribit.com: private/get_open_orders.
"""

from typing import Any

from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """private/get_open_orders: of every currency and kind."""
    return [_row(order) for order in asked.world.orders.of(asked.holder, "futures")]


def _row(order: Order) -> dict[str, Any]:
    return {
        "order_id": f"{order.quote}-{146_062 + order.number}",
        "instrument_name": f"{order.base}-PERPETUAL",
        "order_state": "open",
        "order_type": "limit",
        "time_in_force": "good_til_cancelled",
        "direction": order.side,
        "price": float(order.price),
        "amount": float(order.amount),
        "filled_amount": 0.0,
        "average_price": 0.0,
        "creation_timestamp": order.at_ms,
        "last_update_timestamp": order.at_ms,
        "label": "",
        "api": False,
        "is_liquidation": False,
        "post_only": False,
        "reduce_only": False,
    }
