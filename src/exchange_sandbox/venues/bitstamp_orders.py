"""Bitstamp's open orders.

Source: Bitstamp HTTP API (OpenAPI document): get all open orders.
"""

from datetime import UTC, datetime
from typing import Any

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """Get all open orders, of every market."""
    return [_row(order) for order in asked.world.orders.of(asked.holder, "spot")]


def _row(order: Order) -> dict[str, Any]:
    return {
        "id": str(1_453_282_316_578_000 + order.number),
        "datetime": datetime.fromtimestamp(order.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "type": "0" if order.is_buy else "1",
        "subtype": "limit",
        "price": plain(order.price),
        "amount": plain(order.amount),
        "amount_at_create": plain(order.amount),
        "currency_pair": f"{order.base}/{order.quote}",
        "market": f"{order.base}/{order.quote}",
    }
