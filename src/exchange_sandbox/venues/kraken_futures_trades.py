"""Kraken Futures' trades.

Source: docs.kraken.com, Futures REST: get your fills.
"""

from datetime import datetime
from typing import Any, Final

from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.kraken_futures_account import number, time_of
from exchange_sandbox.venues.kraken_protocol import alternative_of
from exchange_sandbox.venues.venue import Asked

PAGE: Final = 100


def fills(asked: Asked) -> dict[str, Any]:
    """Get your fills: the hundred before `lastFillTime`, the newest first, of every contract."""
    before = asked.params.get("lastFillTime")
    end = round(datetime.fromisoformat(before).timestamp() * 1000) - 1 if before else None
    trades, holder = asked.world.trades, asked.holder
    found = [fill for kind in ("linear", "inverse") for fill in trades.of(holder, "flex", 0, end, kind)]
    found.sort(key=lambda fill: (fill.at_ms, fill.number), reverse=True)
    return {"fills": [_row(fill) for fill in found[:PAGE]]}


def _row(fill: Fill) -> dict[str, Any]:
    """The size is in coins, of an inverse contract in dollars."""
    is_inverse = fill.kind == "inverse"
    return {
        "fill_id": f"3d57ed09-fbd6-44f1-8e8b-{fill.number:012}",
        "symbol": f"{'PI' if is_inverse else 'PF'}_{alternative_of(fill.base)}USD",
        "side": fill.side,
        "order_id": f"693af756-055e-47ef-99d5-{fill.number:012}",
        "size": number(fill.total if is_inverse else fill.amount),
        "price": number(fill.price),
        "fillTime": time_of(fill.at_ms),
        "fillType": "maker",
    }
