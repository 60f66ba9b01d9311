"""Balances and key page of Bybit accounts.

Source: bybit-exchange/docs at 072c197 (2026-07-24): "Get Wallet Balance", "Get All Coins Balance", "Get Staked
Position", "Get API Key Information", "Get Account Info", "Get Coin Info".
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import ZERO, Account, Holding, Key
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.bybit_protocol import READ_ONLY, error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

CENT: Final = Decimal("1e-8")
DAY_MS: Final = 86_400_000
UTA_2: Final = "5"
GROUPS: Final = (
    "ContractTrade",
    "Spot",
    "Wallet",
    "Options",
    "Derivatives",
    "CopyTrading",
    "BlockTrade",
    "Exchange",
    "NFT",
    "Affiliate",
    "Earn",
)


def key_information(asked: Asked) -> dict[str, Any]:
    """Get API key information; a permission is `Group.Name`."""
    key, account = asked.holder_key, asked.holder
    return {
        "id": str(key.created_ms // 1000),
        "note": key.label,
        "apiKey": key.credentials.api_key,
        "readOnly": int(READ_ONLY in key.permissions),
        "secret": "",
        "permissions": {group: _held(key, group) for group in GROUPS},
        "ips": list(key.ip_allowlist) or ["*"],
        "type": 1,
        "deadlineDay": -2 if key.expires_ms is None else (key.expires_ms - asked.call.now_ms) // DAY_MS,
        "expiredAt": _iso(key.expires_ms or 0),
        "createdAt": _iso(key.created_ms),
        "unified": 0,
        "uta": 1,
        "userID": int(account.uid),
        "inviterID": 0,
        "vipLevel": "No VIP",
        "mktMakerLevel": "0",
        "affiliateID": 0,
        "rsaPublicKey": "",
        "isMaster": account.parent_uid is None,
        "parentUid": account.parent_uid or "0",
        "kycLevel": "LEVEL_1",
        "kycRegion": "MYS",
    }


def _held(key: Key, group: str) -> list[str]:
    named = [permission.split(".", 1) for permission in sorted(key.permissions) if "." in permission]
    return [name for held, name in named if held == group]


def _iso(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def account_info(asked: Asked) -> dict[str, Any]:
    """Get account info: a unified account of version 2.0."""
    return {
        "marginMode": "REGULAR_MARGIN",
        "updatedTime": str(asked.holder.opened_ms),
        "unifiedMarginStatus": int(asked.holder.traits.get("unifiedMarginStatus", UTA_2)),
        "dcpStatus": "OFF",
        "timeWindow": 10,
        "smpGroup": 0,
        "isMasterTrader": False,
        "spotHedgingStatus": "OFF",
    }


def wallet_balance(asked: Asked) -> dict[str, Any]:
    """Get wallet balance: coins with anything in them; a unified account has no other account type."""
    kind = asked.params.get("accountType")
    if kind != "UNIFIED":
        raise Refusal(error(10001, "accountType only support UNIFIED."))
    wanted = asked.params.get("coin")
    coins = [
        _coin(asked, code, holding)
        for code, holding in asked.holder.wallets.get("trading", {}).items()
        if (holding.total or holding.borrowed) and (wanted is None or code in wanted.split(","))
    ]
    total = plain(sum((Decimal(coin["usdValue"]) for coin in coins), ZERO))
    sums = dict.fromkeys(("totalEquity", "totalMarginBalance", "totalAvailableBalance", "totalWalletBalance"), total)
    rates = ("accountIMRate", "accountMMRate", "totalInitialMargin", "totalMaintenanceMargin", "accountLTV")
    nothing = dict.fromkeys((*rates, "totalPerpUPL"), "0")
    return {"list": [{"accountType": "UNIFIED", **sums, **nothing, "coin": coins}]}


def _coin(asked: Asked, code: str, holding: Holding) -> dict[str, Any]:
    """One coin: what was borrowed on the spot market is part of the wallet balance, and no part of the equity."""
    profit, margin = _profit(asked.world, asked.holder, code)
    equity = holding.net + profit
    return {
        "availableToBorrow": "",
        "bonus": "0",
        "accruedInterest": plain(holding.interest),
        "availableToWithdraw": "",
        "totalOrderIM": "0",
        "equity": plain(equity),
        "totalPositionMM": "0",
        "usdValue": plain(_usd(asked.world, code, equity)),
        "unrealisedPnl": plain(profit),
        "collateralSwitch": True,
        "borrowAmount": plain(holding.borrowed),
        "totalPositionIM": plain(margin),
        "walletBalance": plain(holding.total),
        "cumRealisedPnl": "0",
        "locked": plain(holding.locked),
        "marginCollateral": True,
        "coin": code,
        "spotBorrow": plain(holding.borrowed),
    }


def _profit(world: World, account: Account, code: str) -> tuple[Decimal, Decimal]:
    """Unrealised profit, and the margin of open positions at a tenth of their value at entry."""
    positions = [position for position in account.positions if position.margin_asset == code]
    profit = sum((position.profit(world.prices.usd(position.base)) for position in positions), ZERO)
    worth = (
        abs(position.size) / position.entry_price if position.inverse else abs(position.size) * position.entry_price
        for position in positions
    )
    return profit, (sum(worth, ZERO) / 10).quantize(CENT)


def _usd(world: World, code: str, amount: Decimal) -> Decimal:
    """USD value; 0 for a coin without a price."""
    return (amount * world.prices.usd(code)).quantize(CENT) if code in world.prices.assets else ZERO


def coins_balance(asked: Asked) -> dict[str, Any]:
    """Get all coins balance, of the funding wallet."""
    kind = asked.params.get("accountType", "")
    if kind != "FUND":
        raise Refusal(error(10001, "accountType only support FUND here."))
    wanted = asked.params.get("coin")
    rows = [
        {
            "coin": code,
            "transferBalance": plain(holding.free),
            "walletBalance": plain(holding.total),
            "bonus": "",
        }
        for code, holding in asked.holder.wallets.get("funding", {}).items()
        if wanted is None or code in wanted.split(",")
    ]
    return {"memberId": asked.holder.uid, "accountType": kind, "balance": rows}


def staked_position(asked: Asked) -> dict[str, Any]:
    """Get staked position: flexible savings; there is nothing on chain."""
    category = asked.params.get("category")
    if category not in {"FlexibleSaving", "OnChain"}:
        raise Refusal(error(10001, "Request parameter error."))
    held = asked.holder.wallets.get("earn", {}) if category == "FlexibleSaving" else {}
    rows = [
        {
            "coin": code,
            "productId": str(430 + number),
            "amount": plain(holding.total),
            "totalPnl": "0",
            "claimableYield": "0",
        }
        for number, (code, holding) in enumerate(held.items())
    ]
    return {"list": rows}


def coin_info(asked: Asked) -> dict[str, Any]:
    """Get coin info: one chain per coin."""
    chain = {"confirmation": "6", "withdrawFee": "0.0005", "depositMin": "0.0005", "withdrawMin": "0.001"}
    rows = [
        {
            "name": code,
            "coin": code,
            "remainAmount": "150",
            "chains": [{**chain, "chainType": code, "chain": code, "chainDeposit": "1", "chainWithdraw": "1"}],
        }
        for code in asked.world.asset_codes
    ]
    return {"rows": rows}
