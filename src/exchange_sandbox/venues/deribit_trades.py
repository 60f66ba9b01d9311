"""Deribit's trades.

Source: docs.deribit.com: private/get_user_trades_by_currency_and_time.
"""

from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.venue import Asked

LARGEST: Final = 1000
DAY_MS: Final = 86_400_000
DELAY_MS: Final = 3_600_000  # until the archive has a trade


def user_trades(asked: Asked) -> dict[str, Any]:
    """Get user trades by currency and time: those of a day, or with `historical` those of the archive."""
    now, is_archive = asked.call.now_ms, asked.params.get("historical") == "true"
    start, end = int(asked.params.get("start_timestamp") or 0), int(asked.params.get("end_timestamp") or now)
    start, end = (start, min(end, now - DELAY_MS)) if is_archive else (max(start, now - DAY_MS), end)
    trades, holder = asked.world.trades, asked.holder
    found = [fill for kind in ("linear", "inverse") for fill in trades.of(holder, "futures", start, end, kind)]
    mine = [fill for fill in found if settled_in(fill) == asked.params.get("currency")]
    mine.sort(key=lambda fill: (fill.at_ms, fill.number), reverse=asked.params.get("sorting") == "desc")
    size = min(LARGEST, int(asked.params.get("count", "10")))
    return {"trades": [_row(fill) for fill in mine[:size]], "has_more": len(mine) > size}


def settled_in(fill: Fill) -> str:
    """The currency that a trade belongs to."""
    return fill.base if fill.kind == "inverse" else fill.quote


def _row(fill: Fill) -> dict[str, Any]:
    """The amount is in coins, of an inverse contract in dollars."""
    is_inverse = fill.kind == "inverse"
    pair = fill.base if is_inverse else f"{fill.base}_{fill.quote}"
    return {
        "trade_seq": fill.number,
        "trade_id": f"{settled_in(fill)}-{34_066 + fill.number}",
        "timestamp": fill.at_ms,
        "tick_direction": 1,
        "state": "filled",
        "self_trade": False,
        "reduce_only": False,
        "price": Raw(plain(fill.price).encode()),
        "post_only": False,
        "order_type": "limit",
        "order_id": f"{settled_in(fill)}-{334_607 + fill.number}",
        "matching_id": None,
        "liquidity": "M",
        "instrument_name": f"{pair}-PERPETUAL",
        "index_price": Raw(plain(fill.price).encode()),
        "fee_currency": settled_in(fill),
        "fee": 0.0,
        "direction": fill.side,
        "amount": Raw(plain(fill.total if is_inverse else fill.amount).encode()),
    }
