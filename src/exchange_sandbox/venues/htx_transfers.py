"""HTX's history of deposits and withdrawals, and deposit addresses.

Source: huobiapi.github.io/docs/spot/v1/en (2021) and htx.com/en-us/opend (2026), "Search for Existed Withdraws
and Deposits", "Query Deposit Address".
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.htx_protocol import Endpoint
from exchange_sandbox.venues.venue import Asked

MOST: Final = 50  # on a page
KINDS: Final = {"deposit": Kind.DEPOSIT, "withdraw": Kind.WITHDRAWAL}
DEPOSIT_STATES: Final = {State.PENDING: "confirming", State.DONE: "safe", State.FAILED: "orphan"}
WITHDRAWAL_STATES: Final = {State.PENDING: "wallet-transfer", State.DONE: "confirmed", State.FAILED: "canceled"}


def transfer_routes() -> Mapping[str, Endpoint]:
    """The table of this file."""
    return {
        "/v1/query/deposit-withdraw": Endpoint(transfers, "readOnly", 20),
        "/v2/account/deposit/address": Endpoint(deposit_address, "readOnly", 20),
    }


def transfers(asked: Asked) -> list[dict[str, Any]]:
    """Search for existed withdraws and deposits: `next` tells the newest first, from a number downwards."""
    kind = asked.params.get("type", "")
    found = asked.world.transfers.of(asked.holder, KINDS[kind]) if kind in KINDS else []
    rows = [_row(movement, kind) for movement in found]
    if asked.params.get("direct", "prev") == "prev":
        rows.reverse()
    before = int(asked.params.get("from", "0"))
    return [row for row in rows if not before or row["id"] <= before][: min(int(asked.params.get("size", "50")), MOST)]


def deposit_address(asked: Asked) -> list[dict[str, Any]]:
    """Query deposit address."""
    code = asked.params.get("currency", "")
    network = networks_of(code.upper())[0]
    address, tag = address_of(asked.holder, network), tag_of(asked.holder, network)
    return [{"currency": code, "address": address, "addressTag": tag, "chain": code}]


def _row(movement: Movement, kind: str) -> dict[str, Any]:
    states = DEPOSIT_STATES if kind == "deposit" else WITHDRAWAL_STATES
    return {
        "id": 75_115_000 + movement.number,
        "type": kind,
        "sub-type": "NORMAL",
        "currency": movement.asset.lower(),
        "chain": movement.chain.lower(),
        "tx-hash": movement.transaction,
        "amount": Raw(plain(movement.amount).encode()),
        "from-addr-tag": "",
        "address": movement.transaction[:34],
        "address-tag": "",
        "fee": Raw(plain(movement.fee).encode()),
        "state": states[movement.state],
        "created-at": movement.at_ms,
        "updated-at": movement.at_ms,
    }
