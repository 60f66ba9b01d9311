"""Gate's open orders, spot and perpetual futures.

Source: Gate API v4: list all open orders; list futures orders.
"""

from collections.abc import Callable
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked

MOST: Final = 100


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """List all open orders: by pair, and `limit` of each pair on a page; a pair without any is left out."""
    size, page = min(MOST, int(asked.params.get("limit", "100"))), int(asked.params.get("page", "1"))
    by_pair: dict[str, list[Order]] = {}
    for order in asked.world.orders.of(asked.holder, "spot"):
        by_pair.setdefault(f"{order.base}_{order.quote}", []).append(order)
    return [
        {"currency_pair": pair, "total": len(orders), "orders": [_row(order, pair) for order in shown]}
        for pair, orders in by_pair.items()
        if (shown := orders[(page - 1) * size : page * size])
    ]


def futures_orders(settle: str) -> Callable[[Asked], list[dict[str, Any]]]:
    """List futures orders: those with `status=open`, by offset."""

    def answer(asked: Asked) -> list[dict[str, Any]]:
        begin = int(asked.params.get("offset", "0"))
        orders = asked.world.orders.of(asked.holder, f"futures_{settle}")
        return [_contract(order) for order in orders[begin : begin + min(MOST, int(asked.params.get("limit", "100")))]]

    return answer


def _row(order: Order, pair: str) -> dict[str, Any]:
    return {
        "id": str(12_332_324 + order.number),
        "text": "apiv4",
        "create_time": str(order.at_ms // 1000),
        "create_time_ms": order.at_ms,
        "update_time": str(order.at_ms // 1000),
        "update_time_ms": order.at_ms,
        "currency_pair": pair,
        "status": "open",
        "type": "limit",
        "account": "spot",
        "side": order.side,
        "amount": plain(order.amount),
        "price": plain(order.price),
        "time_in_force": "gtc",
        "left": plain(order.amount),
        "filled_total": "0",
        "fee": "0",
    }


def _contract(order: Order) -> dict[str, Any]:
    return {
        "id": 15_675_394 + order.number,
        "contract": f"{order.base}_USDT",
        "create_time": order.at_ms / 1000,
        "price": plain(order.price),
        "size": 1 if order.is_buy else -1,
        "left": 1 if order.is_buy else -1,
        "status": "open",
        "tif": "gtc",
        "fill_price": "0",
    }
