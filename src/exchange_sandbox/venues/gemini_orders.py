"""Gemini's active orders.

Source: docs.gemini.com, REST API: list active orders.
"""

from typing import Any

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """List Active Orders: all of them."""
    return [_row(order) for order in asked.world.orders.of(asked.holder, "spot")]


def _row(order: Order) -> dict[str, Any]:
    return {
        "order_id": str(107_421_210 + order.number),
        "id": str(107_421_210 + order.number),
        "symbol": (order.base + order.quote).lower(),
        "exchange": "gemini",
        "avg_execution_price": "0.00",
        "side": order.side,
        "type": "exchange limit",
        "timestamp": str(order.at_ms // 1000),
        "timestampms": order.at_ms,
        "is_live": True,
        "is_cancelled": False,
        "is_hidden": False,
        "was_forced": False,
        "executed_amount": "0",
        "remaining_amount": plain(order.amount),
        "original_amount": plain(order.amount),
        "price": plain(order.price),
        "options": [],
    }
