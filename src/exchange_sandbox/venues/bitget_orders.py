"""Bitget's open orders, classic (spot, futures) and unified.

Source: Bitget API v2: get current orders, get pending orders; v3: get open orders.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked

MOST: Final = 100


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """Get Current Orders: the newest first; `idLessThan` asks for older ones."""
    return _older(asked, [_row(order) for order in asked.world.orders.of(asked.holder, "spot")])


def futures_orders(asked: Asked) -> dict[str, Any]:
    """Get Pending Orders: the newest first, null when there are none."""
    rows = _older(asked, [_row(order) for order in asked.world.orders.of(asked.holder, "futures")])
    return {"entrustedList": rows or None, "endId": rows[-1]["orderId"] if rows else None}


def unified_orders(asked: Asked) -> dict[str, Any]:
    """Get Open Orders of a unified account: by category, with a cursor. All orders here are spot."""
    orders = asked.world.orders.of(asked.holder, "unified") if asked.params.get("category", "SPOT") == "SPOT" else []
    before = asked.params.get("cursor")
    rows = [row for row in map(_row, orders) if before is None or int(row["orderId"]) < int(before)][:MOST]
    return {"list": rows or None, "cursor": rows[-1]["orderId"] if rows else None}


def _older(asked: Asked, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    before, size = asked.params.get("idLessThan"), min(MOST, int(asked.params.get("limit", "100")))
    return [row for row in rows if before is None or int(row["orderId"]) < int(before)][:size]


def _row(order: Order) -> dict[str, Any]:
    return {
        "userId": order.uid,
        "symbol": order.base + order.quote,
        "orderId": str(1_065_836_096_044_000_000 + order.number),
        "clientOid": "",
        "priceAvg": plain(order.price),
        "price": plain(order.price),
        "size": plain(order.amount),
        "qty": plain(order.amount),
        "orderType": "limit",
        "side": order.side,
        "status": "live",
        "orderStatus": "live",
        "basePrice": "0",
        "baseVolume": "0",
        "quoteVolume": "0",
        "cTime": str(order.at_ms),
        "uTime": str(order.at_ms),
    }
