"""Bybit's open orders.

Source: bybit-exchange/docs, docs/v5/order/open-order.
"""

from typing import Any, Final
from urllib.parse import quote

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.bybit_protocol import error
from exchange_sandbox.venues.venue import Asked

MOST: Final = 50
CURSOR: Final = "page_args="


def open_orders(asked: Asked) -> dict[str, Any]:
    """Get open & closed orders: the newest first; the cursor is percent-encoded. All orders here are spot."""
    category = asked.params.get("category", "")
    if category == "linear" and not {"symbol", "baseCoin", "settleCoin"} & asked.params.keys():
        raise Refusal(error(10001, "params error: symbol, baseCoin or settleCoin is required"))
    is_plain = asked.params.get("orderFilter", "Order") == "Order"
    orders = asked.world.orders.of(asked.holder, "trading") if category == "spot" and is_plain else []
    begin = int(asked.params.get("cursor", "").removeprefix(CURSOR) or 0)
    end = begin + min(MOST, int(asked.params.get("limit", "20")))
    more = quote(f"{CURSOR}{end}", safe="") if end < len(orders) else ""
    return {"category": category, "nextPageCursor": more, "list": [_row(order) for order in orders[begin:end]]}


def _row(order: Order) -> dict[str, Any]:
    return {
        "orderId": f"fd4300ae-7847-404e-b947-{order.number:012}",
        "orderLinkId": "",
        "symbol": order.base + order.quote,
        "price": plain(order.price),
        "qty": plain(order.amount),
        "side": order.side.capitalize(),
        "orderStatus": "New",
        "orderType": "Limit",
        "timeInForce": "GTC",
        "leavesQty": plain(order.amount),
        "cumExecQty": "0",
        "cumExecValue": "0",
        "cumExecFee": "0",
        "avgPrice": "",
        "createdTime": str(order.at_ms),
        "updatedTime": str(order.at_ms),
    }
