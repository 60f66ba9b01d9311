"""HTX's trades.

Source: HTX API documentation, Trading: search match results.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.htx_protocol import error
from exchange_sandbox.venues.venue import Asked

MOST: Final = 500
LONGEST_MS: Final = 48 * 3_600_000
MATCHES: Final = 83_789_509_000_000


def match_results(asked: Asked) -> list[dict[str, Any]]:
    """Search Match Results: of all pairs without one, the newest first, of 48 hours; `from` and `direct=next` go on.

    Raises:
        Refusal: the window is longer.
    """
    end = int(asked.params.get("end-time") or asked.call.now_ms)
    start = int(asked.params.get("start-time") or end - LONGEST_MS)
    if end - start > LONGEST_MS:
        raise Refusal(error("invalid-interval", "The time interval is invalid"))
    wanted = asked.params.get("symbol")
    rows = [_row(fill) for fill in asked.world.trades.of(asked.holder, "spot", start, end)]
    after = int(asked.params.get("from") or 0)
    mine = [row for row in rows if wanted in {None, row["symbol"]} and (not after or row["id"] < after)]
    return mine[: min(MOST, int(asked.params.get("size", "100")))]


def _row(fill: Fill) -> dict[str, Any]:
    return {
        "symbol": (fill.base + fill.quote).lower(),
        "fee-currency": (fill.base if fill.is_buy else fill.quote).lower(),
        "filled-fees": "0",
        "filled-points": "0",
        "fee-deduct-currency": "",
        "source": "spot-api",
        "id": MATCHES + fill.number,
        "type": f"{fill.side}-limit",
        "order-id": 83_711_103_000_000 + fill.number,
        "filled-amount": plain(fill.amount),
        "price": plain(fill.price),
        "created-at": fill.at_ms,
        "match-id": 100_087_455_000 + fill.number,
        "role": "taker",
        "trade-id": 100_050_305_000 + fill.number,
    }
