"""Deribit's histories of deposits, withdrawals and transfers, and deposit addresses.

Source: docs.deribit.com, API 2.1.1 (2026): private/get_deposits, private/get_withdrawals, private/get_transfers,
private/get_current_deposit_address.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import NEWCOMER, address_of, networks_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.venue import Asked

LARGEST: Final = 1000
DEPOSIT_STATES: Final = {State.PENDING: "pending", State.DONE: "completed", State.FAILED: "rejected"}
WITHDRAWAL_STATES: Final = {State.PENDING: "unconfirmed", State.DONE: "completed", State.FAILED: "cancelled"}
TRANSFER_STATES: Final = {State.PENDING: "prepared", State.DONE: "confirmed", State.FAILED: "cancelled"}


def deposits(asked: Asked) -> dict[str, Any]:
    """Get deposits of one currency, the newest first."""
    return _paged(asked, Kind.DEPOSIT, _deposit)


def withdrawals(asked: Asked) -> dict[str, Any]:
    """Get withdrawals of one currency: the fee comes on top of the amount."""
    return _paged(asked, Kind.WITHDRAWAL, _withdrawal)


def transfers(asked: Asked) -> dict[str, Any]:
    """Get transfers of one currency, to and from sub-accounts and other users."""
    return _paged(asked, Kind.INTERNAL, _transfer)


def deposit_address(asked: Asked) -> dict[str, Any] | None:
    """Get the current deposit address of a currency; null where none was made."""
    if asked.holder.person == NEWCOMER:
        return None
    currency = asked.params.get("currency", "")
    return {
        "type": "deposit",
        "status": "ready",
        "requires_confirmation": True,
        "currency": currency,
        "creation_timestamp": asked.holder.opened_ms,
        "address": address_of(asked.holder, networks_of(currency)[0]),
    }


def _paged(asked: Asked, kind: Kind, shown: Callable[[Movement], dict[str, Any]]) -> dict[str, Any]:
    currency = asked.params.get("currency", "")
    found = [one for one in asked.world.transfers.of(asked.holder, kind) if one.asset == currency]
    first, size = int(asked.params.get("offset", "0")), min(LARGEST, int(asked.params.get("count", "10")))
    rows = [
        {
            "currency": movement.asset,
            "amount": Raw(plain(movement.amount).encode()),
            "updated_timestamp": movement.at_ms,
            **shown(movement),
        }
        for movement in found[first : first + size]
    ]
    return {"count": len(found), "data": rows}


def _deposit(movement: Movement) -> dict[str, Any]:
    told = {"address": movement.transaction[:34], "transaction_id": movement.transaction}
    return {**told, "received_timestamp": movement.at_ms, "state": DEPOSIT_STATES[movement.state]}


def _withdrawal(movement: Movement) -> dict[str, Any]:
    is_done = movement.state is State.DONE
    return {
        "id": movement.number,
        "address": movement.transaction[:34],
        "fee": Raw(plain(movement.fee).encode()),
        "priority": 0,
        "state": WITHDRAWAL_STATES[movement.state],
        "transaction_id": movement.transaction if is_done else None,
        "created_timestamp": movement.at_ms,
        "confirmed_timestamp": movement.at_ms if is_done else None,
    }


def _transfer(movement: Movement) -> dict[str, Any]:
    return {
        "id": movement.number,
        "type": "subaccount",
        "direction": "income" if movement.to_wallet == "futures" else "payment",
        "other_side": "sub",
        "state": TRANSFER_STATES[movement.state],
        "created_timestamp": movement.at_ms,
    }
