"""Binance's open orders: spot, cross margin, USD-M and COIN-M futures.

Source: binance-spot-api-docs (rest-api.md, current open orders), developers.binance.com/docs/margin_trading and
/docs/derivatives (current all open orders).
"""

from collections.abc import Callable
from typing import Any, Final

from exchange_sandbox.amounts import padded
from exchange_sandbox.orders import Order
from exchange_sandbox.venues.binance_protocol import Endpoint, signed
from exchange_sandbox.venues.venue import Asked

SUFFIXES: Final = {"coinm": "USD_PERP"}
"""What follows the base in a wallet's symbols, where it is not the quote."""


def spot_order_routes(weight: int) -> dict[Any, Endpoint]:
    """Open orders of the spot wallet, which Binance US has too."""
    return {("spot", "GET", "/api/v3/openOrders"): signed(open_orders("spot"), weight)}


def order_routes() -> dict[Any, Endpoint]:
    """The table of this file, on the hosts `spot`, `usdm` and `coinm`."""
    return {
        **spot_order_routes(80),
        ("spot", "GET", "/sapi/v1/margin/openOrders"): signed(open_orders("margin"), 10, limit="sapi_ip"),
        ("usdm", "GET", "/fapi/v1/openOrders"): signed(open_orders("usdm"), 40, limit="fapi", wallet="usdm"),
        ("coinm", "GET", "/dapi/v1/openOrders"): signed(open_orders("coinm"), 40, limit="dapi", wallet="coinm"),
    }


def open_orders(wallet: str) -> Callable[[Asked], list[dict[str, Any]]]:
    """Current open orders, of all symbols or of one."""

    def answer(asked: Asked) -> list[dict[str, Any]]:
        wanted = asked.params.get("symbol")
        rows = [_row(order) for order in asked.world.orders.of(asked.holder, wallet)]
        return [row for row in rows if wanted in {None, row["symbol"]}]

    return answer


def _row(order: Order) -> dict[str, Any]:
    return {
        "symbol": order.base + SUFFIXES.get(order.wallet, order.quote),
        "orderId": 28_457_000 + order.number,
        "orderListId": -1,
        "clientOrderId": f"web_{order.number}",
        "price": padded(order.price),
        "origQty": padded(order.amount),
        "executedQty": "0.00000000",
        "cummulativeQuoteQty": "0.00000000",
        "status": "NEW",
        "timeInForce": "GTC",
        "type": "LIMIT",
        "side": order.side.upper(),
        "stopPrice": "0.00000000",
        "time": order.at_ms,
        "updateTime": order.at_ms,
    }
