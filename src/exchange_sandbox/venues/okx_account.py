"""Balances and configuration of OKX accounts.

Source: OKX API v5 documentation, "Trading Account", "Funding Account", "Financial Product > Simple earn flexible"
and "Sub-account".
"""

from decimal import Decimal
from typing import Any

from exchange_sandbox.accounts import ZERO, Account, Holding
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.networks import COIN_NAMES, Network, address_of, networks_of, tag_of
from exchange_sandbox.venues.okx_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

SPOT_MODE = "1"
CENT = Decimal("1e-10")


def account_config(asked: Asked) -> list[dict[str, Any]]:
    """Get account configuration: what the key may do and whose it is."""
    key, account = asked.holder_key, asked.holder
    rights = [right for right in ("read_only", "trade", "withdraw") if right in key.permissions]
    return [
        {
            "acctLv": account.traits.get("acctLv", "2"),
            "acctStpMode": "cancel_maker",
            "autoLoan": False,
            "ctIsoMode": "automatic",
            "enableSpotBorrow": False,
            "greeksType": "PA",
            "ip": ",".join(key.ip_allowlist),
            "kycLv": "3",
            "label": key.label,
            "level": "Lv1",
            "levelTmp": "",
            "liquidationGear": "-1",
            "mainUid": account.parent_uid or account.uid,
            "mgnIsoMode": "automatic",
            "opAuth": "0",
            "perm": ",".join(rights),
            "posMode": "net_mode",
            "roleType": "0",
            "settleCcy": "USDT",
            "spotBorrowAutoRepay": False,
            "spotOffsetType": "",
            "spotRoleType": "0",
            "spotTraderInsts": [],
            "traderInsts": [],
            "type": account.traits.get("type", "0"),
            "uid": account.uid,
        }
    ]


def account_balance(asked: Asked) -> list[dict[str, Any]]:
    """Get balance of the trading account: currencies with anything in them, `ccy` filters."""
    account, world = asked.holder, asked.world
    wanted = asked.params.get("ccy")
    details = [
        _detail(asked, code, holding)
        for code, holding in account.wallets.get("trading", {}).items()
        if (holding.total or holding.borrowed) and (wanted is None or code in wanted.split(","))
    ]
    total = sum((Decimal(row["eqUsd"]) for row in details), ZERO)
    in_spot_mode = account.traits.get("acctLv") == SPOT_MODE
    return [
        {
            "adjEq": "" if in_spot_mode else plain(total),
            "availEq": "" if in_spot_mode else plain(total),
            "borrowFroz": "" if in_spot_mode else "0",
            "details": details,
            "imr": "" if in_spot_mode else "0",
            "isoEq": "0",
            "mgnRatio": "",
            "mmr": "" if in_spot_mode else "0",
            "notionalUsd": "" if in_spot_mode else plain(world.prices.usd("USDT")),
            "ordFroz": "" if in_spot_mode else "0",
            "totalEq": plain(total),
            "uTime": str(asked.call.now_ms),
            "upl": "" if in_spot_mode else plain(_profit(asked, "USDT")),
        }
    ]


def _detail(asked: Asked, code: str, holding: Holding) -> dict[str, Any]:
    in_spot_mode = asked.holder.traits.get("acctLv") == SPOT_MODE
    profit = _profit(asked, code)
    cash = holding.total - holding.borrowed
    equity = cash + profit - holding.interest
    return {
        "accAvgPx": "",
        "availBal": plain(holding.free),
        "availEq": "" if in_spot_mode else plain(holding.free),
        "borrowFroz": "" if in_spot_mode else "0",
        "cashBal": plain(cash),
        "ccy": code,
        "clSpotInUseAmt": "",
        "crossLiab": plain(holding.borrowed),
        "disEq": plain(_usd(asked.world, code, equity)),
        "eq": plain(equity),
        "eqUsd": plain(_usd(asked.world, code, equity)),
        "fixedBal": "0",
        "frozenBal": plain(holding.locked),
        "interest": plain(holding.interest),
        "isoEq": "0",
        "isoLiab": "0",
        "isoUpl": "0",
        "liab": plain(holding.borrowed),
        "maxLoan": "",
        "mgnRatio": "",
        "notionalLever": "0",
        "ordFrozen": plain(holding.locked),
        "rewardBal": "0",
        "spotBal": plain(holding.total),
        "stgyEq": "0",
        "twap": "0",
        "uTime": str(asked.call.now_ms - 60_000),
        "upl": plain(profit),
        "uplLiab": "0",
    }


def _profit(asked: Asked, code: str) -> Decimal:
    usd = asked.world.prices.usd
    return sum(
        (position.profit(usd(position.base)) for position in asked.holder.positions if position.margin_asset == code),
        ZERO,
    )


def _usd(world: World, code: str, amount: Decimal) -> Decimal:
    """USD value; 0 for a currency without a price."""
    return (amount * world.prices.usd(code)).quantize(CENT) if code in world.prices.assets else ZERO


def funding_balances(asked: Asked) -> list[dict[str, Any]]:
    """Get balance of the funding account: currencies with anything in them."""
    wanted = asked.params.get("ccy")
    return [
        {
            "availBal": plain(holding.free),
            "bal": plain(holding.total),
            "ccy": code,
            "frozenBal": plain(holding.locked),
        }
        for code, holding in asked.holder.wallets.get("funding", {}).items()
        if holding.total and (wanted is None or code in wanted.split(","))
    ]


