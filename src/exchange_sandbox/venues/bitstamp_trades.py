"""Bitstamp's transactions of an account: trades, and what came and went.

Source: Bitstamp HTTP API (OpenAPI document): user transactions.
"""

from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import padded, plain
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.bitstamp_transfers import moves
from exchange_sandbox.venues.venue import Asked

LARGEST: Final = 1000


def user_transactions(asked: Asked) -> list[dict[str, Any]]:
    """User transactions: the newest first, by offset."""
    begin, size = int(asked.params.get("offset", "0")), min(LARGEST, int(asked.params.get("limit", "100")))
    rows = [(fill.at_ms, _row(fill)) for fill in asked.world.trades.of(asked.holder, "spot")] + list(moves(asked))
    return [row for _, row in sorted(rows, key=_age)[begin : begin + size]]


def _age(row: tuple[int, dict[str, Any]]) -> int:
    return -row[0]


def _row(fill: Fill) -> dict[str, Any]:
    """The pair is a field with the price, its currencies fields with the amounts."""
    sign = "" if fill.is_buy else "-"
    base, quote = fill.base.lower(), fill.quote.lower()
    return {
        "id": 209_895_000 + fill.number,
        "datetime": datetime.fromtimestamp(fill.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        "type": "2",
        "fee": "0.00000",
        "order_id": 1_429_545_880_000_000 + fill.number,
        "usd": 0,
        "eur": 0,
        "btc": 0,
        f"{base}_{quote}": Raw(plain(fill.price).encode()),
        base: sign + padded(fill.amount),
        quote: ("-" if fill.is_buy else "") + plain(fill.total),
    }
