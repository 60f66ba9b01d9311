"""KuCoin's open orders, spot and futures.

Source: Kucoin/kucoin-universal-sdk: spot, get symbols with open order, get open orders; futures, get order list.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked

MOST: Final = 1_000


def symbols_with_orders(asked: Asked) -> dict[str, Any]:
    """Get Symbols With Open Order."""
    return {"symbols": sorted({_symbol(order) for order in asked.world.orders.of(asked.holder, "trading")})}


def open_orders(asked: Asked) -> list[dict[str, Any]]:
    """Get Open Orders: all of one symbol, and none without one."""
    orders = asked.world.orders.of(asked.holder, "trading")
    return [_row(order) for order in orders if _symbol(order) == asked.params.get("symbol")]


def futures_orders(asked: Asked) -> dict[str, Any]:
    """Get Order List: by page."""
    orders = asked.world.orders.of(asked.holder, "futures")
    size, page = min(MOST, int(asked.params.get("pageSize", "50"))), int(asked.params.get("currentPage", "1"))
    return {
        "currentPage": page,
        "pageSize": size,
        "totalNum": len(orders),
        "totalPage": -(-len(orders) // size),
        "items": [{**_row(order), "symbol": "XBTUSDTM"} for order in orders[(page - 1) * size : page * size]],
    }


def _symbol(order: Order) -> str:
    return f"{order.base}-{order.quote}"


def _row(order: Order) -> dict[str, Any]:
    return {
        "id": f"67120bbef094e20007{order.number:06}",
        "clientOid": "",
        "symbol": _symbol(order),
        "opType": "DEAL",
        "type": "limit",
        "side": order.side,
        "price": plain(order.price),
        "size": plain(order.amount),
        "funds": plain(order.amount * order.price),
        "dealSize": "0",
        "dealFunds": "0",
        "fee": "0",
        "timeInForce": "GTC",
        "active": True,
        "isActive": True,
        "cancelExist": False,
        "createdAt": order.at_ms,
    }
