"""Bitfinex's history of what came from outside and left to there.

Source: docs.bitfinex.com (2026): "Movements". It does not say which right of a key is needed; here it is the one to
read the account's history.
"""

from typing import Any, Final

import msgspec

from exchange_sandbox.calls import Refusal
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.bitfinex_protocol import code_of, encoded, error
from exchange_sandbox.venues.venue import Asked

FIELDS: Final = 22
LARGEST: Final = 1000
STATES: Final = {State.PENDING: "PENDING", State.DONE: "COMPLETED", State.FAILED: "CANCELED"}


class Wish(msgspec.Struct):
    """What the body may ask for; times and the limit are numbers."""

    start: int = 0
    end: int | None = None
    limit: int = 25


def movements(asked: Asked) -> bytes:
    """Movements: the newest first; amount and fee of a withdrawal are below zero."""
    try:
        wish = msgspec.json.decode(asked.call.body, type=Wish)
    except msgspec.DecodeError:
        raise Refusal(error(10020, "params: invalid")) from None
    book, account = asked.world.transfers, asked.holder
    found = [one for kind in (Kind.DEPOSIT, Kind.WITHDRAWAL) for one in book.of(account, kind, wish.start, wish.end)]
    newest = sorted(found, key=lambda movement: movement.at_ms, reverse=True)
    return encoded([_row(movement) for movement in newest[: min(wish.limit, LARGEST)]])


def _row(movement: Movement) -> list[Any]:
    sign = 1 if movement.kind is Kind.DEPOSIT else -1
    row: list[Any] = [None] * FIELDS
    row[:3] = [movement.number, code_of(movement.asset), movement.chain]
    row[5:7] = [movement.at_ms, movement.at_ms]
    row[9] = STATES[movement.state]
    row[12:14] = [sign * movement.amount, sign * movement.fee]
    row[16], row[20] = movement.transaction[:34], movement.transaction
    return row
