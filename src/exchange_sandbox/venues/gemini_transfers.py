"""Gemini's list of past transfers, networks and deposit addresses.

Source: Gemini's REST documentation (2026-03-06): "Transfers", "Network", "Get Deposit Addresses"; names of fields after
ccxt 4.5.90. Told are the two states that mean done; how one that is under way or failed would look is not documented,
so none is listed.
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import NETWORKS, NEWCOMER, Network, address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.venue import Asked

LARGEST: Final = 50
TYPES: Final = {Kind.DEPOSIT: "Deposit", Kind.WITHDRAWAL: "Withdrawal"}


def transfers(asked: Asked) -> list[dict[str, Any]]:
    """Transfers since a time in milliseconds, the newest first."""
    book, start_ms = asked.world.transfers, int(asked.params["start"])
    found = [one for kind in TYPES for one in book.of(asked.holder, kind, start_ms) if one.state is State.DONE]
    newest = sorted(found, key=lambda movement: movement.at_ms, reverse=True)
    return [_row(movement) for movement in newest[: min(LARGEST, int(asked.params["limit"]))]]


def network(asked: Asked) -> dict[str, Any]:
    """Network: those of the token that the path names."""
    token = asked.call.path.rpartition("/")[2].upper()
    return {"token": token, "network": [_name(network) for network in networks_of(token)]}


def addresses(asked: Asked) -> list[dict[str, Any]]:
    """Get deposit addresses of the network that the path names; none is made."""
    wanted = asked.call.path.rpartition("/")[2]
    every = {_name(each): each for told in NETWORKS.values() for each in told}
    if asked.holder.person == NEWCOMER or wanted not in every:
        return []
    tag = tag_of(asked.holder, every[wanted])
    row = {"address": address_of(asked.holder, every[wanted]), "timestamp": asked.holder.opened_ms, "network": wanted}
    return [row | ({"memo": tag} if tag else {})]


def _name(network: Network) -> str:
    return network.title.lower()


def _row(movement: Movement) -> dict[str, Any]:
    row = {
        "type": TYPES[movement.kind],
        "status": "Complete",
        "timestampms": movement.at_ms,
        "eid": movement.number,
        "currency": movement.asset,
        "amount": plain(movement.amount),
        "txHash": movement.transaction,
    }
    if movement.kind is Kind.DEPOSIT:
        return row
    return row | {"feeAmount": plain(movement.fee), "feeCurrency": movement.asset}
