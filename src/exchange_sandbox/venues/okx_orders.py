"""OKX's open orders.

Source: OKX API v5 documentation, Order Book Trading, Trade: order list.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.okx_protocol import Endpoint
from exchange_sandbox.venues.venue import Asked

READ: Final = "read_only"
MOST: Final = 100


def order_routes() -> dict[tuple[str, str], Endpoint]:
    """The table of this file."""
    return {("GET", "/api/v5/trade/orders-pending"): Endpoint(open_orders, 60, permission=READ)}


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """Get order list: the newest first, 100 at a time; `after` is an order's id. All orders here are spot."""
    if asked.params.get("instType", "SPOT") != "SPOT":
        return []
    after = int(asked.params.get("after") or 0)
    rows = [_row(order) for order in asked.world.orders.of(asked.holder, "trading")]
    return [row for row in rows if not after or int(row["ordId"]) < after][: int(asked.params.get("limit") or MOST)]


def _row(order: Order) -> dict[str, Any]:
    return {
        "instType": "SPOT",
        "instId": f"{order.base}-{order.quote}",
        "ordId": str(680_800_019_749_000_000 + order.number),
        "clOrdId": "",
        "px": plain(order.price),
        "sz": plain(order.amount),
        "ordType": "limit",
        "side": order.side,
        "posSide": "net",
        "tdMode": "cash",
        "accFillSz": "0",
        "fillPx": "",
        "avgPx": "",
        "state": "live",
        "lever": "",
        "fee": "0",
        "feeCcy": order.base if order.is_buy else order.quote,
        "uTime": str(order.at_ms),
        "cTime": str(order.at_ms),
    }
