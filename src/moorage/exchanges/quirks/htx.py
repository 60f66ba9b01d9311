"""HTX: the spot account's number, balances told in rows of one kind each, and the one key that is asked about."""

from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar

import msgspec

from moorage.exchanges.quirks.quirk import Quirk

Part = TypeVar("Part")

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
    """Tell the numbers of spot accounts, and that the key may read: only such a key sees the list.

    Source: HX-DOC, "Get all Accounts of the Current User".
    """
    told = msgspec.json.decode(body, type=Told[list[Account]]).data
    return msgspec.json.encode({"may_read": True, "spot": [str(row.id) for row in told if row.type == "spot"]})


def spot_account(body: bytes) -> Mapping[str, str] | None:
    """Return the number of the spot account; who never had one holds nothing there."""
    spot = msgspec.json.decode(body)["spot"]
    return {"account": spot[0]} if spot else None


def owner(body: bytes) -> Mapping[str, str]:
    """Return the number of the user."""
    return {"uid": str(msgspec.json.decode(body, type=Told[int]).data)}


def balance(body: bytes) -> bytes:
    """Put the rows of a currency together: currency -> kind -> amount, each amount as it was sent.

    Raises:
        ValueError: one kind is told twice.
    """
    held: dict[str, dict[str, str]] = {}
    seen: set[tuple[str, str]] = set()
    for row in msgspec.json.decode(body, type=Told[Rows]).data.list:
        if (row.currency, row.type) in seen:
            raise ValueError("a balance is told twice")
        seen.add((row.currency, row.type))
        held.setdefault(row.currency, dict(NOTHING))[row.type] = row.balance
    return msgspec.json.encode(held)


def key_page(body: bytes, api_key: str) -> bytes:
    """Return the row of the key that asks; only a main account sees it. Nothing where it is not listed."""
    rows: list[dict[str, Any]] = msgspec.json.decode(body, type=Told[list[dict[str, Any]]]).data
    own = next((row for row in rows if row.get("accessKey") == api_key), None)
    return msgspec.json.encode({} if own is None else {"ipAddresses": "", **own, "parent": True})


HTX: Final = Quirk(
    reshape={"accounts": accounts, "spot": balance},
    of_key={"key": key_page},
    arguments={"spot": spot_account, "key": owner},
)
