"""Binance TR's histories of deposits and withdrawals.

Source: ccxt 4.5.90, tokocrypto, which runs on the same software: its recorded answers of open/v1/deposits and
open/v1/withdraws.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.binance_protocol import refuse
from exchange_sandbox.venues.venue import Asked

LONGEST_MS: Final = 90 * 86_400_000
DEPOSIT_STATES: Final = {State.PENDING: 0, State.DONE: 1, State.FAILED: 2}
WITHDRAWAL_STATES: Final = {State.PENDING: 4, State.DONE: 10, State.FAILED: 5}


def deposits(asked: Asked) -> dict[str, Any]:
    """Deposit history: times are texts."""
    return {"list": [_row(movement) | _arrival(movement) for movement in _found(asked, Kind.DEPOSIT)]}


def withdrawals(asked: Asked) -> dict[str, Any]:
    """Withdraw history: times are numbers; the fee comes on top of the amount."""
    return {"list": [_row(movement) | _departure(movement) for movement in _found(asked, Kind.WITHDRAWAL)]}


def _found(asked: Asked, kind: Kind) -> list[Movement]:
    end_ms = int(asked.params.get("endTime", asked.call.now_ms))
    start_ms = int(asked.params.get("startTime", end_ms - LONGEST_MS))
    if end_ms - start_ms > LONGEST_MS:
        raise refuse(400, -1127, "More than 90 days between startTime and endTime.")
    return asked.world.transfers.of(asked.holder, kind, start_ms, end_ms)


def _row(movement: Movement) -> dict[str, Any]:
    return {
        "id": movement.number,
        "asset": movement.asset,
        "network": movement.chain,
        "address": movement.transaction[:34],
        "addressTag": "",
        "txId": movement.transaction,
        "amount": plain(movement.amount),
        "transferType": 0,
    }


def _arrival(movement: Movement) -> dict[str, Any]:
    return {"status": DEPOSIT_STATES[movement.state], "insertTime": str(movement.at_ms)}


def _departure(movement: Movement) -> dict[str, Any]:
    told = {"clientId": "", "fee": plain(movement.fee), "createTime": movement.at_ms}
    return {**told, "status": WITHDRAWAL_STATES[movement.state]}
