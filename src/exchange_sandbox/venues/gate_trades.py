"""Gate's trades, spot and perpetual futures.

Source: Gate API v4: query personal trading records, spot, and by time range, futures.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.trades import SPOT, Fill
from exchange_sandbox.venues.gate_protocol import Endpoint, error
from exchange_sandbox.venues.venue import Asked

LARGEST: Final = 1000
MOST_CONTRACTS: Final = 100
LONGEST: Final = 30 * 86_400  # seconds


def trade_routes() -> Mapping[str, Endpoint]:
    """The table of this file."""
    return {
        "/spot/my_trades": Endpoint(my_trades, "spot"),
        "/futures/usdt/my_trades_timerange": Endpoint(futures_trades("usdt", "linear"), "futures"),
        "/futures/btc/my_trades_timerange": Endpoint(futures_trades("btc", "inverse"), "futures"),
    }


def my_trades(asked: Asked) -> list[dict[str, Any]]:
    """Query personal trading records: of all pairs without one, the newest first, by page, of thirty days at most."""
    size, page = min(LARGEST, int(asked.params.get("limit", "100"))), int(asked.params.get("page", "1"))
    wanted = asked.params.get("currency_pair")
    found = [fill for fill in _found(asked, "spot", SPOT) if wanted in {None, f"{fill.base}_{fill.quote}"}]
    return [_row(fill) for fill in found[(page - 1) * size : page * size]]


def futures_trades(settle: str, kind: str) -> Callable[[Asked], list[dict[str, Any]]]:
    """Query personal trading records by time range: of all contracts, by offset."""

    def answer(asked: Asked) -> list[dict[str, Any]]:
        size, begin = min(MOST_CONTRACTS, int(asked.params.get("limit", "100"))), int(asked.params.get("offset", "0"))
        return [_contract(fill) for fill in _found(asked, f"futures_{settle}", kind)[begin : begin + size]]

    return answer


def _found(asked: Asked, wallet: str, kind: str) -> list[Fill]:
    end = int(asked.params.get("to") or asked.call.now_ms // 1000)
    begin = int(asked.params.get("from") or end - 7 * 86_400)
    if end - begin > LONGEST:
        raise Refusal(error(400, "INVALID_PARAM_VALUE", "The time range cannot exceed 30 days"))
    return asked.world.trades.of(asked.holder, wallet, begin * 1000, end * 1000 + 999, kind)


def _row(fill: Fill) -> dict[str, Any]:
    return {
        "id": str(2_876_130_000 + fill.number),
        "create_time": str(fill.at_ms // 1000),
        "create_time_ms": f"{fill.at_ms}.000000",
        "currency_pair": f"{fill.base}_{fill.quote}",
        "side": fill.side,
        "role": "taker",
        "amount": plain(fill.amount),
        "price": plain(fill.price),
        "order_id": str(125_924_049_000 + fill.number),
        "fee": "0",
        "fee_currency": fill.base if fill.is_buy else fill.quote,
        "point_fee": "0",
        "gt_fee": "0",
    }


def _contract(fill: Fill) -> dict[str, Any]:
    """A contract is a ten-thousandth coin, an inverse one a dollar; a sale is negative."""
    size = fill.total if fill.kind == "inverse" else fill.amount * 10_000
    return {
        "trade_id": str(26_884_000 + fill.number),
        "create_time": Raw(f"{fill.at_ms // 1000}.{fill.at_ms % 1000:03}".encode()),
        "contract": f"{fill.base}_{fill.quote}",
        "order_id": str(130_264_979_000 + fill.number),
        "size": int(size) if fill.is_buy else -int(size),
        "price": plain(fill.price),
        "text": "api",
        "fee": "0",
        "point_fee": "0",
        "role": "taker",
    }
