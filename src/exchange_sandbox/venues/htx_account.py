"""User, key page, accounts and balances of HTX.

Source: HTX's spot API documents (huobiapi/docs v1_en, 2021; 2026): "Get all Accounts of the Current User", "Get Account
Balance of a Specific Account", "Get UID", "API key query", "Get the Balance of the Margin Loan Account". That a
sub-account is refused its key page is inferred, and the words are the sandbox's choice, as are those for an account of
somebody else.
"""

from collections.abc import Mapping
from typing import Any, Final

from exchange_sandbox.accounts import Holding
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.htx_protocol import REFUSALS, error, error_v2
from exchange_sandbox.venues.venue import Asked

DAY_MS: Final = 86_400_000
NOTHING: Final = Holding()
ISOLATED: Final = "isolated_margin:"
KINDS: Final = ("spot", "point", "super-margin", "margin")


def uid(asked: Asked) -> int:
    """Get UID."""
    return int(asked.holder.uid)


def key_page(asked: Asked) -> list[dict[str, Any]]:
    """API key query: the keys of the account, or the one that is named; for main accounts only."""
    holder, named = asked.holder, asked.params.get("accessKey")
    if holder.parent_uid is not None:
        raise Refusal(REFUSALS["permission_v2"])
    if asked.params.get("uid") != holder.uid:
        raise Refusal(error_v2(2002, "invalid field value in `uid`"))
    now, keys = asked.call.now_ms, (key for key in asked.world.all_keys() if key.account is holder)
    rows = [
        {
            "accessKey": key.credentials.api_key,
            "status": "expired" if key.is_expired(now) else "normal",
            "note": key.label,
            "permission": ",".join(sorted(key.permissions)),
            "ipAddresses": ",".join(key.ip_allowlist),
            "validDays": -1 if key.expires_ms is None else (key.expires_ms - now) // DAY_MS,
            "createTime": key.created_ms,
            "updateTime": key.created_ms,
        }
        for key in keys
        if not key.revoked and named in {None, key.credentials.api_key}
    ]
    if named is not None and not rows:
        raise Refusal(error_v2(2002, "invalid field value in `accessKey`"))
    return rows


def accounts(asked: Asked) -> list[dict[str, Any]]:
    """Get all accounts: spot, one of point cards, and the margin accounts that were opened."""
    kinds = [("spot", ""), ("point", "")]
    kinds += [("super-margin", "")] if "margin" in asked.holder.wallets else []
    kinds += [("margin", symbol) for symbol, _ in _isolated(asked)]
    return [_account(asked, *kind) for kind in kinds]


def _account(asked: Asked, kind: str, subtype: str) -> dict[str, Any]:
    place = KINDS.index(kind) + 1 if not subtype else f"{KINDS.index(kind) + 1}{len(subtype)}"
    return {"id": int(f"{asked.holder.uid}{place}"), "type": kind, "subtype": subtype, "state": "working"}


def _isolated(asked: Asked) -> list[tuple[str, Mapping[str, Holding]]]:
    wallets = asked.holder.wallets.items()
    return [(name.removeprefix(ISOLATED), wallet) for name, wallet in wallets if name.startswith(ISOLATED)]


def isolated_margin(asked: Asked) -> list[dict[str, Any]]:
    """Get the balance of the margin loan account (isolated), of every pair that was opened."""
    risk = {"risk-rate": "10", "fl-type": "safe", "fl-price": "0"}
    pairs = _isolated(asked)
    return [
        {**_account(asked, "margin", symbol), "symbol": symbol, **risk, "list": _loans(wallet)}
        for symbol, wallet in pairs
    ]


def _loans(wallet: Mapping[str, Holding]) -> list[dict[str, str]]:
    """Four rows of each coin; what is owed stands below zero."""
    return [
        {"currency": code.lower(), "type": kind, "balance": plain(amount)}
        for code, held in wallet.items()
        for kind, amount in (
            ("trade", held.free),
            ("frozen", held.locked),
            ("loan", -held.borrowed),
            ("interest", -held.interest),
        )
    ]


def balance(asked: Asked) -> dict[str, Any]:
    """Get account balance: rows for every coin there is, in small letters; point cards are all zero.

    A margin account has debts; that its rows are those of the coins in it alone is the sandbox's choice.
    """
    number = asked.call.path.split("/")[4]
    kind = next((row["type"] for row in accounts(asked) if str(row["id"]) == number), None)
    if kind is None:
        raise Refusal(error("base-record-invalid", "record invalid"))
    if kind == "super-margin":
        rows = _loans(asked.holder.wallets["margin"])
    else:
        held = asked.holder.wallets.get("spot", {}) if kind == "spot" else {}
        rows = [row for code in asked.world.asset_codes for row in _rows(code, held.get(code, NOTHING))]
    return {"id": int(number), "type": kind, "state": "working", "list": rows}


def _rows(code: str, held: Holding) -> list[dict[str, str]]:
    amounts = {"trade": held.free, "frozen": held.locked}
    return [
        {"currency": code.lower(), "type": kind, "balance": plain(amount), "seq-num": "1"}
        for kind, amount in amounts.items()
    ]
