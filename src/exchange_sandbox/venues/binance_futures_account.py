"""Balances of Binance's futures and portfolio margin accounts.

Source: developers.binance.com/docs/derivatives: usds-margined-futures/account (Account-Information-V3,
Futures-Account-Balance-V3, Account-Config), coin-margined-futures/account, portfolio-margin/account.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.accounts import ZERO, Holding, Position
from exchange_sandbox.amounts import padded
from exchange_sandbox.venues.binance_protocol import Wording, no_access
from exchange_sandbox.venues.venue import Asked

INITIAL_RATE: Final = Decimal("0.05")  # margin at twentyfold leverage
MAINTENANCE_RATE: Final = Decimal("0.004")


def contract_usd(base: str) -> int:
    """What one COIN-M contract is worth, in USD."""
    return 100 if base == "BTC" else 10


@dataclass(frozen=True, slots=True)
class _Open:
    """A position with what it is worth now, in its margin asset."""

    position: Position
    profit: Decimal
    notional: Decimal


@dataclass(frozen=True, slots=True)
class _Line:
    """One margin asset: what lies in the wallet and what the positions on it make."""

    asset: str
    wallet: Decimal
    profit: Decimal
    initial: Decimal
    maintenance: Decimal

    @property
    def margin(self) -> Decimal:
        return self.wallet + self.profit

    @property
    def available(self) -> Decimal:
        return max(ZERO, self.margin - self.initial)


def usdm_account(asked: Asked) -> dict[str, Any]:
    """Account Information: totals, assets and positions; the totals are in USD."""
    lines = _lines(asked, "usdm")
    usd = [asked.world.prices.usd(line.asset) for line in lines]
    initial = _total((line.initial for line in lines), usd)
    wallet = _total((line.wallet for line in lines), usd)
    profit = _total((line.profit for line in lines), usd)
    available = _total((line.available for line in lines), usd)
    return {
        "totalInitialMargin": initial,
        "totalMaintMargin": _total((line.maintenance for line in lines), usd),
        "totalWalletBalance": wallet,
        "totalUnrealizedProfit": profit,
        "totalMarginBalance": _total((line.margin for line in lines), usd),
        "totalPositionInitialMargin": initial,
        "totalOpenOrderInitialMargin": "0.00000000",
        "totalCrossWalletBalance": wallet,
        "totalCrossUnPnl": profit,
        "availableBalance": available,
        "maxWithdrawAmount": available,
        "assets": _assets(asked, lines),
        "positions": _positions(asked, "usdm"),
    }


def _total(amounts: Iterable[Decimal], usd: Iterable[Decimal]) -> str:
    total = sum((amount * price for amount, price in zip(amounts, usd, strict=True)), ZERO)
    return padded(total.quantize(Decimal("1e-8")))


def usdm_balance(asked: Asked) -> list[dict[str, Any]]:
    """Futures Account Balance."""
    return [row | {"marginAvailable": True} for row in _balances(asked, "usdm")]


def coinm_account(asked: Asked) -> dict[str, Any]:
    """Account Information of COIN-M; there are no totals, every asset is its own."""
    return {
        "assets": _assets(asked, _lines(asked, "coinm")),
        "positions": _positions(asked, "coinm"),
        "canDeposit": True,
        "canTrade": True,
        "canWithdraw": True,
        "feeTier": 0,
        "updateTime": asked.call.now_ms - 60_000,
    }


def coinm_balance(asked: Asked) -> list[dict[str, Any]]:
    """Futures Account Balance of COIN-M."""
    return [row | {"withdrawAvailable": row["maxWithdrawAmount"]} for row in _balances(asked, "coinm")]


def account_config(asked: Asked) -> dict[str, Any]:
    """Futures Account Configuration."""
    key = asked.holder_key
    return {
        "feeTier": 0,
        "canTrade": "enableFutures" in key.permissions,
        "canDeposit": True,
        "canWithdraw": True,
        "dualSidePosition": False,
        "updateTime": 0,
        "multiAssetsMargin": False,
        "tradeGroupId": -1,
    }


def portfolio_balance(asked: Asked) -> list[dict[str, Any]]:
    """Account Balance of portfolio margin: margin and both futures wallets side by side.

    Raises:
        Refusal: -2015, the account is no portfolio margin account.
    """
    account = asked.holder
    if "portfolio_margin" not in account.traits:
        raise no_access(asked.call, Wording.FUTURES)
    usdm = {line.asset: line for line in _lines(asked, "usdm")}
    coinm = {line.asset: line for line in _lines(asked, "coinm")}
    margin = account.wallets.get("margin", {})
    return [
        _portfolio_row(asked, code, margin.get(code, Holding()), usdm.get(code), coinm.get(code))
        for code in dict.fromkeys((*margin, *usdm, *coinm))
    ]


def _portfolio_row(asked: Asked, code: str, cross: Holding, usdm: _Line | None, coinm: _Line | None) -> dict[str, Any]:
    linear, inverse = (usdm.wallet if usdm else ZERO), (coinm.wallet if coinm else ZERO)
    return {
        "asset": code,
        "totalWalletBalance": padded(cross.net + linear + inverse),
        "crossMarginAsset": padded(cross.total),
        "crossMarginBorrowed": padded(cross.borrowed),
        "crossMarginFree": padded(cross.free),
        "crossMarginInterest": padded(cross.interest),
        "crossMarginLocked": padded(cross.locked),
        "umWalletBalance": padded(linear),
        "umUnrealizedPNL": padded(usdm.profit if usdm else ZERO),
        "cmWalletBalance": padded(inverse),
        "cmUnrealizedPNL": padded(coinm.profit if coinm else ZERO),
        "updateTime": asked.call.now_ms - 60_000,
        "negativeBalance": "0",
    }


def _open(asked: Asked, wallet: str) -> list[_Open]:
    positions = (position for position in asked.holder.positions if position.wallet == wallet)
    return [_valued(asked, position) for position in positions]


def _valued(asked: Asked, position: Position) -> _Open:
    price = asked.world.prices.usd(position.base)
    notional = position.size / price if position.inverse else position.size * price
    return _Open(position, position.profit(price), notional.quantize(Decimal("1e-8")))


def _amount(position: Position) -> Decimal:
    """The size as Binance counts it: coins, or contracts at COIN-M."""
    return position.size / contract_usd(position.base) if position.inverse else position.size


def _lines(asked: Asked, wallet: str) -> list[_Line]:
    opened = _open(asked, wallet)
    return [
        _line(code, holding, [item for item in opened if item.position.margin_asset == code])
        for code, holding in asked.holder.wallets.get(wallet, {}).items()
    ]


def _line(code: str, holding: Holding, opened: Iterable[_Open]) -> _Line:
    notional = sum((abs(item.notional) for item in opened), ZERO)
    initial = (notional * INITIAL_RATE + holding.locked).quantize(Decimal("1e-8"))
    profit = sum((item.profit for item in opened), ZERO)
    return _Line(code, holding.total, profit, initial, (notional * MAINTENANCE_RATE).quantize(Decimal("1e-8")))


def _assets(asked: Asked, lines: Iterable[_Line]) -> list[dict[str, Any]]:
    return [
        {
            "asset": line.asset,
            "walletBalance": padded(line.wallet),
            "unrealizedProfit": padded(line.profit),
            "marginBalance": padded(line.margin),
            "maintMargin": padded(line.maintenance),
            "initialMargin": padded(line.initial),
            "positionInitialMargin": padded(line.initial),
            "openOrderInitialMargin": "0.00000000",
            "crossWalletBalance": padded(line.wallet),
            "crossUnPnl": padded(line.profit),
            "availableBalance": padded(line.available),
            "maxWithdrawAmount": padded(line.available),
            "marginAvailable": True,
            "updateTime": asked.call.now_ms - 60_000 if line.wallet else 0,
        }
        for line in lines
    ]


def _balances(asked: Asked, wallet: str) -> list[dict[str, Any]]:
    return [
        {
            "accountAlias": f"a{asked.holder.uid}",
            "asset": line.asset,
            "balance": padded(line.wallet),
            "crossWalletBalance": padded(line.wallet),
            "crossUnPnl": padded(line.profit),
            "availableBalance": padded(line.available),
            "maxWithdrawAmount": padded(line.available),
            "updateTime": asked.call.now_ms - 60_000 if line.wallet else 0,
        }
        for line in _lines(asked, wallet)
    ]


def _positions(asked: Asked, wallet: str) -> list[dict[str, Any]]:
    return [
        {
            "symbol": item.position.symbol,
            "positionSide": "BOTH",
            "positionAmt": format(_amount(item.position), "f"),
            "entryPrice": padded(item.position.entry_price),
            "unrealizedProfit": padded(item.profit),
            "isolatedMargin": "0",
            "notional": padded(item.notional),
            "isolatedWallet": "0",
            "initialMargin": padded((abs(item.notional) * INITIAL_RATE).quantize(Decimal("1e-8"))),
            "maintMargin": padded((abs(item.notional) * MAINTENANCE_RATE).quantize(Decimal("1e-8"))),
            "leverage": "20",
            "isolated": False,
            "updateTime": asked.call.now_ms - 60_000,
        }
        for item in _open(asked, wallet)
    ]
