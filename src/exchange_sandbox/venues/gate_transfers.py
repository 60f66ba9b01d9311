"""Gate's histories of deposits, withdrawals and moves to futures, and deposit addresses.

Source: Gate API v4.106.88 (2026-05-26), "Wallet" (deposit records, withdrawal records, deposit address) and "Futures"
(account change history).
"""

from collections.abc import Mapping
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.gate_protocol import Endpoint
from exchange_sandbox.venues.venue import Answer, Asked

STATES: Final = {State.PENDING: "PEND", State.DONE: "DONE", State.FAILED: "FAIL"}


def transfer_routes() -> Mapping[str, Endpoint]:
    """The table of this file, under `/api/v4`."""
    return {
        "/wallet/deposits": Endpoint(deposits, "wallet"),
        "/wallet/withdrawals": Endpoint(withdrawals, "wallet"),
        "/wallet/deposit_address": Endpoint(deposit_address, "wallet"),
        "/futures/usdt/account_book": Endpoint(account_book("futures_usdt"), "futures"),
        "/futures/btc/account_book": Endpoint(account_book("futures_btc"), "futures"),
    }


def deposits(asked: Asked) -> list[dict[str, Any]]:
    """Get deposit records; times are in seconds."""
    return [_row("d", movement) for movement in _page(asked, asked.world.transfers.of(asked.holder, Kind.DEPOSIT))]


def withdrawals(asked: Asked) -> list[dict[str, Any]]:
    """Get withdrawal records; the fee is a part of the amount."""
    found = _page(asked, asked.world.transfers.of(asked.holder, Kind.WITHDRAWAL))
    return [_row("w", movement) | {"fee": plain(movement.fee)} for movement in found]


def account_book(wallet: str) -> Answer:
    """Query futures account change history; deposits and withdrawals are of the type `dnw`."""

    def answer(asked: Asked) -> list[dict[str, Any]]:
        if asked.params.get("type", "dnw") != "dnw":
            return []
        found = _page(asked, asked.world.transfers.between(asked.holder, wallet))
        return [_change(movement, wallet) for movement in found]

    return answer


def deposit_address(asked: Asked) -> dict[str, Any]:
    """Get a currency's deposit address; every chain has its line."""
    code = asked.params.get("currency", "")
    network = networks_of(code)[0]
    address, tag = address_of(asked.holder, network), tag_of(asked.holder, network)
    line = {"chain": code, "address": address, "payment_id": tag, "payment_name": "Tag" if tag else ""}
    return {"currency": code, "address": address, "multichain_addresses": [line | {"obtain_failed": 0}]}


def _page(asked: Asked, found: list[Movement]) -> list[Movement]:
    start, end = int(asked.params.get("from", "0")), asked.params.get("to")
    within = [
        movement
        for movement in found
        if movement.at_ms // 1000 >= start and (end is None or movement.at_ms // 1000 <= int(end))
    ]
    offset = int(asked.params.get("offset", "0"))
    return within[offset : offset + int(asked.params.get("limit", "100"))]


def _row(letter: str, movement: Movement) -> dict[str, Any]:
    return {
        "id": f"{letter}{33_361_000 + movement.number}",
        "timestamp": str(movement.at_ms // 1000),
        "currency": movement.asset,
        "address": movement.transaction[:34],
        "txid": movement.transaction,
        "withdraw_order_id": "",
        "amount": plain(movement.amount + movement.fee),
        "memo": "",
        "status": STATES[movement.state],
        "chain": movement.chain,
    }


def _change(movement: Movement, wallet: str) -> dict[str, Any]:
    sign = "" if movement.to_wallet == wallet else "-"
    return {
        "time": movement.at_ms // 1000,
        "change": sign + plain(movement.amount),
        "balance": "0",
        "type": "dnw",
        "text": "",
        "contract": "",
        "trade_id": "0",
    }
