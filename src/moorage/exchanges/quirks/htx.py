"""HTX: which accounts there are, balances told in rows of one kind each, and the one key that is asked about."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

import msgspec

from moorage.exchanges.quirks.quirk import Quirk

Part = TypeVar("Part")

LENT: Final = {"trade": "0", "frozen": "0", "loan": "0", "interest": "0"}
"""Kinds of rows that make up the balance of a margin account; what is owed is told below zero."""

NOTHING: Final = {"trade": "0", "frozen": "0", "lock": "0"}
"""Kinds of rows that make up a balance; others tell limits, or debts that a spot account cannot have."""


class Account(msgspec.Struct):
    """A row of the list of accounts, as far as it is told on."""

    id: int
    type: str


class Row(msgspec.Struct):
    """One kind of amount of one currency."""

    currency: str
    type: str
    balance: str


class Rows(msgspec.Struct):
    """A balance, as far as it is told on."""

    list: list[Row]


class Told(msgspec.Struct, Generic[Part]):
    """The whole answer."""

    data: Part


def accounts(body: bytes) -> bytes:
    """Tell the numbers of accounts by their type, and that the key may read: only such a key sees the list.

    Source: HX-DOC, "Get all Accounts of the Current User".
    """
    numbers: dict[str, list[str]] = {}
    for row in msgspec.json.decode(body, type=Told[list[Account]]).data:
        numbers.setdefault(row.type, []).append(str(row.id))
    return msgspec.json.encode({"may_read": True, "numbers": numbers})


def spot_account(body: bytes) -> Mapping[str, str] | None:
    """Return the number of the spot account; who never had one holds nothing there."""
    spot = msgspec.json.decode(body)["numbers"].get("spot")
    return {"account": spot[0]} if spot else None


def margin_account(body: bytes) -> Mapping[str, str] | None:
    """Return the number of the cross margin account, which is there once something was transferred to it.

    Source: HX-DOC, "Get all Accounts of the Current User".
    """
    cross = msgspec.json.decode(body)["numbers"].get("super-margin")
    return {"account": cross[0]} if cross else None


def isolated_accounts(body: bytes) -> Mapping[str, str] | None:
    """Let isolated pairs be asked for where the list names some."""
    return {} if "margin" in msgspec.json.decode(body)["numbers"] else None


def owner(body: bytes) -> Mapping[str, str]:
    """Return the number of the user."""
    return {"uid": str(msgspec.json.decode(body, type=Told[int]).data)}


def balance(body: bytes) -> bytes:
    """Put the rows of a currency together: currency -> kind -> amount, each amount as it was sent.

    Raises:
        ValueError: one kind is told twice.
    """
    return msgspec.json.encode(_together(msgspec.json.decode(body, type=Told[Rows]).data.list, NOTHING))


def cross_margin(body: bytes) -> bytes:
    """Make each currency of the cross margin account a row, with what is owed above zero. Raises as `balance`."""
    return msgspec.json.encode(_lent(msgspec.json.decode(body, type=Told[Rows]).data))


def isolated_margin(body: bytes) -> bytes:
    """Make each currency of each isolated pair a row. Raises as `balance`."""
    accounts = msgspec.json.decode(body, type=Told[list[Rows]]).data
    return msgspec.json.encode([row for account in accounts for row in _lent(account)])


def _lent(account: Rows) -> list[Mapping[str, str]]:
    held = _together(account.list, LENT)
    owed = {
        code: {kind: str(Decimal(amounts[kind]).copy_negate()) for kind in ("loan", "interest")}
        for code, amounts in held.items()
    }
    return [{"currency": code, **amounts, **owed[code]} for code, amounts in held.items()]


def _together(rows: Iterable[Row], nothing: Mapping[str, str]) -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.currency, row.type) in seen:
            raise ValueError("a balance is told twice")
        seen.add((row.currency, row.type))
        held.setdefault(row.currency, dict(nothing))[row.type] = row.balance
    return held


def key_page(body: bytes, api_key: str) -> bytes:
    """Return the row of the key that asks; only a main account sees it. Nothing where it is not listed."""
    rows: list[dict[str, Any]] = msgspec.json.decode(body, type=Told[list[dict[str, Any]]]).data
    own = next((row for row in rows if row.get("accessKey") == api_key), None)
    return msgspec.json.encode({} if own is None else {"ipAddresses": "", **own, "parent": True})


HTX: Final = Quirk(
    reshape={"accounts": accounts, "spot": balance, "margin": cross_margin, "isolated": isolated_margin},
    of_key={"key": key_page},
    arguments={
        "spot": spot_account,
        "key": owner,
        "margin": margin_account,
        "isolated": isolated_accounts,
    },
)
