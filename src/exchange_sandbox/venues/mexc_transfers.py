"""MEXC's histories of deposits and withdrawals, and deposit addresses.

Source: mexc.com/api-docs/spot-v3, wallet endpoints (2026): deposit history, withdraw history, deposit address.
"""

from collections.abc import Mapping
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.networks import NEWCOMER, address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.mexc_protocol import Endpoint, error
from exchange_sandbox.venues.venue import Asked

RIGHT: Final = "SPOT_WITHDRAW_READ"
WEEK_MS: Final = 7 * 86_400_000
DEPOSIT_STATES: Final = {State.PENDING: 4, State.DONE: 5, State.FAILED: 7}
WITHDRAWAL_STATES: Final = {State.PENDING: 4, State.DONE: 7, State.FAILED: 8}


def transfer_routes() -> Mapping[str, Endpoint]:
    """The table of this file."""
    return {
        "/api/v3/capital/deposit/hisrec": Endpoint(deposits, 1, RIGHT),
        "/api/v3/capital/withdraw/history": Endpoint(withdrawals, 1, RIGHT),
        "/api/v3/capital/deposit/address": Endpoint(deposit_addresses, 10, RIGHT),
    }


def deposits(asked: Asked) -> list[dict[str, Any]]:
    """Deposit history: a week at most; behind a dash in the coin's name stands its chain."""
    return [_row(movement) | _arrival(movement) for movement in _found(asked, Kind.DEPOSIT)]


def withdrawals(asked: Asked) -> list[dict[str, Any]]:
    """Withdraw history: a week at most; the fee is a part of the amount."""
    return [_row(movement) | _departure(movement) for movement in _found(asked, Kind.WITHDRAWAL)]


def deposit_addresses(asked: Asked) -> list[dict[str, Any]]:
    """Deposit addresses that were made; none is made by asking."""
    if asked.holder.person == NEWCOMER:
        return []
    code = asked.params.get("coin", "")
    network = networks_of(code)[0]
    row = {"coin": code, "network": "Ethereum(ERC20)", "netWork": "ETH", "address": address_of(asked.holder, network)}
    return [row | {"memo": tag_of(asked.holder, network) or None}]


def _found(asked: Asked, kind: Kind) -> list[Movement]:
    end_ms = int(asked.params.get("endTime", asked.call.now_ms))
    start_ms = int(asked.params.get("startTime", end_ms - WEEK_MS))
    if end_ms - start_ms > WEEK_MS:
        raise Refusal(error(400, "startTime and endTime interval cannot be more than 7 days"))
    return asked.world.transfers.of(asked.holder, kind, start_ms, end_ms)


def _row(movement: Movement) -> dict[str, Any]:
    coin = movement.asset if movement.chain == movement.asset else f"{movement.asset}-{movement.chain}"
    return {
        "coin": coin,
        "network": movement.chain,
        "netWork": movement.chain,
        "amount": plain(movement.amount + movement.fee),
        "address": movement.transaction[:34],
        "txId": f"{movement.transaction}:0",
        "memo": None,
    }


def _arrival(movement: Movement) -> dict[str, Any]:
    return {
        "status": DEPOSIT_STATES[movement.state],
        "insertTime": movement.at_ms,
        "unlockConfirm": 12,
        "confirmTimes": 14,
    }


def _departure(movement: Movement) -> dict[str, Any]:
    return {
        "id": movement.transaction[:32],
        "status": WITHDRAWAL_STATES[movement.state],
        "transactionFee": plain(movement.fee),
        "transferType": 0,
        "applyTime": movement.at_ms,
        "updateTime": movement.at_ms,
    }
