"""Crypto.com's histories of deposits and withdrawals, and deposit addresses.

Source: Crypto.com Exchange API v1 documentation (2026-03-06): "private/get-deposit-history",
"private/get-withdrawal-history", "private/get-deposit-address".
"""

from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import NEWCOMER, address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.venue import Asked

USUAL_MS: Final = 90 * 86_400_000
LARGEST: Final = 200  # rows on a page
DEPOSIT_STATES: Final = {State.PENDING: "0", State.DONE: "1", State.FAILED: "2"}
WITHDRAWAL_STATES: Final = {State.PENDING: "1", State.DONE: "5", State.FAILED: "4"}


def deposits(asked: Asked) -> dict[str, Any]:
    """Deposit history: pages are counted from 0, amounts are JSON numbers."""
    found = _page(asked, Kind.DEPOSIT)
    return {"deposit_list": [_row(movement) | {"status": DEPOSIT_STATES[movement.state]} for movement in found]}


def withdrawals(asked: Asked) -> dict[str, Any]:
    """Withdrawal history: the fee comes on top of the amount."""
    found = _page(asked, Kind.WITHDRAWAL)
    return {"withdrawal_list": [_row(movement) | _departure(movement) for movement in found]}


def deposit_address(asked: Asked) -> dict[str, Any]:
    """Deposit addresses of a currency, a tag within the address."""
    if asked.holder.person == NEWCOMER:
        return {"deposit_address_list": []}
    code = asked.params.get("currency", "")
    network = networks_of(code)[0]
    tag = tag_of(asked.holder, network)
    row = {"currency": code, "create_time": asked.holder.opened_ms, "id": "12345", "status": "1", "network": code}
    address = address_of(asked.holder, network) + (f"?dt={tag}" if tag else "")
    return {"deposit_address_list": [row | {"address": address}]}


def _page(asked: Asked, kind: Kind) -> list[Movement]:
    end_ms = int(asked.params.get("end_ts", asked.call.now_ms))
    start_ms = int(asked.params.get("start_ts", asked.call.now_ms - USUAL_MS))
    size, page = min(LARGEST, int(asked.params.get("page_size", "20"))), int(asked.params.get("page", "0"))
    return asked.world.transfers.of(asked.holder, kind, start_ms, end_ms)[page * size : (page + 1) * size]


def _row(movement: Movement) -> dict[str, Any]:
    return {
        "id": str(movement.number),
        "currency": movement.asset,
        "amount": Raw(plain(movement.amount).encode()),
        "fee": Raw(plain(movement.fee).encode()),
        "address": movement.transaction[:34],
        "create_time": movement.at_ms,
        "update_time": movement.at_ms,
        "txid": movement.transaction,
    }


def _departure(movement: Movement) -> dict[str, Any]:
    return {"client_wid": "", "status": WITHDRAWAL_STATES[movement.state], "network_id": movement.chain}
