"""Key information and balances of Kraken accounts.

Source: docs.kraken.com/api, "Get API Key Info", "Get Account Balance", "Get Extended Balance", "Get Trade Balance",
"List Earn Allocations".
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import ZERO, Holding
from exchange_sandbox.amounts import padded
from exchange_sandbox.venues.kraken_protocol import name_of
from exchange_sandbox.venues.venue import Asked

MONEY_PLACES: Final = 4
COIN_PLACES: Final = 10
RIGHTS: Final = (
    "query-funds",
    "add-funds",
    "withdraw-funds",
    "earn-funds",
    "query-open-trades",
    "query-closed-trades",
    "modify-trades",
    "close-trades",
    "query-ledger",
    "export-data",
    "create-ws-token",
    "add-withdraw-address",
    "update-withdraw-address",
)


def api_key_info(asked: Asked) -> dict[str, Any]:
    """Get API Key Info, with the names of the captured sample (the schema has them in camel case)."""
    key = asked.holder_key
    uid = asked.holder.uid
    return {
        "api_key_name": key.label,
        "api_key": key.credentials.api_key,
        "nonce": asked.params.get("nonce", "0"),
        "nonce_window": 0,
        "permissions": [right for right in RIGHTS if right in key.permissions],
        "iban": " ".join(uid[start : start + 4] for start in range(0, len(uid), 4)),
        "valid_until": "0" if key.expires_ms is None else str(key.expires_ms // 1000),
        "query_from": "0",
        "query_to": "0",
        "created_time": str(key.created_ms // 1000),
        "modified_time": str(key.created_ms // 1000),
        "ip_allowlist": list(key.ip_allowlist),
        "last_used": str(asked.call.now_ms // 1000),
    }


def balance(asked: Asked) -> dict[str, str]:
    """Get Account Balance: totals."""
    return {code: _text(code, holding.total) for code, holding in _spot(asked).items()}


def balance_ex(asked: Asked) -> dict[str, Any]:
    """Get Extended Balance: totals and what orders hold; money has credit lines too."""
    return {code: _extended(code, holding) for code, holding in _spot(asked).items()}


def _extended(code: str, holding: Holding) -> dict[str, str]:
    shown = {"balance": _text(code, holding.total), "hold_trade": _text(code, holding.locked)}
    return shown | {"credit": "0.0000", "credit_used": "0.0000"} if code.startswith("Z") else shown


def trade_balance(asked: Asked) -> dict[str, str]:
    """Get Trade Balance in USD: `eb` all, `n` profit of open positions, `e` equity, `mf` free margin."""
    usd = asked.world.prices.usd
    total = sum((_usd(asked, code, holding.total) for code, holding in _spot(asked).items()), ZERO)
    positions = asked.holder.positions
    profit = sum((position.profit(usd(position.base)) for position in positions), ZERO)
    cost = sum((abs(position.size) * position.entry_price for position in positions), ZERO)
    margin = cost / 5  # fivefold leverage
    shown = {
        "eb": total,
        "tb": total,
        "m": margin,
        "uv": ZERO,
        "n": profit,
        "c": cost,
        "v": cost + profit,
        "e": total + profit,
        "mf": total + profit - margin,
    }
    amounts = {name: f"{amount:.4f}" for name, amount in shown.items()}
    return amounts | ({"ml": f"{(total + profit) / margin * 100:.2f}"} if margin else {})


def earn_allocations(asked: Asked) -> dict[str, Any]:
    """List Earn Allocations."""
    items: list[dict[str, Any]] = [
        {
            "strategy_id": f"ESXUM7H-{code.partition('.')[0]:X<4.4}-EARN01",
            "native_asset": name_of(code),
            "amount_allocated": {"total": _allocated(asked, code, holding)},
            "total_rewarded": {"native": "0.0000000000", "converted": "0.0000"},
        }
        for code, holding in asked.holder.wallets.get("earn", {}).items()
    ]
    total = sum((Decimal(item["amount_allocated"]["total"]["converted"]) for item in items), ZERO)
    return {
        "converted_asset": "USD",
        "total_allocated": padded(total, MONEY_PLACES),
        "total_rewarded": "0.0000",
        "next_cursor": None,
        "items": items,
    }


def _allocated(asked: Asked, code: str, holding: Holding) -> dict[str, Any]:
    return {
        "native": _text(code, holding.total),
        "converted": f"{_usd(asked, code, holding.total):.4f}",
        "allocation_count": 1,
        "allocations": [],
    }


def _spot(asked: Asked) -> dict[str, Holding]:
    return asked.holder.wallets.get("spot", {})


def _usd(asked: Asked, code: str, amount: Decimal) -> Decimal:
    name = name_of(code)
    return amount * asked.world.prices.usd(name) if name in asked.world.prices.assets else ZERO


def _text(code: str, amount: Decimal) -> str:
    return padded(amount, MONEY_PLACES if code.startswith("Z") else COIN_PLACES)
