"""OKX's trades.

Source: OKX API v5 documentation, Order Book Trading, Trade: transaction details of the last three months.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.okx_orders import MOST, READ
from exchange_sandbox.venues.okx_protocol import Endpoint
from exchange_sandbox.venues.venue import Asked

BILLS: Final = 560_000_000_000_000_000


def trade_routes() -> dict[tuple[str, str], Endpoint]:
    """The table of this file."""
    return {("GET", "/api/v5/trade/fills-history"): Endpoint(fills_history, 10, permission=READ)}


def fills_history(asked: Asked) -> list[dict[str, Any]]:
    """Get transaction details: the newest first, 100 at a time; `after` is a bill's id. All trades here are spot."""
    if asked.params.get("instType", "SPOT") != "SPOT":
        return []
    after, end = int(asked.params.get("after") or 0), asked.params.get("end")
    begin = int(asked.params.get("begin") or 0)
    rows = [_row(fill) for fill in asked.world.trades.of(asked.holder, "trading", begin, int(end) if end else None)]
    return [row for row in rows if not after or int(row["billId"]) < after][: int(asked.params.get("limit") or MOST)]


def _row(fill: Fill) -> dict[str, Any]:
    return {
        "instType": "SPOT",
        "instId": f"{fill.base}-{fill.quote}",
        "tradeId": str(fill.number),
        "ordId": str(680_800_019_749_500_000 + fill.number),
        "clOrdId": "",
        "billId": str(BILLS + fill.at_ms * 10_000 + fill.number),
        "subType": "1" if fill.is_buy else "2",
        "tag": "",
        "fillPx": plain(fill.price),
        "fillSz": plain(fill.amount),
        "side": fill.side,
        "posSide": "net",
        "execType": "T",
        "feeCcy": fill.base if fill.is_buy else fill.quote,
        "fee": "0",
        "ts": str(fill.at_ms),
        "fillTime": str(fill.at_ms),
    }
