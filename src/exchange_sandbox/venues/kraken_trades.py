"""Kraken's trades.

Source: docs.kraken.com/api, "Get Trades History".
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.amounts import padded, plain
from exchange_sandbox.prices import Pair
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.kraken_market import pair_id
from exchange_sandbox.venues.venue import Asked

PAGE: Final = 50


def trades_history(asked: Asked) -> dict[str, Any]:
    """Get Trades History: 50 at a time, the newest first; `start` is exclusive."""
    start, end, offset = (asked.params.get(name) for name in ("start", "end", "ofs"))
    begin_ms = _ms(start) + 1 if start else 0
    found = asked.world.trades.of(asked.holder, "spot", begin_ms, _ms(end) if end else None)
    begin = int(offset or 0)
    return {"trades": {_reference(fill): _row(fill) for fill in found[begin : begin + PAGE]}, "count": len(found)}


def _ms(seconds: str) -> int:
    return int(Decimal(seconds) * 1000)


def _reference(fill: Fill) -> str:
    return f"THVRQM-33VKH-{fill.number:06}"


def _row(fill: Fill) -> dict[str, Any]:
    return {
        "ordertxid": f"OQCLML-BW3P4-{fill.number:06}",
        "postxid": "TKH2SE-M7IF5-CFI7LT",
        "pair": pair_id(Pair(fill.base, fill.quote, tick=Decimal(1))),
        "time": fill.at_ms / 1000,
        "type": fill.side,
        "ordertype": "limit",
        "price": plain(fill.price),
        "cost": padded(fill.total),
        "fee": "0.00000",
        "vol": padded(fill.amount),
        "margin": "0.00000",
        "leverage": "0",
        "misc": "",
        "trade_id": fill.number,
        "maker": True,
    }
