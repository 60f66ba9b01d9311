"""HTX's open orders.

Source: HTX API documentation, Trading: get all open orders.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked

MOST: Final = 500


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """Get All Open Orders: the newest first; `from` and `direct=next` go on after an order."""
    rows = [_row(order) for order in asked.world.orders.of(asked.holder, "spot")]
    after = int(asked.params.get("from") or 0)
    return [row for row in rows if not after or row["id"] < after][: min(MOST, int(asked.params.get("size", "100")))]


def _row(order: Order) -> dict[str, Any]:
    return {
        "id": 357_630_527_817_000 + order.number,
        "client-order-id": "",
        "account-id": 13_496_526,
        "symbol": (order.base + order.quote).lower(),
        "price": plain(order.price),
        "amount": plain(order.amount),
        "created-at": order.at_ms,
        "type": f"{order.side}-limit",
        "filled-amount": "0.0",
        "filled-cash-amount": "0.0",
        "filled-fees": "0.0",
        "source": "spot-web",
        "state": "submitted",
    }
