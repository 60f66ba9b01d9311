"""OKX's trades.

Source: OKX API v5 documentation, Order Book Trading, Trade: transaction details of the last three months.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.trades import SPOT, Fill
from exchange_sandbox.venues.okx_orders import MOST, READ
from exchange_sandbox.venues.okx_protocol import Endpoint
from exchange_sandbox.venues.venue import Asked

BILLS: Final = 560_000_000_000_000_000
KINDS: Final[Mapping[str, tuple[str, ...]]] = {"SPOT": (SPOT,), "SWAP": ("linear", "inverse")}


def trade_routes() -> dict[tuple[str, str], Endpoint]:
    """The table of this file."""
    return {("GET", "/api/v5/trade/fills-history"): Endpoint(fills_history, 10, permission=READ)}


def fills_history(asked: Asked) -> list[dict[str, Any]]:
    """Get transaction details: the newest first, 100 at a time, before the bill `after`. Contracts are perpetual."""
    kinds, after, end = (
        KINDS.get(asked.params.get("instType", "SPOT"), ()),
        int(asked.params.get("after") or 0),
        asked.params.get("end"),
    )
    begin = int(asked.params.get("begin") or 0)
    until = int(end) if end else None
    found = [fill for kind in kinds for fill in asked.world.trades.of(asked.holder, "trading", begin, until, kind)]
    rows = sorted((_row(fill) for fill in found), key=lambda row: int(row["billId"]), reverse=True)
    return [row for row in rows if not after or int(row["billId"]) < after][: int(asked.params.get("limit") or MOST)]


def _size(fill: Fill) -> Decimal:
    """The amount of a spot pair, and contracts otherwise: of a hundredth coin, or of 100 dollars' worth."""
    sizes = {SPOT: fill.amount, "linear": fill.amount * 100, "inverse": fill.total / 100}
    return sizes[fill.kind]


def _row(fill: Fill) -> dict[str, Any]:
    pair = f"{fill.base}-{fill.quote}"
    return {
        "instType": "SPOT" if fill.kind == SPOT else "SWAP",
        "instId": pair if fill.kind == SPOT else f"{pair}-SWAP",
        "tradeId": str(fill.number),
        "ordId": str(680_800_019_749_500_000 + fill.number),
        "clOrdId": "",
        "billId": str(BILLS + fill.at_ms * 10_000 + fill.number),
        "subType": "1" if fill.is_buy else "2",
        "tag": "",
        "fillPx": plain(fill.price),
        "fillSz": plain(_size(fill)),
        "side": fill.side,
        "posSide": "net",
        "execType": "T",
        "feeCcy": fill.base if fill.is_buy else fill.quote,
        "fee": "0",
        "ts": str(fill.at_ms),
        "fillTime": str(fill.at_ms),
    }
