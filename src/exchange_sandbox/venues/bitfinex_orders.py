"""Bitfinex's active orders.

Source: docs.bitfinex.com: retrieve orders.
"""

from typing import Any, Final

from exchange_sandbox.orders import Order
from exchange_sandbox.venues.bitfinex_protocol import symbol_of
from exchange_sandbox.venues.venue import Asked

LENGTH: Final = 32  # places of an order


def open_orders(asked: Asked) -> list[list[Any]]:
    """Retrieve orders: all active ones, exchange and margin; a sale has a negative amount."""
    return [_row(order) for order in asked.world.orders.of(asked.holder, "exchange", "margin")]


def _row(order: Order) -> list[Any]:
    amount = float(order.amount if order.is_buy else -order.amount)
    told = {
        0: 33_950_998_000 + order.number,
        2: order.number,
        3: f"t{symbol_of(order.base, order.quote)}",
        4: order.at_ms,
        5: order.at_ms,
        6: amount,
        7: amount,
        8: "EXCHANGE LIMIT" if order.wallet == "exchange" else "LIMIT",
        12: 0,
        13: "ACTIVE",
        16: float(order.price),
        17: 0,
        28: "API>BFX",
    }
    return [told.get(place) for place in range(LENGTH)]
