"""Coinbase's trades.

Source: docs.cdp.coinbase.com, Advanced Trade API: list fills.
"""

from datetime import UTC, datetime
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.trades import SPOT, Fill
from exchange_sandbox.venues.venue import Asked

USUAL: Final = 100
PARTS: Final = 100  # contracts of a coin


def fills(asked: Asked) -> dict[str, Any]:
    """List Fills: spot and futures, the newest first, with a cursor."""
    start, end = (_ms(asked.params.get(f"{name}_sequence_timestamp")) for name in ("start", "end"))
    trades, holder = asked.world.trades, asked.holder
    found = trades.of(holder, "spot", start or 0, end) + trades.of(holder, "futures", start or 0, end, "linear")
    found.sort(key=lambda fill: (fill.at_ms, fill.number), reverse=True)
    begin = int(asked.params.get("cursor") or 0)
    last = begin + int(asked.params.get("limit") or USUAL)
    return {"fills": [_row(fill) for fill in found[begin:last]], "cursor": str(last) if last < len(found) else ""}


def _ms(told: str | None) -> int | None:
    return round(datetime.fromisoformat(told).timestamp() * 1000) if told else None


def _row(fill: Fill) -> dict[str, Any]:
    """A sale of coins for money is told by what was got; futures are counted in contracts."""
    is_spot = fill.kind == SPOT
    size = (fill.amount if fill.is_buy else fill.total) if is_spot else fill.amount * PARTS
    at = datetime.fromtimestamp(fill.at_ms / 1000, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "entry_id": f"b88b82cc89e326a2778874795102cbafd08dd979a2a7a3c69603fc4c{fill.number:08}",
        "trade_id": f"cdc39e45-bbd3-44ec-bf02-{fill.number:012}",
        "order_id": f"813a53c5-3e39-47bb-863d-{fill.number:012}",
        "trade_time": at,
        "trade_type": "FILL",
        "price": plain(fill.price),
        "size": plain(size),
        "commission": "0",
        "product_id": f"{fill.base}-{fill.quote}" if is_spot else f"{fill.base[:2]}P-20DEC30-CDE",
        "sequence_timestamp": at,
        "liquidity_indicator": "TAKER",
        "size_in_quote": is_spot and not fill.is_buy,
        "user_id": fill.uid,
        "side": fill.side.upper(),
        "retail_portfolio_id": "",
    }
