"""Kraken's ledger, its histories of deposits and withdrawals, and deposit addresses.

Source: docs.kraken.com/api, "Get Ledgers Info", "Get Status of Recent Deposits", "Get Status of Recent Withdrawals",
"Get Deposit Methods", "Get Deposit Addresses".
Trades are not in the ledger here.
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.amounts import padded
from exchange_sandbox.networks import COIN_NAMES, NEWCOMER, Network, address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.kraken_protocol import code_of, name_of, refuse
from exchange_sandbox.venues.venue import Asked

PAGE: Final = 50
STATUSES: Final = {State.PENDING: "Pending", State.DONE: "Success", State.FAILED: "Failure"}
PLACES: Final = 10


def ledgers(asked: Asked) -> dict[str, Any]:
    """Get Ledgers Info: what changed balances, 50 at a time, the newest first; `start` is exclusive."""
    wanted, offset = asked.params.get("type", "all"), int(asked.params.get("ofs") or 0)
    found = [
        movement
        for kind in Kind
        if wanted in {"all", _type(kind)}
        for movement in asked.world.transfers.of(asked.holder, kind, *_times(asked))
        if movement.state is State.DONE or (kind is Kind.WITHDRAWAL and movement.state is State.PENDING)
    ]
    found.sort(key=lambda movement: movement.at_ms, reverse=True)
    page = found[offset : offset + PAGE]
    return {"ledger": {_reference("L", movement): _entry(movement) for movement in page}, "count": len(found)}


def deposit_status(asked: Asked) -> list[dict[str, Any]]:
    """Get Status of Recent Deposits."""
    return [_status(movement) for movement in asked.world.transfers.of(asked.holder, Kind.DEPOSIT, *_times(asked))]


def withdraw_status(asked: Asked) -> list[dict[str, Any]]:
    """Get Status of Recent Withdrawals."""
    return [_status(movement) for movement in asked.world.transfers.of(asked.holder, Kind.WITHDRAWAL, *_times(asked))]


def deposit_methods(asked: Asked) -> list[dict[str, Any]]:
    """Get Deposit Methods of one asset, which are named for people."""
    networks = networks_of(name_of(asked.params.get("asset", "")))
    return [{"method": _method(network), "limit": False, "gen-address": True} for network in networks]


def deposit_addresses(asked: Asked) -> list[dict[str, Any]]:
    """Get Deposit Addresses that were made.

    Raises:
        Refusal: there is no such method.
    """
    networks = networks_of(name_of(asked.params.get("asset", "")))
    network = next((net for net in networks if _method(net) == asked.params.get("method")), None)
    if network is None:
        raise refuse("EFunding:No funding method")
    if asked.holder.person == NEWCOMER:
        return []
    tag = tag_of(asked.holder, network)
    row = {"address": address_of(asked.holder, network), "expiretm": "0", "new": False}
    return [row | ({"tag": tag} if tag else {})]


def _method(network: Network) -> str:
    name = COIN_NAMES.get(network.asset, network.asset)
    return name if network.chain == network.asset else f"{name} ({network.protocol})"


def _times(asked: Asked) -> tuple[int, int | None]:
    start, end = asked.params.get("start"), asked.params.get("end")
    return (_ms(start) + 1 if start else 0), (_ms(end) + 999 if end else None)


def _ms(seconds: str) -> int:
    return int(Decimal(seconds) * 1000)


def _type(kind: Kind) -> str:
    return "transfer" if kind is Kind.INTERNAL else kind.value


def _reference(letter: str, movement: Movement) -> str:
    drawn = movement.transaction.upper()
    return f"{letter}{drawn[:5]}-{drawn[5:10]}-{drawn[10:16]}"


def _entry(movement: Movement) -> dict[str, Any]:
    leaves = movement.kind is Kind.WITHDRAWAL or (movement.kind is Kind.INTERNAL and movement.wallet == "spot")
    subtypes = {Kind.INTERNAL: "spottofutures" if leaves else "spotfromfutures"}
    return {
        "refid": _reference("F", movement),
        "time": movement.at_ms / 1000,
        "type": _type(movement.kind),
        "subtype": subtypes.get(movement.kind, ""),
        "aclass": "currency",
        "subclass": "crypto",
        "asset": code_of(movement.asset),
        "amount": ("-" if leaves else "") + padded(movement.amount, PLACES),
        "fee": padded(movement.fee, PLACES),
        "balance": "0.0000000000",
        "wallet": "spot / main",
    }


def _status(movement: Movement) -> dict[str, Any]:
    return {
        "method": "Bitcoin" if movement.asset == "BTC" else f"{movement.asset} ({movement.chain})",
        "aclass": "currency",
        "asset": code_of(movement.asset),
        "refid": _reference("F", movement),
        "txid": movement.transaction,
        "info": movement.transaction[:34],
        "amount": padded(movement.amount, PLACES),
        "fee": padded(movement.fee, PLACES),
        "time": movement.at_ms // 1000,
        "status": STATUSES[movement.state],
    }
