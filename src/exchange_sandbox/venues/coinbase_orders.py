"""Coinbase's open orders.

Source: docs.cdp.coinbase.com, Advanced Trade API: list orders.
"""

from datetime import UTC, datetime
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.venue import Asked

WALLETS: Final = {"SPOT": ("spot",), "FUTURE": ("futures",)}


def orders(asked: Asked) -> dict[str, Any]:
    """List Orders: the newest first; all orders here are open."""
    kind, status = asked.params.get("product_type", ""), asked.params.get("order_status", "OPEN")
    found = asked.world.orders.of(asked.holder, *WALLETS.get(kind, ("spot", "futures"))) if status == "OPEN" else []
    begin = int(asked.params.get("cursor") or 0)
    end = begin + int(asked.params.get("limit") or 1_000)
    more = end < len(found)
    rows = [_row(order) for order in found[begin:end]]
    return {"orders": rows, "sequence": "0", "has_next": more, "cursor": str(end) if more else ""}


def _row(order: Order) -> dict[str, Any]:
    limit = {"base_size": plain(order.amount), "limit_price": plain(order.price), "post_only": False}
    return {
        "order_id": f"0000-000000-{order.number:06}",
        "product_id": f"{order.base}-{order.quote}" if order.wallet == "spot" else f"{order.base[:2]}P-20DEC30-CDE",
        "user_id": order.uid,
        "order_configuration": {"limit_limit_gtc": limit},
        "side": order.side.upper(),
        "client_order_id": "",
        "status": "OPEN",
        "time_in_force": "GOOD_UNTIL_CANCELLED",
        "created_time": datetime.fromtimestamp(order.at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "completion_percentage": "0",
        "filled_size": "0",
        "average_filled_price": "0",
        "number_of_fills": "0",
        "filled_value": "0",
        "total_fees": "0",
        "order_type": "LIMIT",
        "product_type": "SPOT" if order.wallet == "spot" else "FUTURE",
    }
