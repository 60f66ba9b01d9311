"""Binance's histories of deposits, withdrawals and moves between wallets.

Source: developers.binance.com/docs/wallet (capital: deposite-history, withdraw-history; asset:
query-user-universal-transfer), /docs/margin_trading (transfer), /docs/derivatives (get income history).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from exchange_sandbox.amounts import padded, plain
from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.binance_margin import ISOLATED
from exchange_sandbox.venues.binance_protocol import Endpoint, refuse, signed
from exchange_sandbox.venues.venue import Answer, Asked

DAY_MS: Final = 86_400_000
DEPOSIT_STATES: Final = {State.PENDING: 0, State.DONE: 1, State.FAILED: 2}
WITHDRAWAL_STATES: Final = {State.PENDING: 4, State.DONE: 6, State.FAILED: 5}
MOVE_STATES: Final = {State.PENDING: "PENDING", State.DONE: "CONFIRMED", State.FAILED: "FAILED"}
WALLET_TYPES: Final = {
    "spot": "MAIN",
    "funding": "FUNDING",
    "margin": "MARGIN",
    "usdm": "UMFUTURE",
    "coinm": "CMFUTURE",
}
MARGIN_SIDES: Final = {"margin": "CROSS_MARGIN", "funding": "FUNDING", "usdm": "FUTURES", "coinm": "DELIVERY"}


def transfer_routes() -> dict[Any, Endpoint]:
    """The table of this file, on the hosts `spot`, `usdm` and `coinm`."""
    return {
        ("spot", "GET", "/sapi/v1/capital/deposit/hisrec"): signed(deposits, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/capital/withdraw/history"): signed(withdrawals, 18_000, limit="sapi_uid"),
        ("spot", "GET", "/sapi/v1/asset/transfer"): signed(moves, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/margin/transfer"): signed(margin_moves, 1, limit="sapi_ip"),
        ("usdm", "GET", "/fapi/v1/income"): signed(income("usdm"), 30, limit="fapi", wallet="usdm"),
        ("coinm", "GET", "/dapi/v1/income"): signed(income("coinm"), 20, limit="dapi", wallet="coinm"),
    }


def deposits(asked: Asked) -> list[dict[str, Any]]:
    """Deposit History: 90 days at most, the last 90 without a start."""
    return [_deposit(movement) for movement in _sliced(asked, _found(asked, Kind.DEPOSIT, 90))]


def withdrawals(asked: Asked) -> list[dict[str, Any]]:
    """Withdraw History: 90 days at most; the amount is what arrives, the fee comes on top."""
    return [_withdrawal(movement) for movement in _sliced(asked, _found(asked, Kind.WITHDRAWAL, 90))]


def moves(asked: Asked) -> dict[str, Any]:
    """Query User Universal Transfer History: one kind at a time, the last 7 days without a start."""
    wanted = asked.params.get("type", "")
    if not wanted:
        raise refuse(400, -1102, "Mandatory parameter 'type' was not sent, was empty/null, or malformed.")
    found = [movement for movement in _found(asked, Kind.INTERNAL, 30, usual_days=7) if _type(movement) == wanted]
    return {"total": len(found), "rows": [_move(movement) for movement in _paged(asked, found, 100)]}


def margin_moves(asked: Asked) -> dict[str, Any]:
    """Get Cross Margin Transfer History: 30 days at most, the last 7 without a start."""
    moved = _found(asked, Kind.INTERNAL, 30, usual_days=7)
    found = [movement for movement in moved if "margin" in {movement.wallet, movement.to_wallet}]
    return {"rows": [_margin_move(movement) for movement in _paged(asked, found, 100)], "total": len(found)}


def income(wallet: str) -> Answer:
    """Get Income History of a futures wallet, its transfers only: the first that the times ask for, no pages."""

    def answer(asked: Asked) -> list[dict[str, Any]]:
        if asked.params.get("incomeType", "TRANSFER") != "TRANSFER":
            return []
        moved = _found(asked, Kind.INTERNAL, 366, usual_days=7)
        found = [movement for movement in reversed(moved) if wallet in {movement.wallet, movement.to_wallet}]
        return [_income(movement, wallet) for movement in found[: min(1000, _number(asked.params, "limit", 100))]]

    return answer


def _found(asked: Asked, kind: Kind, longest_days: int, usual_days: int = 90) -> list[Movement]:
    """Find what the times ask for.

    Raises:
        Refusal: -1127, the stretch of time is too long.
    """
    end_ms = _number(asked.params, "endTime", asked.call.now_ms)
    start_ms = _number(asked.params, "startTime", end_ms - usual_days * DAY_MS)
    if end_ms - start_ms > longest_days * DAY_MS:
        raise refuse(400, -1127, f"More than {longest_days * 24} hours between startTime and endTime.")
    return asked.world.transfers.of(asked.holder, kind, start_ms, end_ms)


def _sliced(asked: Asked, found: list[Movement]) -> list[Movement]:
    offset, limit = _number(asked.params, "offset", 0), min(1000, _number(asked.params, "limit", 1000))
    wanted = asked.params.get("coin")
    return [movement for movement in found if wanted in {None, movement.asset}][offset : offset + limit]


def _paged(asked: Asked, found: list[Movement], most: int) -> list[Movement]:
    count = min(most, _number(asked.params, "size", 10))
    start = (_number(asked.params, "current", 1) - 1) * count
    return found[start : start + count]


def _number(params: Mapping[str, str], name: str, default: int) -> int:
    text = params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit():
        raise refuse(400, -1100, f"Illegal characters found in parameter '{name}'.")
    return int(text)


def _deposit(movement: Movement) -> dict[str, Any]:
    return {
        "id": str(769_800_000_000 + movement.number),
        "amount": plain(movement.amount),
        "coin": movement.asset,
        "network": movement.chain,
        "status": DEPOSIT_STATES[movement.state],
        "address": movement.transaction[:34],
        "addressTag": "",
        "txId": movement.transaction,
        "insertTime": movement.at_ms,
        "completeTime": movement.at_ms if movement.state is State.DONE else 0,
        "transferType": 0,
        "confirmTimes": "1/1",
        "unlockConfirm": 1,
        "walletType": 0,
    }


def _withdrawal(movement: Movement) -> dict[str, Any]:
    applied = datetime.fromtimestamp(movement.at_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "id": movement.transaction[:32],
        "amount": plain(movement.amount),
        "transactionFee": plain(movement.fee),
        "coin": movement.asset,
        "status": WITHDRAWAL_STATES[movement.state],
        "address": movement.transaction[:34],
        "txId": movement.transaction if movement.state is State.DONE else "",
        "applyTime": applied,
        "network": movement.chain,
        "transferType": 0,
        "info": "",
        "confirmNo": 3,
        "walletType": 0,
        "txKey": "",
    }


def _type(movement: Movement) -> str:
    return f"{WALLET_TYPES.get(movement.wallet, 'MAIN')}_{WALLET_TYPES.get(movement.to_wallet, 'MAIN')}"


def _move(movement: Movement) -> dict[str, Any]:
    return {
        "asset": movement.asset,
        "amount": plain(movement.amount),
        "type": _type(movement),
        "status": MOVE_STATES[movement.state],
        "tranId": 11_415_955_000 + movement.number,
        "timestamp": movement.at_ms,
    }


def _margin_move(movement: Movement) -> dict[str, Any]:
    arrived = movement.to_wallet == "margin"
    return {
        "amount": padded(movement.amount),
        "asset": movement.asset,
        "status": MOVE_STATES[movement.state],
        "timestamp": movement.at_ms,
        "txId": 5_239_810_000 + movement.number,
        "type": "ROLL_IN" if arrived else "ROLL_OUT",
        "transFrom": _margin_side(movement.wallet),
        "transTo": _margin_side(movement.to_wallet),
    }


def _margin_side(wallet: str) -> str:
    return "ISOLATED_MARGIN" if wallet.startswith(ISOLATED) else MARGIN_SIDES.get(wallet, "SPOT")


def _income(movement: Movement, wallet: str) -> dict[str, Any]:
    sign = "" if movement.to_wallet == wallet else "-"
    return {
        "symbol": "",
        "incomeType": "TRANSFER",
        "income": sign + padded(movement.amount),
        "asset": movement.asset,
        "info": "TRANSFER",
        "time": movement.at_ms,
        "tranId": 9_689_322_000 + movement.number,
        "tradeId": "",
    }
