"""Binance's wallet, account, earn and sub-account endpoints (`/sapi`).

Source: developers.binance.com/docs/wallet (account, asset, capital, others), /docs/simple_earn, /docs/sub_account.
"""

from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import Account, Holding
from exchange_sandbox.amounts import padded, plain
from exchange_sandbox.networks import COIN_NAMES, Network, address_of, find, networks_of, tag_of
from exchange_sandbox.venues.binance_protocol import Endpoint, Security, public, refuse, signed
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

FLAGS: Final = (
    "enableReading",
    "enableSpotAndMarginTrading",
    "enableWithdrawals",
    "enableInternalTransfer",
    "enableMargin",
    "enableFutures",
    "permitsUniversalTransfer",
    "enableVanillaOptions",
    "enableFixApiTrade",
    "enableFixReadOnly",
    "enablePortfolioMarginTrading",
)
WALLET_NAMES: Final = {
    "spot": "Spot",
    "funding": "Funding",
    "margin": "Cross Margin",
    "isolated_margin": "Isolated Margin",
    "usdm": "USDⓈ-M Futures",
    "coinm": "COIN-M Futures",
    "earn": "Earn",
}


def wallet_routes() -> dict[Any, Endpoint]:
    """The table of this file, on the host `spot`."""
    restrictions = Endpoint(api_restrictions, 1, Security.SIGNED, None, None, "sapi_ip")
    return {
        ("spot", "GET", "/sapi/v1/system/status"): public(system_status, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/account/apiRestrictions"): restrictions,
        ("spot", "GET", "/sapi/v1/account/info"): signed(account_info, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/account/status"): signed(account_status, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/account/apiTradingStatus"): signed(trading_status, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/capital/config/getall"): signed(all_coins, 10, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/capital/deposit/address"): signed(deposit_address, 10, limit="sapi_ip"),
        ("spot", "POST", "/sapi/v3/asset/getUserAsset"): signed(user_assets, 5, limit="sapi_ip"),
        ("spot", "POST", "/sapi/v1/asset/get-funding-asset"): signed(funding_assets, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/asset/wallet/balance"): signed(wallet_balance, 60, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/simple-earn/account"): signed(earn_account, 150, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/simple-earn/flexible/position"): signed(earn_flexible, 150, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/simple-earn/locked/position"): signed(earn_locked, 150, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/sub-account/list"): signed(subaccount_list, 1, limit="sapi_ip"),
        ("spot", "GET", "/sapi/v1/sub-account/transfer/subUserHistory"): signed(transfers_in, 1, limit="sapi_ip"),
    }


def system_status(_: Asked) -> dict[str, Any]:
    """Docs/wallet/others/system-status: 0 normal, 1 maintenance."""
    return {"status": 0, "msg": "normal"}


def api_restrictions(asked: Asked) -> dict[str, Any]:
    """Docs/wallet/account/api-key-permission: what the key may do; the addresses themselves are not told."""
    key = asked.holder_key
    expired = key.is_expired(asked.call.now_ms)
    rights = key.permissions - ({"enableSpotAndMarginTrading"} if expired else set())
    answer: dict[str, Any] = {"ipRestrict": bool(key.ip_allowlist), "createTime": key.created_ms}
    answer |= {flag: flag in rights for flag in FLAGS}
    if key.expires_ms is not None:
        answer["tradingAuthorityExpirationTime"] = key.expires_ms
    return answer


def account_info(asked: Asked) -> dict[str, Any]:
    """Docs/wallet/account/account-info."""
    wallets = asked.holder.wallets
    return {
        "vipLevel": 0,
        "isMarginEnabled": "margin" in wallets,
        "isFutureEnabled": "usdm" in wallets,
        "isOptionsEnabled": False,
        "isPortfolioMarginRetailEnabled": "portfolio_margin" in asked.holder.traits,
    }


def account_status(_: Asked) -> dict[str, Any]:
    """Docs/wallet/account/account-status."""
    return {"data": "Normal"}


def trading_status(_: Asked) -> dict[str, Any]:
    """Docs/wallet/account/account-api-trading-status."""
    triggers = {"GCR": 150, "IFER": 150, "UFR": 300}
    return {
        "data": {"isLocked": False, "plannedRecoverTime": 0, "triggerCondition": triggers, "updateTime": 0},
    }


def all_coins(asked: Asked) -> list[dict[str, Any]]:
    """Docs/wallet/capital/all-coins-info."""
    wallet = asked.holder.wallets.get("spot", {})
    return [_coin(asked.world, code, wallet.get(code, Holding())) for code in asked.world.asset_codes]


def _coin(world: World, code: str, holding: Holding) -> dict[str, Any]:
    asset = world.prices.assets.get(code)
    return {
        "coin": code,
        "depositAllEnable": True,
        "withdrawAllEnable": True,
        "name": COIN_NAMES.get(code, code.title()),
        "free": padded(holding.free),
        "locked": padded(holding.locked),
        "freeze": "0",
        "withdrawing": "0",
        "ipoing": "0",
        "ipoable": "0",
        "storage": "0",
        "isLegalMoney": code in {"USD", "EUR"},
        "trading": asset is not None,
        "networkList": [_network(network, is_default=not place) for place, network in enumerate(networks_of(code))],
    }


def _network(network: Network, *, is_default: bool) -> dict[str, Any]:
    return {
        "network": network.chain,
        "coin": network.asset,
        "withdrawIntegerMultiple": "0.00000001",
        "isDefault": is_default,
        "depositEnable": not network.closed,
        "withdrawEnable": True,
        "depositDesc": "Wallet maintenance, deposit suspended" if network.closed else "",
        "withdrawDesc": "",
        "specialTips": "Both a tag and an address are required." if network.tagged else "",
        "name": f"{network.title} ({network.protocol})",
        "resetAddressStatus": False,
        "addressRegex": "^.+$",
        "memoRegex": "^[0-9]{1,10}$" if network.tagged else "",
        "withdrawFee": plain(network.fee),
        "withdrawMin": plain(network.minimum),
        "withdrawMax": "1000000",
        "minConfirm": 1,
        "unLockConfirm": 2,
        "sameAddress": network.tagged,
        "withdrawTag": network.tagged,
    }


def deposit_address(asked: Asked) -> dict[str, Any]:
    """Docs/wallet/capital/deposite-address: on the default network where none is named."""
    coin = asked.params.get("coin", "")
    network = find(coin, asked.params.get("network") or networks_of(coin)[0].chain)
    if coin not in asked.world.asset_codes or network is None or network.closed:
        raise refuse(400, -4018, "Currency or its network is not available for deposits.")
    address = address_of(asked.holder, network)
    return {"address": address, "coin": coin, "tag": tag_of(asked.holder, network), "url": "", "isDefault": 0}


def user_assets(asked: Asked) -> list[dict[str, Any]]:
    """Docs/wallet/asset/user-assets: only what is there."""
    rows = _asset_rows(asked, "spot")
    return [row | {"ipoable": "0"} for row in rows]


def funding_assets(asked: Asked) -> list[dict[str, Any]]:
    """Docs/wallet/asset/funding-wallet: only what is there."""
    return _asset_rows(asked, "funding")


def _asset_rows(asked: Asked, wallet: str) -> list[dict[str, Any]]:
    wanted = asked.params.get("asset")
    needs_value = asked.params.get("needBtcValuation") == "true"
    return [
        {
            "asset": code,
            "free": padded(holding.free),
            "locked": padded(holding.locked),
            "freeze": "0",
            "withdrawing": "0",
            "btcValuation": padded(in_btc(asked.world, code, holding.total)) if needs_value else "0",
        }
        for code, holding in asked.holder.wallets.get(wallet, {}).items()
        if holding.total and wanted in {None, code}
    ]


def in_btc(world: World, code: str, amount: Decimal) -> Decimal:
    """An amount's value in BTC to 8 decimals; 0 for an asset without a price, as Binance shows it."""
    if code not in world.prices.assets:
        return Decimal(0)
    return (amount * world.prices.rate(code, "BTC")).quantize(Decimal("1e-8"))


def wallet_value(world: World, account: Account, prefix: str) -> Decimal:
    """BTC value of the wallets whose name starts with `prefix`, debts taken off."""
    return sum(
        (
            in_btc(world, code, holding.net)
            for name, wallet in account.wallets.items()
            if name.startswith(prefix)
            for code, holding in wallet.items()
        ),
        Decimal(0),
    )


def wallet_balance(asked: Asked) -> list[dict[str, Any]]:
    """Docs/wallet/asset/query-user-wallet-balance: BTC value of every wallet."""
    account = asked.holder
    return [
        {
            "activate": any(wallet.startswith(prefix) for wallet in account.wallets),
            "balance": padded(wallet_value(asked.world, account, prefix)),
            "walletName": name,
        }
        for prefix, name in WALLET_NAMES.items()
    ]


def earn_account(asked: Asked) -> dict[str, Any]:
    """Docs/simple_earn/account/simple-account."""
    flexible = wallet_value(asked.world, asked.holder, "earn_flexible")
    locked = wallet_value(asked.world, asked.holder, "earn_locked")
    usdt = asked.world.prices.rate("BTC", "USDT")
    return {
        "totalAmountInBTC": padded(flexible + locked),
        "totalAmountInUSDT": padded((flexible + locked) * usdt),
        "totalFlexibleAmountInBTC": padded(flexible),
        "totalFlexibleAmountInUSDT": padded(flexible * usdt),
        "totalLockedInBTC": padded(locked),
        "totalLockedInUSDT": padded(locked * usdt),
    }


def earn_flexible(asked: Asked) -> dict[str, Any]:
    """Docs/simple_earn/account/flexible-position."""
    rows = [
        {"asset": code, "productId": f"{code}001", "totalAmount": padded(holding.total), "canRedeem": True}
        for code, holding in asked.holder.wallets.get("earn_flexible", {}).items()
    ]
    return {"rows": rows, "total": len(rows)}


def earn_locked(asked: Asked) -> dict[str, Any]:
    """Docs/simple_earn/account/locked-position: ten on a page unless asked otherwise."""
    rows: list[dict[str, Any]] = [
        {"asset": code, "projectId": f"{code}*90", "positionId": index, "amount": padded(holding.total)}
        for index, (code, holding) in enumerate(asked.holder.wallets.get("earn_locked", {}).items(), start=1)
    ]
    size, page = int(asked.params.get("size", "10")), int(asked.params.get("current", "1"))
    return {"rows": rows[size * (page - 1) : size * page], "total": len(rows)}


def subaccount_list(asked: Asked) -> dict[str, Any]:
    """Docs/sub_account/account-management: for main accounts only; the refusal of a sub-account is constructed."""
    if asked.holder.parent_uid is not None:
        raise refuse(401, -1002, "You are not authorized to execute this request.")
    rows = [
        {
            "subUserId": int(account.uid),
            "email": f"{account.person}@example.com",
            "isFreeze": False,
            "createTime": account.opened_ms,
            "isManagedSubAccount": False,
            "isAssetManagementSubAccount": False,
        }
        for account in asked.world.subaccounts(asked.holder)
    ]
    return {"subAccounts": rows}


def transfers_in(asked: Asked) -> list[dict[str, Any]]:
    """Docs/sub_account/asset-management: for sub-accounts only; a main account's refusal is constructed."""
    if asked.holder.parent_uid is None:
        raise refuse(401, -1002, "You are not authorized to execute this request.")
    return [
        {
            "counterParty": "master",
            "email": "main@example.com",
            "type": 1,
            "asset": "USDT",
            "qty": "1000",
            "fromAccountType": "SPOT",
            "toAccountType": "SPOT",
            "status": "SUCCESS",
            "tranId": 11798835829,
            "time": asked.holder.opened_ms,
        }
    ]
