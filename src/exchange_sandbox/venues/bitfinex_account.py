"""Permissions, owner and wallets of Bitfinex accounts.

Source: docs.bitfinex.com (2026): "Key Permissions", "User Info", "Wallets"; places of a user's fields after
bitfinexcom/bitfinex-api-py.
"""

from typing import Any, Final

from exchange_sandbox.venues.bitfinex_protocol import encoded
from exchange_sandbox.venues.venue import Asked

SCOPES: Final = (
    "account",
    "history",
    "orders",
    "positions",
    "funding",
    "settings",
    "wallets",
    "withdraw",
    "ui_withdraw",
    "bfxpay",
)
WALLETS: Final = ("exchange", "margin", "funding")
USER_FIELDS: Final = 55


def permissions(asked: Asked) -> bytes:
    """Key Permissions: scope, reading, writing."""
    held = asked.holder_key.permissions
    return encoded([[scope, int(f"{scope}.read" in held), int(f"{scope}.write" in held)] for scope in SCOPES])


def user(asked: Asked) -> bytes:
    """User Info: the number first, the master's in place 16; a master has none there."""
    account = asked.holder
    row: list[Any] = [None] * USER_FIELDS
    row[:6] = [int(account.uid), f"{account.person}@example.com", account.person, account.opened_ms, 1, 3]
    row[7:11] = ["UTC", "en", "bitfinex", 1]
    row[16] = None if account.parent_uid is None else int(account.parent_uid)
    row[18] = int(account.parent_uid is None)
    return encoded(row)


def wallets(asked: Asked) -> bytes:
    """Wallets: kind, currency, balance, unsettled interest, available balance, two facts of the last change."""
    return encoded(
        [
            [kind, code, holding.total, 0, holding.free, None, None]
            for kind in WALLETS
            for code, holding in asked.holder.wallets.get(kind, {}).items()
        ]
    )
