"""Bitget's trades of futures, classic and unified.

Source: Bitget API v2: get historical transaction details, get order fill details; v3: get fill history.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.bitget_protocol import error
from exchange_sandbox.venues.venue import Asked

MOST: Final = 100
DAY_MS: Final = 86_400_000
TRADES: Final = 1_111_468_664_328_000_000


def order_fills(asked: Asked) -> dict[str, Any]:
    """Get Order Fill Details: of three months at most, else as the history."""
    return _told(asked, 90)


def futures_trades(asked: Asked) -> dict[str, Any]:
    """Get Historical Transaction Details: of a week at most, null when there are none."""
    return _told(asked, 7)


def _told(asked: Asked, longest: int) -> dict[str, Any]:
    rows = [_row(fill) for fill in _found(asked, "futures", "idLessThan", longest)]
    return {"fillList": rows or None, "endId": rows[-1]["tradeId"] if rows else None}


def unified_trades(asked: Asked) -> dict[str, Any]:
    """Get Fill History of a unified account: by category, with a cursor, of thirty days at most."""
    rows = [_execution(fill) for fill in _found(asked, "unified", "cursor", 30)]
    return {"list": rows or None, "cursor": rows[-1]["execId"] if rows else None}


def _found(asked: Asked, wallet: str, place: str, longest: int) -> list[Fill]:
    """The newest first, so many at a time, before the one that is named."""
    end = int(asked.params.get("endTime") or asked.call.now_ms)
    start = int(asked.params.get("startTime") or end - 7 * DAY_MS)
    if end - start > longest * DAY_MS:
        raise Refusal(error(400172, f"The time range cannot exceed {longest} days"))
    before = int(asked.params.get(place) or 0)
    found = asked.world.trades.of(asked.holder, wallet, start, end, "linear")
    found = sorted(found, key=_number, reverse=True)
    return [fill for fill in found if not before or _number(fill) < before][: int(asked.params.get("limit") or MOST)]


def _number(fill: Fill) -> int:
    return TRADES + fill.at_ms * 10_000 + fill.number


def _row(fill: Fill) -> dict[str, Any]:
    return {
        "tradeId": str(_number(fill)),
        "symbol": fill.base + fill.quote,
        "marginCoin": fill.quote,
        "orderId": str(_number(fill) - 1),
        "price": plain(fill.price),
        "baseVolume": plain(fill.amount),
        "feeDetail": [{"deduction": "no", "feeCoin": fill.quote, "totalDeductionFee": None, "totalFee": "0"}],
        "side": fill.side,
        "quoteVolume": plain(fill.total),
        "profit": "0",
        "enterPointSource": "api",
        "tradeSide": "open",
        "posMode": "one_way_mode",
        "tradeScope": "taker",
        "cTime": str(fill.at_ms),
    }


def _execution(fill: Fill) -> dict[str, Any]:
    return {
        "execId": str(_number(fill)),
        "orderId": str(_number(fill) - 1),
        "category": "USDT-FUTURES",
        "symbol": fill.base + fill.quote,
        "orderType": "limit",
        "side": fill.side,
        "execPrice": plain(fill.price),
        "execQty": plain(fill.amount),
        "execValue": plain(fill.total),
        "tradeScope": "taker",
        "feeDetail": [{"feeCoin": fill.quote, "fee": "0"}],
        "createdTime": str(fill.at_ms),
        "updatedTime": str(fill.at_ms),
        "execPnl": "0",
    }