def savings_balance(asked: Asked) -> list[dict[str, Any]]:
    """Get saving balance."""
    return [
        {
            "amt": plain(holding.total),
            "ccy": code,
            "earnings": "0.0010737388791526",
            "loanAmt": plain(holding.total),
            "pendingAmt": "0",
            "rate": "0.01",
            "redemptAmt": "",
        }
        for code, holding in asked.holder.wallets.get("earn", {}).items()
    ]


def staking_orders(asked: Asked) -> list[dict[str, Any]]:
    """Get active orders of on-chain earn: one that earns for each currency."""
    return [
        {
            "apy": "0.1496",
            "cancelRedemptionDeadline": "",
            "ccy": code,
            "earningData": [{"ccy": code, "earningType": "0", "earnings": "0.0001"}],
            "estSettlementTime": "",
            "fastRedemptionData": [],
            "investData": [{"amt": plain(holding.total), "ccy": code}],
            "ordId": str(2_413_499 + number),
            "productId": "101",
            "protocol": code,
            "protocolType": "defi",
            "purchasedTime": str(asked.holder.opened_ms),
            "state": "1",
            "tag": "",
            "term": "0",
        }
        for number, (code, holding) in enumerate(asked.holder.wallets.get("staking", {}).items())
    ]


def asset_valuation(asked: Asked) -> list[dict[str, Any]]:
    """Get account asset valuation, in `ccy` (BTC unless told)."""
    world, account = asked.world, asked.holder
    quote = asked.params.get("ccy", "BTC")
    if quote not in world.prices.assets:
        raise Refusal(error(400, "51000", "Parameter ccy  error"))
    rate = world.prices.usd(quote)
    values = {name: _worth(world, account, name) / rate for name in ("funding", "trading", "earn")}
    shown = {name: plain(value.quantize(CENT)) for name, value in values.items()}
    total = sum((Decimal(text) for text in shown.values()), ZERO)
    return [{"details": {"classic": "0", **shown}, "totalBal": plain(total), "ts": str(asked.call.now_ms)}]


def _worth(world: World, account: Account, wallet: str) -> Decimal:
    holdings = account.wallets.get(wallet, {}).items()
    return sum((_usd(world, code, holding.net) for code, holding in holdings), ZERO)


def currencies(asked: Asked) -> list[dict[str, Any]]:
    """Get currencies: one line per chain, `ccy` filters."""
    wanted = asked.params.get("ccy")
    codes = [code for code in asked.world.asset_codes if wanted is None or code in wanted.split(",")]
    return [_chain(network) for code in codes for network in networks_of(code)]


def _chain(network: Network) -> dict[str, Any]:
    return {
        "burningFeeRate": "",
        "canDep": not network.closed,
        "canInternal": True,
        "canWd": True,
        "ccy": network.asset,
        "chain": chain_of(network),
        "ctAddr": "",
        "depQuotaFixed": "",
        "depQuoteDailyLayer2": "",
        "fee": plain(network.fee),
        "logoLink": "",
        "mainNet": network.chain == network.asset,
        "maxFee": plain(network.fee * 2),
        "maxFeeForCtAddr": "",
        "maxWd": "1000000",
        "minDep": "0.0001",
        "minDepArrivalConfirm": "1",
        "minFee": plain(network.fee),
        "minFeeForCtAddr": "",
        "minInternal": "0.0001",
        "minWd": plain(network.minimum),
        "minWdUnlockConfirm": "2",
        "name": COIN_NAMES.get(network.asset, network.asset.title()),
        "needTag": network.tagged,
        "usedDepQuotaFixed": "",
        "usedWdQuota": "0",
        "wdQuota": "10000000",
        "wdTickSz": "8",
    }


def chain_of(network: Network) -> str:
    """OKX's name of a network."""
    return f"{network.asset}-{network.protocol}"


def deposit_address(asked: Asked) -> list[dict[str, Any]]:
    """Get deposit address: one line per chain; the tag stands under one of several names."""
    code = asked.params.get("ccy", "")
    if code not in asked.world.asset_codes:
        raise Refusal(error(200, "51000", "Parameter ccy error", with_empty_list=True))
    return [
        {
            "chain": chain_of(network),
            "ctAddr": "",
            "ccy": code,
            "to": "6",
            "addr": address_of(asked.holder, network),
            "verifiedName": "",
            "selected": place == 0,
        }
        | ({"tag": tag_of(asked.holder, network)} if network.tagged else {})
        for place, network in enumerate(networks_of(code))
    ]


def subaccount_list(asked: Asked) -> list[dict[str, Any]]:
    """Get sub-account list, for main accounts; the refusal of a sub-account is constructed."""
    if asked.holder.parent_uid is not None:
        raise Refusal(error(200, "50030", "You don't have permission to use this API endpoint", with_empty_list=True))
    return [
        {
            "canTransOut": True,
            "enable": True,
            "frozenFunc": [],
            "gAuth": False,
            "label": account.person,
            "mobile": "",
            "subAcct": account.person,
            "ts": str(account.opened_ms),
            "type": account.traits.get("type", "1"),
            "uid": account.uid,
        }
        for account in asked.world.subaccounts(asked.holder)
    ]
