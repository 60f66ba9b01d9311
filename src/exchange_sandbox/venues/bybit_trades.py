"""Bybit's trades.

Source: bybit-exchange/docs, docs/v5/order/execution.
"""

from typing import Any, Final
from urllib.parse import quote

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.bybit_protocol import error
from exchange_sandbox.venues.venue import Asked

MOST: Final = 100
WEEK_MS: Final = 7 * 86_400_000


def executions(asked: Asked) -> dict[str, Any]:
    """Get trade history: the newest first, of seven days at most."""
    category = asked.params.get("category", "")
    start = int(asked.params.get("startTime") or asked.call.now_ms - WEEK_MS)
    end = int(asked.params.get("endTime") or start + WEEK_MS)
    if end - start > WEEK_MS:
        raise Refusal(error(10001, "The time range between startTime and endTime cannot exceed 7 days"))
    found = asked.world.trades.of(asked.holder, "trading", start, end, category)
    begin = int(asked.params.get("cursor") or 0)
    last = begin + min(MOST, int(asked.params.get("limit", "50")))
    more = quote(str(last), safe="") if last < len(found) else ""
    return {"category": category, "nextPageCursor": more, "list": [_row(fill) for fill in found[begin:last]]}


def _row(fill: Fill) -> dict[str, Any]:
    is_inverse = fill.kind == "inverse"
    return {
        "symbol": fill.base + fill.quote,
        "orderId": f"fd4300ae-7847-404e-b948-{fill.number:012}",
        "orderLinkId": "",
        "side": fill.side.capitalize(),
        "orderPrice": plain(fill.price),
        "orderQty": plain(fill.amount),
        "leavesQty": "0",
        "orderType": "Limit",
        "execFee": "0",
        "execId": f"e0cbe81d-0f18-5866-9415-{fill.number:012}",
        "execPrice": plain(fill.price),
        "execQty": plain(fill.total if is_inverse else fill.amount),
        "execType": "Trade",
        "execValue": plain(fill.amount if is_inverse else fill.total),
        "execTime": str(fill.at_ms),
        "feeCurrency": fill.base if fill.is_buy else fill.quote,
        "isMaker": False,
        "feeRate": "0",
        "seq": fill.number,
    }
