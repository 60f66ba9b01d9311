"""Roles, account and balances of Gemini accounts.

Source: Gemini's REST documentation (2026-03-06): "Roles", "Account Detail", "Get Available Balances"; and (2026-09)
"List Staking Balances", whose amounts are numbers.
"""

from typing import Any, Final

import msgspec

from exchange_sandbox.accounts import Holding
from exchange_sandbox.amounts import plain
from exchange_sandbox.venues.venue import Asked

PROVIDER: Final = "62b21e17-2534-4b9f-afcf-b7edb609dd8d"


def roles(asked: Asked) -> dict[str, bool]:
    """Roles of the key; those of a group are for master keys only."""
    held = asked.holder_key.permissions
    names = {"isAuditor": "auditor", "isFundManager": "fund_manager", "isTrader": "trader"}
    return {name: role in held for name, role in names.items()}


def account(asked: Asked) -> dict[str, Any]:
    """Account detail: the account, its users, and the reference for wires."""
    holder = asked.holder
    user = {"name": holder.person, "lastSignIn": "2026-11-01T10:00:00.000Z", "status": "Active", "countryCode": "US"}
    return {
        "account": {
            "accountName": "Primary",
            "shortName": "primary",
            "type": "exchange",
            "created": str(holder.opened_ms),
        },
        "users": [user | {"isVerified": True}],
        "memo_reference_code": holder.uid,
    }


def balances(asked: Asked) -> list[dict[str, str]]:
    """Get available balances: whole and free amounts as texts."""
    return [
        {
            "type": "exchange",
            "currency": code,
            "amount": plain(holding.total),
            "available": plain(holding.free),
            "availableForWithdrawal": plain(holding.free),
            "pendingWithdrawal": "0",
            "pendingDeposit": "0",
        }
        for code, holding in asked.holder.wallets.get("spot", {}).items()
    ]


def staking_balances(asked: Asked) -> list[dict[str, Any]]:
    """List staking balances: amounts as numbers."""
    return [_staked(code, holding) for code, holding in asked.holder.wallets.get("earn", {}).items()]


def _staked(code: str, holding: Holding) -> dict[str, Any]:
    amount = msgspec.Raw(plain(holding.total).encode())
    return {
        "type": "Staking",
        "currency": code,
        "balance": amount,
        "available": 0,
        "availableForWithdrawal": amount,
        "balanceByProvider": {PROVIDER: {"balance": amount}},
    }
