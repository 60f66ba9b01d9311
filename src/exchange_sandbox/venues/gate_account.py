"""Balances and key pages of Gate accounts.

Source: Gate API v4.106.88 (2026-05-26): account, spot, margin, futures, earn. That the list of keys refuses a
sub-account is inferred; its words are ours.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import ZERO, Account, Holding, Key
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.gate_protocol import READ_ONLY, REFUSALS, error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

CENT: Final = Decimal("1e-8")
SHOWN: Final = 12  # characters of a key that a list shows
CLASSIC: Final = "0"
ISOLATED: Final = "isolated_margin:"
MARGIN_MODES: Final = {"0": "classic", "1": "multi_currency", "2": "portfolio", "3": "single_currency"}
HISTORY: Final = ("dnw", "pnl", "fee", "refr", "fund", "point_dnw", "point_fee", "point_refr", "bonus_dnw")


def account_detail(asked: Asked) -> dict[str, Any]:
    """Retrieve user account information."""
    return {
        "user_id": int(asked.holder.uid),
        "ip_whitelist": list(asked.holder_key.ip_allowlist),
        "currency_pairs": [],
        "key": {"mode": 1},
        "tier": 0,
        "tier_expire_time": "0001-01-01T00:00:00Z",
        "copy_trading_role": 0,
    }


def main_keys(asked: Asked) -> list[dict[str, Any]]:
    """Query all main account key information."""
    account = asked.holder
    if account.parent_uid is not None:
        raise Refusal(error(403, "FORBIDDEN", "Only the main account may ask this"))
    keys = (key for key in asked.world.all_keys() if key.account is account and key.is_known(asked.call.now_ms))
    return [_listed(key) for key in keys]


def _listed(key: Key) -> dict[str, Any]:
    created = key.created_ms // 1000
    return {
        "state": 1,
        "mode": 1,
        "name": key.label,
        "user_id": int(key.account.uid),
        "perms": [
            {"name": permission.removesuffix(READ_ONLY), "read_only": permission.endswith(READ_ONLY)}
            for permission in sorted(key.permissions)
        ],
        "ip_whitelist": list(key.ip_allowlist),
        "currency_pairs": [],
        "key": key.credentials.api_key[:SHOWN] + "*****",
        "created_at": created,
        "update_at": created,
        "last_access": created,
    }


def spot_accounts(asked: Asked) -> list[dict[str, Any]]:
    """List spot trading accounts; `currency` asks for one."""
    wanted = asked.params.get("currency")
    return [
        {"currency": code, "available": plain(holding.free), "locked": plain(holding.locked), "update_id": 1}
        for code, holding in asked.holder.wallets.get("spot", {}).items()
        if wanted in {None, code}
    ]


def lends(asked: Asked) -> list[dict[str, Any]]:
    """Query the user's lending list."""
    opened = asked.holder.opened_ms // 1000
    return [
        {
            "currency": code,
            "current_amount": plain(holding.total),
            "amount": plain(holding.total),
            "lent_amount": "0",
            "frozen_amount": plain(holding.locked),
            "min_rate": "0.00001",
            "interest_status": "interest_reinvest",
            "reinvest_left_amount": "0",
            "create_time": opened,
            "update_time": opened,
        }
        for code, holding in asked.holder.wallets.get("earn", {}).items()
    ]


def isolated_accounts(asked: Asked) -> list[dict[str, Any]]:
    """Margin account list: the isolated pairs that were opened."""
    return [
        {
            "currency_pair": name.removeprefix(ISOLATED),
            "account_type": "mmr",
            "leverage": "10",
            "locked": False,
            "risk": "0",
            "mmr": "99",
            **dict(zip(("base", "quote"), (_side(*each) for each in wallet.items()), strict=True)),
        }
        for name, wallet in asked.holder.wallets.items()
        if name.startswith(ISOLATED)
    ]


def _side(code: str, holding: Holding) -> dict[str, str]:
    return {
        "currency": code,
        "available": plain(holding.free),
        "locked": plain(holding.locked),
        "borrowed": plain(holding.borrowed),
        "interest": plain(holding.interest),
    }


def futures_account(settle: str) -> Callable[[Asked], dict[str, Any]]:
    """Get futures account of one settle currency, which exists once something was transferred into it."""

    def answer(asked: Asked) -> dict[str, Any]:
        wallet = asked.holder.wallets.get(f"futures_{settle}")
        if wallet is None:
            raise Refusal(REFUSALS["futures_not_opened"])
        currency = settle.upper()
        return _futures(asked.world, asked.holder, currency, wallet.get(currency, Holding()))

    return answer


def _futures(world: World, account: Account, currency: str, holding: Holding) -> dict[str, Any]:
    """Total is order margin, position margin and what is available; unrealised profit is beside it."""
    profit, margin = _profit(world, account, currency)
    mode = account.traits.get("margin_mode", CLASSIC)
    return {
        "user": int(account.uid),
        "currency": currency,
        "total": plain(holding.total),
        "unrealised_pnl": plain(profit),
        "position_margin": plain(margin),
        "order_margin": plain(holding.locked),
        "available": plain(holding.free - margin),
        "point": "0",
        "bonus": "0",
        "in_dual_mode": False,
        "enable_credit": mode != CLASSIC,
        "position_initial_margin": "0",
        "maintenance_margin": "0",
        "margin_mode": int(mode),
        "margin_mode_name": MARGIN_MODES[mode],
        "position_mode": "single",
        "history": dict.fromkeys(HISTORY, "0"),
    }


def _profit(world: World, account: Account, currency: str) -> tuple[Decimal, Decimal]:
    """Unrealised profit, and the margin of open positions at a tenth of their value at entry."""
    positions = [position for position in account.positions if position.margin_asset == currency]
    profit = sum((position.profit(world.prices.usd(position.base)) for position in positions), ZERO)
    worth = (
        abs(position.size) / position.entry_price if position.inverse else abs(position.size) * position.entry_price
        for position in positions
    )
    return profit, (sum(worth, ZERO) / 10).quantize(CENT)
