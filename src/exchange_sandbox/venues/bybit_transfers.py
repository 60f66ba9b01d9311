"""Bybit's histories of deposits, withdrawals and moves between wallets, and deposit addresses.

Source: bybit-exchange/docs at 072c197 (2026-07-24), docs/v5/asset: deposit-record, internal-deposit-record,
withdraw-record, inter-transfer-list, master-deposit-addr. What is asked for fits on one page.
"""

from collections.abc import Mapping
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.bybit_protocol import Endpoint
from exchange_sandbox.venues.venue import Asked

RIGHTS: Final = frozenset({"Wallet.AccountTransfer", "Wallet.SubMemberTransfer", "Wallet.Withdraw"})
DEPOSIT_STATES: Final = {State.PENDING: 2, State.DONE: 3, State.FAILED: 4}
WITHDRAWAL_STATES: Final = {State.PENDING: "Pending", State.DONE: "success", State.FAILED: "Fail"}
MOVE_STATES: Final = {State.PENDING: "PENDING", State.DONE: "SUCCESS", State.FAILED: "FAILED"}
ACCOUNT_TYPES: Final = {"funding": "FUND", "trading": "UNIFIED"}


def transfer_routes() -> Mapping[str, Endpoint]:
    """The table of this file."""
    return {
        "/v5/asset/deposit/query-record": Endpoint(deposits, 5, RIGHTS),
        "/v5/asset/deposit/query-internal-record": Endpoint(internal_deposits, 5, RIGHTS),
        "/v5/asset/withdraw/query-record": Endpoint(withdrawals, 5, RIGHTS),
        "/v5/asset/transfer/query-inter-transfer-list": Endpoint(moves, 5, RIGHTS),
        "/v5/asset/deposit/query-address": Endpoint(deposit_address, 5, RIGHTS),
    }


def deposits(asked: Asked) -> dict[str, Any]:
    """Get deposit records; one that is to come has no time of success yet."""
    return {"rows": [_deposit(movement) for movement in _found(asked, Kind.DEPOSIT)], "nextPageCursor": ""}


def internal_deposits(_: Asked) -> dict[str, Any]:
    """Get internal deposit records: nobody sends to anybody inside Bybit here."""
    return {"rows": [], "nextPageCursor": ""}


def withdrawals(asked: Asked) -> dict[str, Any]:
    """Get withdrawal records."""
    return {"rows": [_withdrawal(movement) for movement in _found(asked, Kind.WITHDRAWAL)], "nextPageCursor": ""}


def moves(asked: Asked) -> dict[str, Any]:
    """Get internal transfer records, between the funding and the unified account."""
    return {"list": [_move(movement) for movement in _found(asked, Kind.INTERNAL)], "nextPageCursor": ""}


def deposit_address(asked: Asked) -> dict[str, Any]:
    """Get master deposit address."""
    coin = asked.params.get("coin", "")
    network = networks_of(coin)[0]
    row = {
        "chainType": coin,
        "addressDeposit": address_of(asked.holder, network),
        "tagDeposit": tag_of(asked.holder, network),
        "chain": coin,
        "batchReleaseLimit": "-1",
        "contractAddress": "",
    }
    return {"coin": coin, "chains": [row]}


def _found(asked: Asked, kind: Kind) -> list[Movement]:
    start, end = asked.params.get("startTime"), asked.params.get("endTime")
    return asked.world.transfers.of(asked.holder, kind, int(start or 0), int(end) if end else None)


def _deposit(movement: Movement) -> dict[str, Any]:
    return {
        "id": str(1_300_000 + movement.number),
        "coin": movement.asset,
        "chain": movement.chain,
        "amount": plain(movement.amount),
        "txID": movement.transaction,
        "status": DEPOSIT_STATES[movement.state],
        "toAddress": movement.transaction[:34],
        "tag": "",
        "depositFee": "",
        "successAt": str(movement.at_ms) if movement.state is State.DONE else "",
        "confirmations": "100",
        "txIndex": "0",
        "blockHash": "",
    }


def _withdrawal(movement: Movement) -> dict[str, Any]:
    return {
        "coin": movement.asset,
        "chain": movement.chain,
        "amount": plain(movement.amount),
        "txID": movement.transaction if movement.state is State.DONE else "",
        "status": WITHDRAWAL_STATES[movement.state],
        "toAddress": movement.transaction[:34],
        "tag": "",
        "withdrawFee": plain(movement.fee),
        "createTime": str(movement.at_ms),
        "updateTime": str(movement.at_ms),
        "withdrawId": str(9_800 + movement.number),
        "withdrawType": 0,
    }


def _move(movement: Movement) -> dict[str, Any]:
    return {
        "transferId": f"selfTransfer_{movement.transaction[:32]}",
        "coin": movement.asset,
        "amount": plain(movement.amount),
        "fromAccountType": ACCOUNT_TYPES.get(movement.wallet, "FUND"),
        "toAccountType": ACCOUNT_TYPES.get(movement.to_wallet, "FUND"),
        "timestamp": str(movement.at_ms),
        "status": MOVE_STATES[movement.state],
    }
