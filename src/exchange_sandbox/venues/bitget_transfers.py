"""Bitget's histories of deposits, withdrawals and moves to futures, and deposit addresses.

Source: bitget.com/api-doc (2026), "Get Deposit Record", "Get Withdrawal Record", "Get Deposit Address" and, of
futures, "Get Account Bills".
"""

from collections.abc import Mapping
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.networks import address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.bitget_protocol import Endpoint, error
from exchange_sandbox.venues.venue import Asked

STATES: Final = {State.PENDING: "pending", State.DONE: "success", State.FAILED: "fail"}
IN: Final = "trans_from_exchange"
OUT: Final = "trans_to_exchange"


def transfer_routes() -> Mapping[str, Endpoint]:
    """The table of this file."""
    return {
        "/api/v2/spot/wallet/deposit-records": Endpoint(deposits, 10, ""),
        "/api/v2/spot/wallet/withdrawal-records": Endpoint(withdrawals, 10, ""),
        "/api/v2/spot/wallet/deposit-address": Endpoint(deposit_address, 10, ""),
        "/api/v2/mix/account/bill": Endpoint(futures_bills, 10, ""),
    }


def deposits(asked: Asked) -> list[dict[str, Any]]:
    """Get deposit records; start and end have to be given."""
    found = asked.world.transfers.of(asked.holder, Kind.DEPOSIT, *_times(asked))
    return _older(asked, "orderId", [_row(movement, "deposit") for movement in found])


def withdrawals(asked: Asked) -> list[dict[str, Any]]:
    """Get withdrawal records; fees are negative, and a part of the amount."""
    found = asked.world.transfers.of(asked.holder, Kind.WITHDRAWAL, *_times(asked))
    rows = [_row(movement, "withdraw") | {"fee": f"-{plain(movement.fee)}"} for movement in found]
    return _older(asked, "orderId", rows)


def futures_bills(asked: Asked) -> dict[str, Any]:
    """Get account bills of USDT futures: what came from the spot wallet and went there."""
    wanted = asked.params.get("businessType")
    moved = asked.world.transfers.between(asked.holder, "futures", *_times(asked))
    bills = [bill for bill in map(_bill, moved) if wanted in {None, bill["businessType"]}]
    shown = _older(asked, "billId", bills)
    return {"bills": shown, "endId": shown[-1]["billId"] if shown else None}


def deposit_address(asked: Asked) -> dict[str, Any]:
    """Get deposit address."""
    coin = asked.params.get("coin", "")
    network = networks_of(coin)[0]
    tag = tag_of(asked.holder, network) or None
    address = address_of(asked.holder, network)
    return {"address": address, "chain": asked.params.get("chain", coin), "coin": coin, "tag": tag, "url": ""}


def _times(asked: Asked) -> tuple[int, int]:
    """Read both ends. Raises `Refusal` when one is missing."""
    for name in ("startTime", "endTime"):
        if not asked.params.get(name):
            raise Refusal(error(400172, f"Parameter verification failed {name}", 400))
    return int(asked.params["startTime"]), int(asked.params["endTime"])


def _older(asked: Asked, name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    before, limit = asked.params.get("idLessThan"), int(asked.params.get("limit", "20"))
    return [row for row in rows if before is None or int(row[name]) < int(before)][:limit]


def _row(movement: Movement, kind: str) -> dict[str, Any]:
    return {
        "orderId": str(1_083_832_260_799_930_000 + movement.number),
        "tradeId": movement.transaction,
        "coin": movement.asset,
        "type": kind,
        "size": plain(movement.amount + movement.fee),
        "status": STATES[movement.state],
        "toAddress": movement.transaction[:34],
        "dest": "on_chain",
        "chain": movement.chain,
        "fromAddress": None,
        "cTime": str(movement.at_ms),
        "uTime": str(movement.at_ms),
    }


def _bill(movement: Movement) -> dict[str, Any]:
    arrived = movement.to_wallet == "futures"
    return {
        "billId": str(1_087_700_000_000_000_000 + movement.number),
        "symbol": "",
        "amount": ("" if arrived else "-") + plain(movement.amount),
        "fee": "0",
        "feeByCoupon": "",
        "businessType": IN if arrived else OUT,
        "coin": movement.asset,
        "balance": "0",
        "cTime": str(movement.at_ms),
    }
