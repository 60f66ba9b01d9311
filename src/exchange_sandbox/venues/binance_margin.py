"""Binance's margin account, cross and isolated (`/sapi/v1/margin`).

Source: developers.binance.com/docs/margin_trading (account, market data).
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import Holding
from exchange_sandbox.amounts import padded
from exchange_sandbox.venues.binance_protocol import Endpoint, Security, refuse, signed
from exchange_sandbox.venues.binance_wallet import in_btc, wallet_value
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

ISOLATED: Final = "isolated_margin:"
DEBT_FREE_LEVEL: Final = Decimal(999)
"""The margin level Binance shows for an account that owes nothing."""
MARGIN_QUOTES: Final = ("USDT", "BTC")


def margin_routes(world: World) -> dict[Any, Endpoint]:
    """The table of this file, on the host `spot`."""
    pairs = [
        {
            "id": str(376_870_555_451_677_893 + number),
            "symbol": pair.base + pair.quote,
            "base": pair.base,
            "quote": pair.quote,
            "isMarginTrade": True,
            "isBuyAllowed": True,
            "isSellAllowed": True,
        }
        for number, pair in enumerate(world.prices.pairs(MARGIN_QUOTES))
    ]

    def cross_pairs(_: Asked) -> list[dict[str, Any]]:
        return pairs

    def isolated_pairs(_: Asked) -> list[dict[str, Any]]:
        return [{name: value for name, value in pair.items() if name != "id"} for pair in pairs]

    return {
        ("spot", "GET", "/sapi/v1/margin/allPairs"): Endpoint(cross_pairs, 1, Security.KEY, None, None, "sapi_ip"),
        ("spot", "GET", "/sapi/v1/margin/isolated/allPairs"): Endpoint(
            isolated_pairs, 10, Security.KEY, None, None, "sapi_ip"
        ),
        ("spot", "GET", "/sapi/v1/margin/account"): signed(cross_account, 10, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/margin/isolated/account"): signed(isolated_account, 10, limit="sapi_ip"),
    }


def cross_account(asked: Asked) -> dict[str, Any]:
    """Query Cross Margin Account Details (USER_DATA).

    Raises:
        Refusal: -3003, the account never opened margin.
    """
    world, account = asked.world, asked.holder
    if "margin" not in account.wallets:
        raise refuse(400, -3003, "Margin account does not exist.")
    wallet = account.wallets["margin"]
    assets = sum((in_btc(world, code, holding.total) for code, holding in wallet.items()), Decimal(0))
    net = wallet_value(world, account, "margin")
    return {
        "created": True,
        "borrowEnabled": True,
        "marginLevel": padded(_level(assets, assets - net)),
        "collateralMarginLevel": padded(_level(assets, assets - net)),
        "totalAssetOfBtc": padded(assets),
        "totalLiabilityOfBtc": padded(assets - net),
        "totalNetAssetOfBtc": padded(net),
        "tradeEnabled": True,
        "transferInEnabled": True,
        "transferOutEnabled": True,
        "accountType": "MARGIN_1",
        "userAssets": [{"asset": code} | _amounts(holding) for code, holding in wallet.items()],
    }


def isolated_account(asked: Asked) -> dict[str, Any]:
    """Query Isolated Margin Account Info (USER_DATA): one entry per opened pair."""
    account, world = asked.holder, asked.world
    rows = [
        _isolated_pair(world, name.removeprefix(ISOLATED), wallet)
        for name, wallet in account.wallets.items()
        if name.startswith(ISOLATED)
    ]
    net = wallet_value(world, account, ISOLATED)
    debt = _isolated_debt(asked)
    return {
        "assets": rows,
        "totalAssetOfBtc": padded(net + debt),
        "totalLiabilityOfBtc": padded(debt),
        "totalNetAssetOfBtc": padded(net),
    }


def _isolated_debt(asked: Asked) -> Decimal:
    return sum(
        (
            in_btc(asked.world, code, holding.borrowed + holding.interest)
            for name, wallet in asked.holder.wallets.items()
            if name.startswith(ISOLATED)
            for code, holding in wallet.items()
        ),
        Decimal(0),
    )


def _isolated_pair(world: World, symbol: str, wallet: dict[str, Holding]) -> dict[str, Any]:
    base, quote = wallet
    return {
        "baseAsset": _isolated_asset(world, base, wallet[base]),
        "quoteAsset": _isolated_asset(world, quote, wallet[quote]),
        "symbol": symbol,
        "isolatedCreated": True,
        "enabled": True,
        "marginLevel": "4.00000000",
        "marginLevelStatus": "EXCESSIVE",
        "marginRatio": "5.00000000",
        "indexPrice": padded(world.prices.rate(base, quote).quantize(Decimal("1e-8"))),
        "liquidatePrice": "0.00000000",
        "liquidateRate": "0.00000000",
        "tradeEnabled": True,
    }


def _isolated_asset(world: World, code: str, holding: Holding) -> dict[str, Any]:
    return {
        "asset": code,
        "borrowEnabled": True,
        "netAssetOfBtc": padded(in_btc(world, code, holding.net)),
        "repayEnabled": True,
        "totalAsset": padded(holding.total),
    } | _amounts(holding)


def _amounts(holding: Holding) -> dict[str, str]:
    return {
        "borrowed": padded(holding.borrowed),
        "free": padded(holding.free),
        "interest": padded(holding.interest),
        "locked": padded(holding.locked),
        "netAsset": padded(holding.net),
    }


def _level(assets: Decimal, debt: Decimal) -> Decimal:
    return (assets / debt).quantize(Decimal("1e-8")) if debt else DEBT_FREE_LEVEL
