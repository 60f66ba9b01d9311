"""MEXC's open orders.

Source: MEXC API documentation, spot v3: current open orders.
"""

from typing import Any

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """Current open orders: of all symbols, or of one."""
    rows = [_row(order) for order in asked.world.orders.of(asked.holder, "spot")]
    return [row for row in rows if asked.params.get("symbol") in {None, row["symbol"]}]


def _row(order: Order) -> dict[str, Any]:
    return {
        "symbol": order.base + order.quote,
        "orderId": f"C02__{443_776_000_000 + order.number}",
        "orderListId": -1,
        "clientOrderId": "",
        "price": plain(order.price),
        "origQty": plain(order.amount),
        "executedQty": "0",
        "cummulativeQuoteQty": "0",
        "status": "NEW",
        "timeInForce": None,
        "type": "LIMIT",
        "side": order.side.upper(),
        "stopPrice": None,
        "time": order.at_ms,
        "updateTime": None,
        "isWorking": True,
        "origQuoteOrderQty": plain(order.amount * order.price),
    }
