"""Bitstamp's transactions of an account, as far as they came or went.

Source: Bitstamp HTTP API (OpenAPI document, 2026-03-06): "User transactions". Whether one that is under way is listed
is not documented; here it is not.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.venue import Asked

TYPES: Final = {Kind.DEPOSIT: "0", Kind.WITHDRAWAL: "1"}
EVERYWHERE: Final = ("usd", "eur", "btc")
"""Currencies that each transaction names, moved or not."""


def moves(asked: Asked) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield when something came or went, and its row; the newest first of each kind."""
    for kind in TYPES:
        for movement in asked.world.transfers.of(asked.holder, kind):
            if movement.state is State.DONE:
                yield movement.at_ms, _row(movement)


def _row(movement: Movement) -> dict[str, Any]:
    arrived = movement.kind is Kind.DEPOSIT
    return {
        **dict.fromkeys(EVERYWHERE, 0.0),
        "btc_usd": "0.00",
        "id": 330_000_000 + movement.number,
        "datetime": datetime.fromtimestamp(movement.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        "type": TYPES[movement.kind],
        "fee": plain(movement.fee),
        movement.asset.lower(): plain(movement.amount if arrived else -movement.amount),
    }
