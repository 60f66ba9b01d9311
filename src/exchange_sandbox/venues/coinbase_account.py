"""Wallets, futures account, key and portfolio of Coinbase accounts.

Source: docs.cdp.coinbase.com, Advanced Trade API (2026-10): "List Accounts", "Get US Derivatives Balance Summary", "Get
API Key Permissions", "List Portfolios", "Get Transaction Summary".
"""

from decimal import Decimal
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from exchange_sandbox.accounts import ZERO, Holding
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal, json_reply
from exchange_sandbox.venues.venue import Asked

DEFAULT_PAGE: Final = 49
LONGEST_PAGE: Final = 250
MONEY: Final = frozenset({"USD", "EUR"})
CENT: Final = Decimal("0.01")
MADE: Final = "2025-01-04T06:20:06.456Z"


def key_permissions(asked: Asked) -> dict[str, Any]:
    """Get API key permissions: the rights, and the portfolio that the key belongs to."""
    held = asked.holder_key.permissions
    rights = {f"can_{name}": name in held for name in ("view", "trade", "transfer")}
    return {**rights, "portfolio_uuid": asked.holder.uid, "portfolio_type": "DEFAULT"}


def portfolios(asked: Asked) -> dict[str, Any]:
    """List portfolios: the key's own."""
    row = {"name": "Default", "uuid": asked.holder.uid, "type": "DEFAULT", "deleted": False}
    return {"portfolios": [row]}


def accounts(asked: Asked) -> dict[str, Any]:
    """List accounts, page by page; the cursor is the number of the first wallet on the next page."""
    limit, start = _number(asked, "limit", DEFAULT_PAGE), _number(asked, "cursor", 0)
    wallets = list(asked.holder.wallets.get("spot", {}).items())
    page = wallets[start : start + min(limit, LONGEST_PAGE)]
    end = start + len(page)
    has_next = end < len(wallets)
    rows = [_account(asked, code, holding) for code, holding in page]
    return {"accounts": rows, "has_next": has_next, "cursor": str(end) if has_next else "", "size": len(rows)}


def _number(asked: Asked, name: str, default: int) -> int:
    text = asked.params.get(name, "")
    if text and not text.isdecimal():
        details = f"invalid value for {name}"
        raise Refusal(json_reply({"error": "INVALID_ARGUMENT", "error_details": details, "message": details}, 400))
    return int(text) if text else default


def _account(asked: Asked, code: str, holding: Holding) -> dict[str, Any]:
    return {
        "uuid": str(uuid5(NAMESPACE_URL, f"{asked.holder.uid}/{code}")),
        "name": f"{code} Wallet",
        "currency": code,
        "available_balance": _money(holding.free, code),
        "default": True,
        "active": True,
        "created_at": MADE,
        "updated_at": MADE,
        "deleted_at": None,
        "type": "ACCOUNT_TYPE_FIAT" if code in MONEY else "ACCOUNT_TYPE_CRYPTO",
        "ready": True,
        "hold": _money(holding.locked, code),
        "retail_portfolio_id": asked.holder.uid,
        "platform": "ACCOUNT_PLATFORM_CONSUMER",
    }


def _money(amount: Decimal, code: str = "USD") -> dict[str, str]:
    return {"value": plain(amount), "currency": code}


def balance_summary(asked: Asked) -> dict[str, Any]:
    """Get US derivatives balance summary; an account that never opened futures has none."""
    held = asked.holder.wallets.get("futures")
    if held is None:
        return {"balance_summary": None}
    cash, spot = held.get("USD", Holding()), asked.holder.wallets.get("spot", {}).get("USD", Holding())
    positions = asked.holder.positions
    profit = sum((one.profit(asked.world.prices.usd(one.base)) for one in positions), ZERO).quantize(CENT)
    margin = sum((abs(one.size) * one.entry_price / 10 for one in positions), ZERO).quantize(CENT)
    free = max(ZERO, cash.total + profit - margin - cash.locked)
    summary = {
        "futures_buying_power": _money(free + spot.free),
        "total_usd_balance": _money(cash.total + spot.total),
        "cbi_usd_balance": _money(spot.total),
        "cfm_usd_balance": _money(cash.total),
        "total_open_orders_hold_amount": _money(cash.locked),
        "unrealized_pnl": _money(profit),
        "daily_realized_pnl": _money(ZERO),
        "initial_margin": _money(margin),
        "available_margin": _money(free),
        "liquidation_threshold": _money(margin / 2),
        "liquidation_buffer_amount": _money(free + margin / 2),
        "liquidation_buffer_percentage": "1000",
    }
    return {"balance_summary": summary}


def transaction_summary(_: Asked) -> dict[str, Any]:
    """Get transaction summary: the fees of the lowest tier."""
    tier = {
        "pricing_tier": "Intro 1",
        "usd_from": "0",
        "usd_to": "1000",
        "taker_fee_rate": "0.012",
        "maker_fee_rate": "0.006",
    }
    return {"total_volume": 0, "total_fees": 0, "fee_tier": tier, "margin_rate": None, "goods_and_services_tax": None}
