"""Key page, number and balances of MEXC accounts.

Source: MEXC API documentation, spot v3 (apidocs of 2025-08): "Account Information", "Query the currency information";
"Query ApiKey Information" and "Query UID" after their recorded answers. What the key page says of a key without an end
is not documented; here it is null.
"""

from datetime import UTC, datetime
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.mexc_protocol import REFUSALS
from exchange_sandbox.venues.venue import Asked

DAY_MS: Final = 86_400_000


def key_information(asked: Asked) -> dict[str, Any]:
    """Query the key's own page; that of another key is not shown."""
    key = asked.holder_key
    if asked.params.get("accessKey") != key.credentials.api_key:
        raise Refusal(REFUSALS["unknown_key"])
    created = datetime.fromtimestamp(key.created_ms / 1000, UTC)
    left = None if key.expires_ms is None else (key.expires_ms - asked.call.now_ms) // DAY_MS
    return {
        "note": key.label,
        "accessKey": key.credentials.api_key,
        "createTime": created.isoformat(timespec="milliseconds"),
        "permissions": ",".join(sorted(key.permissions)),
        "remainingValidity": left,
        "ipWhiteList": ",".join(key.ip_allowlist),
        "status": "VALID",
    }


def uid(asked: Asked) -> dict[str, str]:
    """Query UID."""
    return {"uid": asked.holder.uid}


def account(asked: Asked) -> dict[str, Any]:
    """Account information: coins with anything in them; the flags are the account's, whatever the key may do."""
    held = asked.holder.wallets.get("spot", {})
    return {
        "canTrade": True,
        "canWithdraw": True,
        "canDeposit": True,
        "updateTime": None,
        "accountType": "SPOT",
        "balances": [
            {"asset": code, "free": plain(holding.free), "locked": plain(holding.locked)}
            for code, holding in held.items()
            if holding.total
        ],
        "permissions": ["SPOT"],
    }


def currencies(asked: Asked) -> list[dict[str, Any]]:
    """Query the currency information: each asset with one network."""
    return [{"coin": code, "name": code, "networkList": [_network(code)]} for code in asked.world.asset_codes]


def _network(code: str) -> dict[str, Any]:
    return {
        "coin": code,
        "depositEnable": True,
        "minConfirm": 12,
        "name": code,
        "network": "Ethereum(ERC20)",
        "netWork": "ETH",
        "withdrawEnable": True,
        "withdrawFee": "0.001",
        "withdrawMax": "1000",
        "withdrawMin": "0.01",
        "contract": "",
    }
