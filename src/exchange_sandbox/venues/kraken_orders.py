"""Kraken's open orders.

Source: docs.kraken.com/api, "Get Open Orders".
"""

from typing import Any

from exchange_sandbox.amounts import padded, plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.kraken_protocol import alternative_of
from exchange_sandbox.venues.venue import Asked


def open_orders(asked: Asked) -> dict[str, Any]:
    """Get Open Orders: all of them, by their ids."""
    return {"open": {_reference(order): _row(order) for order in asked.world.orders.of(asked.holder, "spot")}}


def _reference(order: Order) -> str:
    return f"OQCLML-BW3P3-{order.number:06}"


def _row(order: Order) -> dict[str, Any]:
    pair = alternative_of(order.base) + alternative_of(order.quote)
    price, volume = plain(order.price), padded(order.amount)
    return {
        "refid": None,
        "userref": 0,
        "status": "open",
        "opentm": order.at_ms / 1000,
        "starttm": 0,
        "expiretm": 0,
        "descr": {
            "pair": pair,
            "type": order.side,
            "ordertype": "limit",
            "price": price,
            "price2": "0",
            "leverage": "none",
            "order": f"{order.side} {volume} {pair} @ limit {price}",
            "close": "",
        },
        "vol": volume,
        "vol_exec": "0.00000000",
        "cost": "0.00000",
        "fee": "0.00000",
        "price": "0.00000",
        "stopprice": "0.00000",
        "limitprice": "0.00000",
        "misc": "",
        "oflags": "fciq",
    }
