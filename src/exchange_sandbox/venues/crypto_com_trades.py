"""Crypto.com's trades.

Source: Crypto.com Exchange API v1: private/get-trades.
"""

from datetime import UTC, datetime
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal, json_reply
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.venue import Asked

LARGEST: Final = 100
WEEK_MS: Final = 7 * 86_400_000
DAY_MS: Final = 86_400_000
TOO_LONG: Final = json_reply(
    {"id": -1, "method": "private/get-trades", "code": 40004, "message": "INVALID_REQUEST"}, 400
)


def trades(asked: Asked) -> dict[str, Any]:
    """private/get-trades: of every instrument without one, the newest first; the end does not belong to them.

    Raises:
        Refusal: more than a week is asked for.
    """
    end = int(asked.params.get("end_time", asked.call.now_ms + 1))
    start = int(asked.params.get("start_time", end - DAY_MS))
    if end - start > WEEK_MS:
        raise Refusal(TOO_LONG)
    wanted = asked.params.get("instrument_name")
    found = asked.world.trades.of(asked.holder, "cross", start, end - 1)
    mine = [fill for fill in found if wanted in {None, f"{fill.base}_{fill.quote}"}]
    return {"data": [_row(fill) for fill in mine[: min(LARGEST, int(asked.params.get("limit", LARGEST)))]]}


def _row(fill: Fill) -> dict[str, Any]:
    return {
        "account_id": fill.uid,
        "event_date": datetime.fromtimestamp(fill.at_ms / 1000, UTC).date().isoformat(),
        "journal_type": "TRADING",
        "side": fill.side.upper(),
        "instrument_name": f"{fill.base}_{fill.quote}",
        "fees": "0",
        "trade_id": str(6_142_909_898_247_000_000 + fill.number),
        "trade_match_id": str(4_611_686_018_455_000_000 + fill.number),
        "create_time": fill.at_ms,
        "traded_price": plain(fill.price),
        "traded_quantity": plain(fill.amount),
        "fee_instrument_name": fill.base,
        "client_oid": "",
        "taker_side": "TAKER",
        "order_id": str(6_142_909_895_036_000_000 + fill.number),
        "create_time_ns": str(fill.at_ms * 1_000_000),
    }
