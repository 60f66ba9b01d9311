"""Tokens, keys and account summaries of Deribit.

Source: docs.deribit.com, API 2.1.1 (2026): "public/auth", "private/get_account_summaries", "private/list_api_keys",
"private/get_account_summary", "Security Keys". A token is told and never taken: requests are signed one by one. That a
key without a list of addresses has none in its row is inferred from the example.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from exchange_sandbox.accounts import Holding, Key
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.deribit_protocol import error
from exchange_sandbox.venues.venue import Asked

ZERO: Final = Decimal(0)
WALLET: Final = "futures"
LIFETIME: Final = 31_536_000  # seconds of a token


def grant(asked: Asked) -> dict[str, Any]:
    """public/auth: a token with every scope of the key."""
    own = ["connection"] if asked.holder.parent_uid else ["connection", "mainaccount"]
    return {
        "token_type": "bearer",
        "scope": " ".join(sorted([*asked.holder_key.permissions, *own])),
        "refresh_token": f"{asked.call.now_ms}.refresh",
        "expires_in": LIFETIME,
        "access_token": f"{asked.call.now_ms}.access",
    }


def summaries(asked: Asked) -> dict[str, Any]:
    """private/get_account_summaries: every currency there is; `extended` tells whose they are."""
    told: dict[str, Any] = {"summaries": [_summary(asked, code) for code in asked.world.asset_codes]}
    return {**_owner(asked), **told} if asked.params.get("extended") == "true" else told


def summary(asked: Asked) -> dict[str, Any]:
    """private/get_account_summary: one currency."""
    code = asked.params.get("currency", "")
    if code not in asked.world.asset_codes:
        raise Refusal(error(-32602, "Invalid params", reason="invalid currency", param="currency"))
    return _summary(asked, code)


def keys(asked: Asked) -> Any:  # noqa: ANN401 - a list, or a challenge
    """private/list_api_keys: those of the account; with a second factor a challenge instead."""
    if asked.holder.traits.get("second_factor") == "on":
        return {
            "security_keys": [{"type": "tfa", "name": "tfa"}],
            "security_key_authorization_required": True,
            "rp_id": "www.deribit.com",
            "challenge": "+Di4SKN9VykrSoHlZO2KF3LEyEZF4ih9CZXVuudQiKQ=",
        }
    own = [key for key in asked.world.all_keys() if key.account is asked.holder and not key.revoked]
    return [_listed(number, key) for number, key in enumerate(own, 1)]


def _listed(number: int, key: Key) -> dict[str, Any]:
    addresses: Sequence[str] = key.ip_allowlist
    return {
        "timestamp": key.created_ms,
        "max_scope": " ".join(sorted(key.permissions)),
        "id": number,
        "enabled": True,
        "default": number == 1,
        "client_id": key.credentials.api_key,
        "name": key.label,
        "enabled_features": [],
        **({"ip_whitelist": list(addresses)} if addresses else {}),
    }


def _owner(asked: Asked) -> dict[str, Any]:
    holder = asked.holder
    return {
        "id": int(holder.uid),
        "email": f"{holder.person}@example.invalid",
        "system_name": holder.person,
        "username": holder.person,
        "creation_timestamp": holder.opened_ms,
        "type": "main" if holder.parent_uid is None else "subaccount",
        "login_enabled": False,
        "security_keys_enabled": holder.traits.get("second_factor") == "on",
    }


def _summary(asked: Asked, code: str) -> dict[str, Any]:
    """One currency: equity counts the profit of open positions, available funds are without what they bind."""
    holding = asked.holder.wallets.get(WALLET, {}).get(code, Holding())
    usd = asked.world.prices.usd
    positions = (position for position in asked.holder.positions if position.margin_asset == code)
    profit = sum((position.profit(usd(position.base)) for position in positions), ZERO)
    equity = holding.total + profit
    amounts = {
        "balance": holding.total,
        "equity": equity,
        "margin_balance": equity,
        "initial_margin": holding.locked,
        "maintenance_margin": holding.locked / 2,
        "available_funds": equity - holding.locked,
        "available_withdrawal_funds": max(ZERO, min(holding.free, equity - holding.locked)),
        "session_upl": profit,
    }
    told = {name: msgspec.Raw(plain(amount).encode()) for name, amount in amounts.items()}
    return {"currency": code, **told, "fee_balance": 0, "margin_model": "segregated_sm"}
