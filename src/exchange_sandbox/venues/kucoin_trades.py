"""KuCoin's trades of futures.

Source: kucoin.com/docs-new (2026), futures, "Get Trade History".
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.kucoin_protocol import error
from exchange_sandbox.venues.venue import Asked

DAY_MS: Final = 86_400_000
MOST: Final = 1_000


def futures_trades(asked: Asked) -> dict[str, Any]:
    """Get Trade History: by page, the newest first, of seven days at most."""
    end = int(asked.params.get("endAt") or asked.call.now_ms)
    start = int(asked.params.get("startAt") or end - DAY_MS)
    if end - start > 7 * DAY_MS:
        raise Refusal(error(400, "400100", "The time range cannot exceed 7 days"))
    trades, holder = asked.world.trades, asked.holder
    found = [fill for kind in ("linear", "inverse") for fill in trades.of(holder, "futures", start, end, kind)]
    found.sort(key=lambda fill: (fill.at_ms, fill.number), reverse=True)
    size, page = min(MOST, int(asked.params.get("pageSize", "50"))), int(asked.params.get("currentPage", "1"))
    return {
        "currentPage": page,
        "pageSize": size,
        "totalNum": len(found),
        "totalPage": -(-len(found) // size),
        "items": [_row(fill) for fill in found[(page - 1) * size : page * size]],
    }


def _row(fill: Fill) -> dict[str, Any]:
    """A contract is a thousandth coin, an inverse one a dollar."""
    is_inverse = fill.kind == "inverse"
    base = "XBT" if fill.base == "BTC" else fill.base
    return {
        "symbol": f"{base}{fill.quote}M",
        "tradeId": f"5ce24c1f0c19fc3c58{fill.number:06}",
        "orderId": f"5ce24c16b210233c36{fill.number:06}",
        "side": fill.side,
        "liquidity": "taker",
        "forceTaker": False,
        "price": plain(fill.price),
        "size": int(fill.total if is_inverse else fill.amount * 1000),
        "value": plain(fill.amount if is_inverse else fill.total),
        "feeRate": "0",
        "fixFee": "0",
        "feeCurrency": base if is_inverse else fill.quote,
        "stop": "",
        "fee": "0",
        "orderType": "limit",
        "tradeType": "trade",
        "createdAt": fill.at_ms,
        "settleCurrency": base if is_inverse else fill.quote,
        "tradeTime": fill.at_ms * 1_000_000,
        "marginMode": "CROSS",
    }
