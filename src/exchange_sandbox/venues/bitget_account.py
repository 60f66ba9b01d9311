"""Balances and key pages of Bitget accounts.

Source: Bitget API v2 documentation (2026-03-06): spot, funding and futures accounts; pages of v3 after the samples of
JKorf/Bitget.Net at 61a9e20 and 0246cb8.
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import ZERO, Account, Holding
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.bitget_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

CENT: Final = Decimal("1e-8")
SETTLE: Final = {"USDT-FUTURES": ("USDT",), "USDC-FUTURES": ("USDC",), "COIN-FUTURES": ("BTC", "ETH")}
NOTHING: Final = Holding()
ISOLATED: Final = "isolated_margin:"


def account_information(asked: Asked) -> dict[str, Any]:
    """Get account information (v2): the rights of the key among it."""
    return {**_owner(asked), "authorities": sorted(asked.holder_key.permissions), "traderType": "not_trader"}


def unified_information(asked: Asked) -> dict[str, Any]:
    """Get account info (v3)."""
    rights = asked.holder_key.permissions
    writes = "readonly" not in rights
    names = ["uta_mgt", *(["uta_trade"] if "trade" in rights else []), *(["withdraw"] if "withdraw" in rights else [])]
    return {**_owner(asked), "permType": "read-and-write" if writes else "read-only", "permissions": names}


def _owner(asked: Asked) -> dict[str, Any]:
    account = asked.holder
    return {
        "userId": account.uid,
        "inviterId": "",
        "channelCode": "",
        "channel": "",
        "ips": ",".join(asked.holder_key.ip_allowlist),
        "parentId": int(account.parent_uid or 0),
        "regisTime": str(account.opened_ms),
    }


def unified_settings(asked: Asked) -> dict[str, Any]:
    """Get account settings (v3)."""
    return {"uid": asked.holder.uid, "accountMode": "unified", "assetMode": "multi_assets", "holdMode": "one_way_mode"}


def spot_assets(asked: Asked) -> list[dict[str, str]]:
    """Get account assets (v2); `coin` asks for one, coins without anything are left out."""
    wanted = asked.params.get("coin")
    return [
        {
            "coin": code,
            "available": plain(holding.free),
            "frozen": plain(holding.locked),
            "locked": "0",
            "limitAvailable": "0",
            "uTime": str(asked.holder.opened_ms),
        }
        for code, holding in asked.holder.wallets.get("spot", {}).items()
        if holding.total and wanted in {None, code}
    ]


def funding_assets(asked: Asked) -> list[dict[str, str]]:
    """Get funding assets (v2); nothing frozen is a blank."""
    return [
        {"coin": code, "available": plain(holding.free), "frozen": plain(holding.locked) if holding.locked else ""}
        for code, holding in asked.holder.wallets.get("funding", {}).items()
    ]


def unified_funding(asked: Asked) -> list[dict[str, str]]:
    """Get account funding assets (v3)."""
    return [
        {
            "coin": code,
            "available": plain(holding.free),
            "frozen": plain(holding.locked),
            "balance": plain(holding.total),
        }
        for code, holding in asked.holder.wallets.get("funding", {}).items()
    ]


def cross_margin(asked: Asked) -> list[dict[str, str]]:
    """Get cross account assets (v2)."""
    return [_margin(code, holding) for code, holding in asked.holder.wallets.get("margin", {}).items()]


def isolated_margin(asked: Asked) -> list[dict[str, str]]:
    """Get isolated account asset (v2): the two sides of each pair are rows of their own."""
    wallets = asked.holder.wallets.items()
    pairs = [(name.removeprefix(ISOLATED), wallet) for name, wallet in wallets if name.startswith(ISOLATED)]
    return [{"symbol": symbol, **_margin(code, each)} for symbol, wallet in pairs for code, each in wallet.items()]


def _margin(code: str, holding: Holding) -> dict[str, str]:
    return {
        "coin": code,
        "totalAmount": plain(holding.total),
        "available": plain(holding.free),
        "frozen": plain(holding.locked),
        "borrow": plain(holding.borrowed),
        "interest": plain(holding.interest),
        "net": plain(holding.net),
        "coupon": "0",
    }


def earn_assets(asked: Asked) -> list[dict[str, str]]:
    """Earn account (v2): what is subscribed, all products of a coin in one sum."""
    return [{"coin": code, "amount": plain(each.total)} for code, each in asked.holder.wallets.get("earn", {}).items()]


def futures_accounts(asked: Asked) -> list[dict[str, Any]]:
    """Get account list (v2) of one product type; the demo types, in S, have nothing."""
    product = asked.params.get("productType", "").upper()
    if product.removeprefix("S") not in SETTLE:
        raise Refusal(error(40020, "Parameter productType error"))
    wallet = asked.holder.wallets.get("futures", {})
    return [_futures(asked.world, asked.holder, coin, wallet.get(coin, NOTHING)) for coin in SETTLE.get(product, ())]


def _futures(world: World, account: Account, coin: str, holding: Holding) -> dict[str, Any]:
    """The equity is what is there, with the profit of open positions; their margin is not available."""
    profit, margin = _profit(world, account, coin)
    equity, available = holding.total + profit, holding.free - margin
    return {
        "marginCoin": coin,
        "locked": plain(holding.locked),
        "available": plain(available),
        "crossedMaxAvailable": plain(available),
        "isolatedMaxAvailable": plain(available),
        "maxTransferOut": plain(available),
        "accountEquity": plain(equity),
        "usdtEquity": plain(_usdt(world, coin, equity)),
        "btcEquity": "0",
        "crossedRiskRate": "0",
        "unrealizedPL": plain(profit) if profit else "",
        "coupon": "0",
        "crossedUnrealizedPL": None,
        "isolatedUnrealizedPL": None,
    }


def unified_assets(asked: Asked) -> dict[str, Any]:
    """Get account assets (v3): one wallet for everything; what was borrowed is no part of the equity."""
    world, account = asked.world, asked.holder
    rows = [_asset(world, account, code, holding) for code, holding in account.wallets.get("unified", {}).items()]
    equity = plain(sum((Decimal(row["usdValue"]) for row in rows), ZERO))
    return {"accountEquity": equity, "usdtEquity": equity, "btcEquity": "0", "unrealisedPnl": "0", "assets": rows}


def _asset(world: World, account: Account, coin: str, holding: Holding) -> dict[str, str]:
    equity = holding.net + _profit(world, account, coin)[0]
    return {
        "coin": coin,
        "equity": plain(equity),
        "usdValue": plain(_usdt(world, coin, equity)),
        "balance": plain(holding.total),
        "available": plain(holding.free),
        "debt": plain(holding.borrowed + holding.interest),
        "locked": plain(holding.locked),
    }


def _profit(world: World, account: Account, coin: str) -> tuple[Decimal, Decimal]:
    """Unrealised profit, and the margin of open positions at a tenth of their value at entry."""
    positions = [position for position in account.positions if position.margin_asset == coin]
    profit = sum((position.profit(world.prices.usd(position.base)) for position in positions), ZERO)
    worth = sum((abs(position.size) * position.entry_price for position in positions), ZERO)
    return profit, (worth / 10).quantize(CENT)


def _usdt(world: World, coin: str, amount: Decimal) -> Decimal:
    """Value in USDT; 0 for a coin without a price."""
    return (amount * world.prices.rate(coin, "USDT")).quantize(CENT) if coin in world.prices.assets else ZERO
