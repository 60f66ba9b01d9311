"""Balances, mode and key page of KuCoin accounts.

Source: Kucoin/kucoin-universal-sdk at 78c90c77 (2025-11-04), "Account": API key info, account list (spot), account
(futures), cross and isolated margin; the pages of unified accounts as ccxt 4.5.90 reads them.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.accounts import ZERO, Holding
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.kucoin_protocol import error
from exchange_sandbox.venues.venue import Asked

RIGHTS: Final = ("General", "Spot", "Margin", "Futures", "InnerTransfer", "Transfer", "Earn", "Unified")
WALLETS: Final = {"main": "funding", "trade": "trading"}
SETTLED_IN: Final = ("USDT", "USDC", "XBT", "ETH")
UNIFIED: Final = "UNIFIED"
ISOLATED: Final = "isolated_margin:"
SIDES: Final = ("baseAsset", "quoteAsset")


def key_information(asked: Asked) -> dict[str, Any]:
    """Get API key info; a main account has no `subName`, an unbound key no `ipWhitelist`."""
    key, account = asked.holder_key, asked.holder
    told: dict[str, Any] = {
        "remark": key.label,
        "apiKey": key.credentials.api_key,
        "apiVersion": 3,
        "permission": ",".join(right for right in RIGHTS if right in key.permissions),
        "createdAt": key.created_ms,
        "uid": int(account.uid),
        "isMaster": account.parent_uid is None,
    }
    if key.ip_allowlist:
        told["ipWhitelist"] = ",".join(key.ip_allowlist)
    return told if account.parent_uid is None else {**told, "subName": account.person}


def account_mode(asked: Asked) -> dict[str, Any]:
    """Get account mode: classic or unified, of the account and its sub-accounts."""
    others = asked.world.subaccounts(asked.holder)
    unified = [other.uid for other in others if other.traits.get("mode") == UNIFIED]
    return {
        "selfAccountMode": asked.holder.traits.get("mode", "CLASSIC"),
        "unifiedSubAccount": unified,
        "classicSubAccount": [other.uid for other in others if other.uid not in unified],
    }


def account_list(asked: Asked) -> list[dict[str, str]]:
    """Get account list of a classic account; `type` and `currency` choose."""
    kinds, wanted = [kind for kind in WALLETS if asked.params.get("type") in {None, kind}], asked.params.get("currency")
    return [
        {
            "id": f"{number}{code.lower()}",
            "currency": code,
            "type": kind,
            "balance": plain(holding.total),
            "available": plain(holding.free),
            "holds": plain(holding.locked),
        }
        for number, kind in enumerate(kinds)
        for code, holding in _wallet(asked, WALLETS[kind]).items()
        if wanted in {None, code}
    ]


def unified_balance(asked: Asked) -> dict[str, Any]:
    """Get the balance of a unified account."""
    if asked.holder.traits.get("mode") != UNIFIED:
        raise Refusal(error(200, "400007", "Access denied, require more permission"))
    return _currencies(asked, UNIFIED, "trading")


def typed_balance(asked: Asked) -> dict[str, Any]:
    """Get the balance of an account by its type, for accounts of either mode."""
    kind = asked.params.get("accountType", "")
    if kind != "FUNDING":
        raise Refusal(error(200, "400100", "accountType is invalid"))
    return _currencies(asked, kind, "funding")


def _currencies(asked: Asked, kind: str, wallet: str) -> dict[str, Any]:
    rows = [
        {
            "currency": code,
            "equity": plain(holding.net),
            "hold": plain(holding.locked),
            "balance": plain(holding.total),
            "available": plain(holding.free),
            "liability": plain(holding.borrowed + holding.interest),
        }
        for code, holding in _wallet(asked, wallet).items()
    ]
    return {"accountType": kind, "ts": asked.call.now_ms, "accounts": [{"currencies": rows}]}


def _wallet(asked: Asked, name: str) -> Mapping[str, Holding]:
    return asked.holder.wallets.get(name, {})


def futures_overview(asked: Asked) -> dict[str, Any]:
    """Get account (futures) of one currency, XBT unless told; amounts are JSON numbers."""
    code = asked.params.get("currency", "XBT")
    if code not in SETTLED_IN:
        raise Refusal(error(200, "400100", "currency is invalid"))
    holding = _wallet(asked, "futures").get(code, Holding())
    profit = _profit(asked, code)
    amounts = {
        "accountEquity": holding.total + profit,
        "unrealisedPNL": profit,
        "marginBalance": holding.total,
        "positionMargin": holding.locked,
        "orderMargin": ZERO,
        "frozenFunds": ZERO,
        "availableBalance": holding.free + profit,
        "riskRatio": ZERO,
        "maxWithdrawAmount": holding.free,
    }
    return {"currency": code, **{name: Raw(plain(amount).encode()) for name, amount in amounts.items()}}


def _profit(asked: Asked, code: str) -> Decimal:
    usd = asked.world.prices.usd
    positions = [position for position in asked.holder.positions if position.margin_asset == code]
    return sum((position.profit(usd(position.base)) for position in positions), ZERO)


def cross_margin(asked: Asked) -> dict[str, Any]:
    """Get account (cross margin)."""
    rows = [
        {
            "currency": code,
            "total": plain(holding.total),
            "available": plain(holding.free),
            "hold": plain(holding.locked),
            "liability": plain(holding.borrowed + holding.interest),
        }
        for code, holding in _wallet(asked, "margin").items()
    ]
    return {"totalAssetOfQuoteCurrency": "0", "debtRatio": "0", "status": "EFFECTIVE", "accounts": rows}


def isolated_margin(asked: Asked) -> dict[str, Any]:
    """Get account (isolated margin): the pairs that were opened."""
    wallets = asked.holder.wallets.items()
    pairs = [(name.removeprefix(ISOLATED), wallet) for name, wallet in wallets if name.startswith(ISOLATED)]
    assets = [
        {"symbol": symbol, "status": "DEBT", "debtRatio": "0", **dict(zip(SIDES, _sides(wallet), strict=True))}
        for symbol, wallet in pairs
    ]
    return {"totalAssetOfQuoteCurrency": "0", "totalLiabilityOfQuoteCurrency": "0", "assets": assets}


def _sides(wallet: Mapping[str, Holding]) -> list[dict[str, Any]]:
    return [
        {
            "currency": code,
            "borrowEnabled": True,
            "transferInEnabled": True,
            "liability": plain(holding.borrowed + holding.interest),
            "total": plain(holding.total),
            "available": plain(holding.free),
            "hold": plain(holding.locked),
            "maxBorrowSize": "0",
        }
        for code, holding in wallet.items()
    ]


def earn_holdings(asked: Asked) -> dict[str, Any]:
    """Get account holding: the orders of earn, page by page."""
    held = list(asked.holder.wallets.get("earn", {}).items())
    page, size = int(asked.params.get("currentPage", "1")), int(asked.params.get("pageSize", "15"))
    orders = [_order(asked, place, *each) for place, each in enumerate(held)]
    return {
        "totalNum": len(held),
        "totalPage": -(-len(held) // size),
        "currentPage": page,
        "pageSize": size,
        "items": orders[(page - 1) * size : page * size],
    }


def _order(asked: Asked, place: int, code: str, holding: Holding) -> dict[str, Any]:
    opened = asked.holder.opened_ms
    return {
        "orderId": str(2767291 + place),
        "productId": str(2611 + place),
        "productCategory": "KCS_STAKING" if code == "KCS" else "DEMAND",
        "productType": "DEMAND",
        "currency": code,
        "incomeCurrency": code,
        "returnRate": "0.03471727",
        "holdAmount": plain(holding.total),
        "redeemedAmount": "0",
        "redeemingAmount": plain(holding.locked),
        "lockStartTime": opened,
        "lockEndTime": None,
        "purchaseTime": opened,
        "redeemPeriod": 3,
        "status": "REDEEMING" if holding.locked else "LOCKED",
        "earlyRedeemSupported": 0,
    }


def has_high_frequency(_: Asked) -> bool:
    """Get account type (spot): no account of these is of the old high-frequency kind."""
    return False
