"""OKX's histories of deposits, withdrawals and moves between wallets.

Source: OKX API v5 documentation, "Funding Account" (get deposit history, get withdrawal history, asset bills details)
and "Trading Account" (get bills details, last 3 months).
"""

from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.networks import find
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.okx_protocol import Endpoint
from exchange_sandbox.venues.venue import Asked

READ: Final = "read_only"
MOST: Final = 100
DEPOSIT_STATES: Final = {State.PENDING: "0", State.DONE: "2", State.FAILED: "12"}
WITHDRAWAL_STATES: Final = {State.PENDING: "0", State.DONE: "2", State.FAILED: "-1"}


def transfer_routes() -> dict[tuple[str, str], Endpoint]:
    """The table of this file."""
    return {
        ("GET", "/api/v5/asset/deposit-history"): Endpoint(deposits, 6, 1_000, READ),
        ("GET", "/api/v5/asset/withdrawal-history"): Endpoint(withdrawals, 6, 1_000, READ),
        ("GET", "/api/v5/asset/bills"): Endpoint(asset_bills, 6, 1_000, READ),
        ("GET", "/api/v5/account/bills-archive"): Endpoint(trading_bills, 5, permission=READ),
    }


def deposits(asked: Asked) -> list[dict[str, Any]]:
    """Get deposit history: the newest first, `after` asks for earlier times."""
    return [_deposit(movement) for movement in _by_time(asked, asked.world.transfers.of(asked.holder, Kind.DEPOSIT))]


def withdrawals(asked: Asked) -> list[dict[str, Any]]:
    """Get withdrawal history: the fee comes on top of the amount."""
    found = asked.world.transfers.of(asked.holder, Kind.WITHDRAWAL)
    return [_withdrawal(movement) for movement in _by_time(asked, found)]


def asset_bills(asked: Asked) -> list[dict[str, Any]]:
    """Asset bills details of the funding account: 130 from and 131 to the trading account."""
    wanted = asked.params.get("type")
    moved = asked.world.transfers.between(asked.holder, "funding")
    return [bill for bill in map(_asset_bill, _by_time(asked, moved)) if wanted in {None, bill["type"]}]


def trading_bills(asked: Asked) -> list[dict[str, Any]]:
    """Get bills details of the last three months: transfers are the bills of type 1, `after` is a bill's id."""
    if asked.params.get("type", "1") != "1":
        return []
    start, end = asked.params.get("begin"), asked.params.get("end")
    moved = asked.world.transfers.between(asked.holder, "trading", int(start or 0), int(end) if end else None)
    after = int(asked.params.get("after", "0"))
    bills = [_trading_bill(movement) for movement in moved]
    return [bill for bill in bills if not after or int(bill["billId"]) < after][:MOST]


def _by_time(asked: Asked, found: list[Movement]) -> list[Movement]:
    """Bound by `before` (later than) and `after` (earlier than), both exclusive."""
    after, before = asked.params.get("after"), asked.params.get("before")
    wanted = asked.params.get("ccy")
    return [
        movement
        for movement in found
        if (after is None or movement.at_ms < int(after))
        and (before is None or movement.at_ms > int(before))
        and wanted in {None, movement.asset}
    ][:MOST]


def _chain(movement: Movement) -> str:
    network = find(movement.asset, movement.chain)
    return f"{movement.asset}-{network.protocol if network else movement.chain}"


def _deposit(movement: Movement) -> dict[str, Any]:
    return {
        "actualDepBlkConfirm": "2",
        "amt": plain(movement.amount),
        "areaCodeFrom": "",
        "ccy": movement.asset,
        "chain": _chain(movement),
        "depId": str(88_165_000 + movement.number),
        "from": "",
        "fromWdId": "",
        "state": DEPOSIT_STATES[movement.state],
        "to": movement.transaction[:34],
        "ts": str(movement.at_ms),
        "txId": movement.transaction,
    }


def _withdrawal(movement: Movement) -> dict[str, Any]:
    return {
        "note": "",
        "chain": _chain(movement),
        "fee": plain(movement.fee),
        "feeCcy": movement.asset,
        "ccy": movement.asset,
        "clientId": "",
        "toAddrType": "1",
        "amt": plain(movement.amount),
        "txId": movement.transaction if movement.state is State.DONE else "",
        "from": "",
        "areaCodeFrom": "",
        "to": movement.transaction[:34],
        "areaCodeTo": "",
        "state": WITHDRAWAL_STATES[movement.state],
        "ts": str(movement.at_ms),
        "nonTradableAsset": False,
        "wdId": str(67_485_000 + movement.number),
    }


def _asset_bill(movement: Movement) -> dict[str, Any]:
    arrived = movement.to_wallet == "funding"
    return {
        "billId": str(12_344_000 + movement.number),
        "ccy": movement.asset,
        "clientId": "",
        "balChg": ("" if arrived else "-") + plain(movement.amount),
        "bal": "0",
        "type": "130" if arrived else "131",
        "notes": "",
        "ts": str(movement.at_ms),
    }


def _trading_bill(movement: Movement) -> dict[str, Any]:
    arrived = movement.to_wallet == "trading"
    change = ("" if arrived else "-") + plain(movement.amount)
    return {
        "bal": "0",
        "balChg": change,
        "billId": str(588_900_695_232_000_000 + movement.number),
        "ccy": movement.asset,
        "execType": "",
        "fee": "",
        "from": "6" if arrived else "18",
        "instId": "",
        "instType": "",
        "mgnMode": "",
        "notes": "From Funding Account" if arrived else "To Funding Account",
        "ordId": "",
        "pnl": "",
        "posBal": "",
        "posBalChg": "",
        "px": "",
        "subType": "11" if arrived else "12",
        "sz": change,
        "to": "18" if arrived else "6",
        "ts": str(movement.at_ms),
        "type": "1",
    }
