"""KuCoin's histories of deposits and withdrawals, and deposit addresses.

Source: kucoin.com/docs-new (2026), "Get Deposit History", "Get Withdrawal History", "Get Deposit Address (V3)",
"Get Account Ledgers - Futures".
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import NEWCOMER, address_of, networks_of, tag_of
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.kucoin_protocol import Endpoint
from exchange_sandbox.venues.venue import Asked

FUTURES: Final = "futures"
ASKED_AS: Final = {"TransferIn": "Transferin", "TransferOut": "TransferOut"}
"""What a row is -> how its kind is asked for."""
STATES: Final = {State.PENDING: "PROCESSING", State.DONE: "SUCCESS", State.FAILED: "FAILURE"}


def transfer_routes() -> Mapping[tuple[str, str], Endpoint]:
    """The table of this file."""
    return {
        ("rest", "/api/v1/deposits"): Endpoint(deposits, 5, "management", "General"),
        ("rest", "/api/v1/withdrawals"): Endpoint(withdrawals, 20, "management", "General"),
        ("rest", "/api/v3/deposit-addresses"): Endpoint(deposit_addresses, 5, "management", "General"),
        ("futures", "/api/v1/transaction-history"): Endpoint(futures_ledger, 2, "futures", "Futures"),
    }


def deposits(asked: Asked) -> dict[str, Any]:
    """Get deposit history; amounts are JSON numbers."""
    return _paged(asked, [_row(movement) for movement in _found(asked, Kind.DEPOSIT)])


def withdrawals(asked: Asked) -> dict[str, Any]:
    """Get withdrawal history."""
    found = _found(asked, Kind.WITHDRAWAL)
    return _paged(asked, [_row(movement) | {"id": movement.transaction[:24]} for movement in found])


def deposit_addresses(asked: Asked) -> list[dict[str, Any]]:
    """Get the deposit addresses that were made; none is made by asking."""
    code = asked.params.get("currency", "")
    if asked.holder.person == NEWCOMER:
        return []
    network = networks_of(code)[0]
    return [
        {
            "address": address_of(asked.holder, network),
            "memo": tag_of(asked.holder, network),
            "chainId": code.lower(),
            "to": "MAIN",
            "expirationDate": 0,
            "currency": code,
            "contractAddress": "",
            "chainName": code,
        }
    ]


def futures_ledger(asked: Asked) -> dict[str, Any]:
    """Get account ledgers of futures: what came from other wallets and went to them; profits are left out."""
    start, end = asked.params.get("startAt"), asked.params.get("endAt")
    found = asked.world.transfers.between(asked.holder, FUTURES, int(start or 0), int(end) if end else None)
    before, size = int(asked.params.get("offset", "0")), int(asked.params.get("maxCount", "50"))
    rows = [_ledger_row(movement) for movement in found if not before or movement.number < before]
    kind = asked.params.get("type")
    told = [row for row in rows if kind in {None, ASKED_AS[row["type"]]}]
    return {"hasMore": len(told) > size, "dataList": told[:size]}


def _ledger_row(movement: Movement) -> dict[str, Any]:
    return {
        "time": movement.at_ms,
        "type": "TransferIn" if movement.to_wallet == FUTURES else "TransferOut",
        "amount": Raw(plain(movement.amount).encode()),
        "fee": None,
        "accountEquity": 0,
        "status": "Completed",
        "remark": "",
        "offset": movement.number,
        "currency": movement.asset,
    }


def _found(asked: Asked, kind: Kind) -> list[Movement]:
    start, end = asked.params.get("startAt"), asked.params.get("endAt")
    return asked.world.transfers.of(asked.holder, kind, int(start or 0), int(end) if end else None)


def _paged(asked: Asked, rows: list[dict[str, Any]]) -> dict[str, Any]:
    size, page = int(asked.params.get("pageSize", "50")), int(asked.params.get("currentPage", "1"))
    items = rows[(page - 1) * size : page * size]
    total = -(-len(rows) // size)
    return {"currentPage": page, "pageSize": size, "totalNum": len(rows), "totalPage": total, "items": items}


def _row(movement: Movement) -> dict[str, Any]:
    return {
        "currency": movement.asset,
        "chain": movement.chain.lower(),
        "status": STATES[movement.state],
        "address": movement.transaction[:34],
        "memo": "",
        "isInner": False,
        "amount": Raw(plain(movement.amount).encode()),
        "fee": Raw(plain(movement.fee).encode()),
        "walletTxId": movement.transaction,
        "createdAt": movement.at_ms,
        "updatedAt": movement.at_ms,
        "remark": "",
        "arrears": False,
    }
