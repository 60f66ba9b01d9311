"""Balance, accounts and currencies of Crypto.com accounts.

Source: Crypto.com Exchange API v1 documentation (2026-03-06): "private/user-balance", "private/get-accounts",
"private/get-currency-networks". Haircuts and margins are the sandbox's own: none, and a tenth of a position.
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import ZERO, Account, Holding
from exchange_sandbox.amounts import padded, plain
from exchange_sandbox.venues.venue import Asked

CROSS: Final = "cross"
ISOLATED: Final = "isolated"
MONEY: Final = "USD"
MARGIN: Final = Decimal("0.1")


def user_balance(asked: Asked) -> dict[str, Any]:
    """User balance: the one wallet; what is owed of a currency stands below zero."""
    held = asked.holder.wallets.get(CROSS, {})
    usd = asked.world.prices.usd
    positions = asked.holder.positions
    profit = sum((position.profit(usd(position.base)) for position in positions), ZERO)
    cost = sum((abs(position.size) * usd(position.base) for position in positions), ZERO)
    cash = sum((_value(asked, code, holding) for code, holding in held.items()), ZERO)
    isolated = asked.holder.wallets.get(ISOLATED, {}).get(MONEY, Holding()).total
    told = {
        "total_available_balance": cash + profit - cost * MARGIN,
        "total_margin_balance": cash + profit,
        "total_initial_margin": cost * MARGIN,
        "total_position_im": cost * MARGIN,
        "total_haircut": ZERO,
        "total_maintenance_margin": cost * MARGIN / 2,
        "total_position_cost": cost,
        "total_cash_balance": cash,
        "total_collateral_value": cash,
        "total_session_unrealized_pnl": profit,
        "total_session_realized_pnl": ZERO,
        "total_isolated_cash_balance": isolated,
        "total_effective_leverage": ZERO,
        "position_limit": Decimal(3_000_000),
        "used_position_limit": cost,
    }
    balance = {name: padded(amount) for name, amount in told.items()}
    rows = [_row(asked, code, holding) for code, holding in held.items()]
    more = {"instrument_name": MONEY, "is_liquidating": False, "position_balances": rows, "isolated_positions": []}
    return {"data": [balance | more]}


def _row(asked: Asked, code: str, holding: Holding) -> dict[str, Any]:
    value = plain(_value(asked, code, holding))
    return {
        "instrument_name": code,
        "quantity": plain(holding.net),
        "market_value": value,
        "collateral_eligible": "true",
        "haircut": "0",
        "collateral_amount": value,
        "max_withdrawal_balance": plain(max(ZERO, holding.free - holding.borrowed)),
        "reserved_qty": plain(holding.locked),
    }


def _value(asked: Asked, code: str, holding: Holding) -> Decimal:
    prices = asked.world.prices
    return holding.net * prices.usd(code) if code in prices.assets else ZERO


def accounts(asked: Asked) -> dict[str, Any]:
    """Accounts: the master and its sub-accounts, whichever of them asks."""
    holder = asked.holder
    master = (holder.parent_uid and asked.world.account(holder.venue, holder.parent_uid)) or holder
    return {
        "master_account": _account(master, master),
        "sub_account_list": [_account(below, master) | {"label": "Sub"} for below in asked.world.subaccounts(master)],
    }


def _account(account: Account, master: Account) -> dict[str, Any]:
    return {
        "uuid": account.uid,
        "master_account_uuid": master.uid,
        "enabled": True,
        "tradable": True,
        "name": "",
        "email": f"{account.person}@example.com",
        "mobile_number": "",
        "country_code": "",
        "address": "",
        "margin_access": "DEFAULT",
        "derivatives_access": "DEFAULT",
        "create_time": account.opened_ms,
        "update_time": account.opened_ms,
        "two_fa_enabled": True,
        "kyc_level": "ADVANCED",
        "suspended": False,
        "terminated": False,
    }


def currencies(asked: Asked) -> dict[str, Any]:
    """Currencies and their networks, one each."""
    network = {
        "withdrawal_fee": "0.10000000",
        "withdraw_enabled": True,
        "min_withdrawal_amount": "1.0",
        "deposit_enabled": True,
        "confirmation_required": "32",
    }
    return {
        "update_time": asked.call.now_ms,
        "currency_map": {
            code: {"full_name": code, "default_network": code, "network_list": [{"network_id": code} | network]}
            for code in asked.world.asset_codes
        },
    }
