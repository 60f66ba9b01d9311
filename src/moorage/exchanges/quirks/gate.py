"""Gate: rights of the key that asks, futures accounts and isolated pairs as rows, whole lists of what is lent."""

from typing import Final

import msgspec

from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.quirks.quirk import Quirk

TRADING: Final = frozenset(
    {"spot", "margin", "futures", "delivery", "options", "unified", "copy", "pilot", "otc", "alpha", "crossx"}
)
"""Permissions that let a key trade when they are not read-only."""

WITHDRAWING: Final = "wallet"

PAGE: Final = 100  # currencies that are lent, on a page


class Permission(msgspec.Struct):
    """One permission of a key."""

    name: str
    read_only: bool = False


class ListedKey(msgspec.Struct):
    """One key of the main account; `key` is its beginning, then stars."""

    key: str
    perms: list[Permission] = []


class FuturesAccount(msgspec.Struct):
    """What tells whether the balances beside it stand alone."""

    margin_mode: int = 0


def main_key(body: bytes, api_key: str) -> bytes:
    """Tell the rights of one key; an account's list without it tells nothing.

    Source: GT-DOC, "Query All Main Account Key Information"; that keys of sub-accounts are not listed is inferred.
    """
    listed = [key for key in msgspec.json.decode(body, type=list[ListedKey]) if is_shown(key.key, api_key)]
    if len(listed) != 1:
        return b"{}"
    permissions = listed[0].perms
    writing = {permission.name for permission in permissions if not permission.read_only}
    rights = [permission.name for permission in permissions]
    rights += ["trading"] if writing & TRADING else []
    rights += ["withdrawing"] if WITHDRAWING in writing else []
    return msgspec.json.encode({"rights": rights, "main": True})


def is_shown(shown: str, api_key: str) -> bool:
    """Say whether a key may be the one that is shown with stars at its end."""
    beginning = shown.rstrip("*")
    return bool(beginning) and api_key.startswith(beginning)


def futures_account(body: bytes) -> bytes:
    """Make the one account a row.

    Raises:
        UnknownMarketApiError: the account is unified, for which Gate says that the total means nothing.

    Source: GT-DOC, "Get futures account": `margin_mode` 0 is classic; `total` is of classic accounts only.
    """
    if msgspec.json.decode(body, type=FuturesAccount).margin_mode != 0:
        raise UnknownMarketApiError(
            "This Gate.io account is in unified mode, in which the futures account has no balance of its own; "
            "Moorage reads futures accounts in classic mode only."
        )
    return b"[" + body + b"]"


def lent(body: bytes) -> bytes:
    """Let a list of what is lent through when it is surely whole.

    Raises:
        UnknownMarketApiError: it fills a page; a part is never shown for all.

    Source: GT-DOC, "Query user's lending order list": at most a hundred on a page, and no number of all.
    """
    if len(msgspec.json.decode(body, type=list[msgspec.Raw])) >= PAGE:
        raise UnknownMarketApiError(f"The account lends {PAGE} currencies or more at Gate.io.")
    return body


class Side(msgspec.Struct):
    """One currency of an isolated pair; amounts keep their text."""

    currency: str
    available: str
    locked: str
    borrowed: str
    interest: str


class Pair(msgspec.Struct):
    """An isolated pair: a wallet of two currencies."""

    base: Side
    quote: Side


def isolated(body: bytes) -> bytes:
    """Make each side of each isolated pair a row.

    Source: GT-DOC, "Margin account list".
    """
    pairs = msgspec.json.decode(body, type=list[Pair])
    return msgspec.json.encode([side for pair in pairs for side in (pair.base, pair.quote)])


GATE: Final = Quirk(
    reshape={"lent": lent, "isolated": isolated, "usdt_futures": futures_account, "btc_futures": futures_account},
    of_key={"keys": main_key},
)
