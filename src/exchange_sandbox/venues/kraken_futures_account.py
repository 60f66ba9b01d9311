"""The key's page and the wallets of Kraken Futures accounts.

Source: docs.kraken.com, Futures REST (2026-05-27): "Check v3 API key", "Get wallets". Margins, haircuts and triggers
are the sandbox's own: a tenth of a position, two in a hundred, none.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from exchange_sandbox.accounts import ZERO, Holding, Position
from exchange_sandbox.amounts import plain
from exchange_sandbox.venues.venue import Asked

LEVELS: Final = ("FULL_ACCESS", "READ_ONLY")
HAIRCUT: Final = Decimal("0.98")
MARGIN: Final = Decimal("0.1")
HOLDING: Final = "cash"
FLEX: Final = "flex"
SINGLE: Final = "margin:"  # before the name of a single-collateral wallet
COMMON_NAMES: Final = {"XBT": "BTC"}


def time_of(now_ms: int) -> str:
    """Write a time as Kraken does: `2020-08-27T17:03:33.196Z`."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def key_page(asked: Asked) -> dict[str, Any]:
    """Check v3 API key: what the key may do, whose it is, and from where it may be used."""
    key, holder = asked.holder_key, asked.holder
    return {
        "apiKey": key.credentials.api_key,
        "accountUid": holder.uid,
        "iiban": "AA08 N84G CPAR UN7A",
        "createdAt": time_of(key.created_ms),
        "permissions": {part: _level(key.permissions, part) for part in ("general", "transfer")},
        "allowedCidrBlock": key.ip_allowlist[0] if key.ip_allowlist else None,
        "allowedCidrBlocks": list(key.ip_allowlist),
    }


def _level(permissions: frozenset[str], part: str) -> str:
    return next((level for level in LEVELS if f"{part}:{level}" in permissions), "NO_ACCESS")


def wallets(asked: Asked) -> dict[str, Any]:
    """Get wallets: the holding wallet in texts, the multi-collateral and single-collateral ones in numbers."""
    held = asked.holder.wallets
    cash = {code: plain(holding.total) for code, holding in held.get(HOLDING, {}).items()}
    return {
        "accounts": {
            "cash": {"balances": cash, "type": "cashAccount"},
            **dict(_singles(asked)),
            "flex": _flex(asked, held.get(FLEX, {})),
        }
    }


def _flex(asked: Asked, held: dict[str, Holding]) -> dict[str, Any]:
    usd = asked.world.prices.usd
    values = {code: holding.total * usd(_common(code)) for code, holding in held.items()}
    positions = [position for position in asked.holder.positions if position.wallet == FLEX]
    profit = sum((position.profit(usd(position.base)) for position in positions), ZERO)
    margin = sum((abs(position.size) * usd(position.base) * MARGIN for position in positions), ZERO)
    total = sum(values.values(), ZERO)
    equity = total * HAIRCUT + profit
    sums = {
        "initialMargin": margin,
        "initialMarginWithOrders": margin,
        "maintenanceMargin": margin / 2,
        "balanceValue": total,
        "portfolioValue": total + profit,
        "collateralValue": total * HAIRCUT,
        "pnl": profit,
        "unrealizedFunding": ZERO,
        "totalUnrealized": profit,
        "totalUnrealizedAsMargin": profit,
        "availableMargin": equity - margin,
        "marginEquity": equity,
    }
    return {
        "currencies": {code: _collateral(holding, values[code]) for code, holding in held.items()},
        **{name: number(amount) for name, amount in sums.items()},
        "type": "multiCollateralMarginAccount",
    }


def _collateral(holding: Holding, value: Decimal) -> dict[str, Any]:
    told = {"quantity": holding.total, "value": value, "collateral": value * HAIRCUT, "available": holding.free}
    return {name: number(amount) for name, amount in told.items()}


def _singles(asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
    for wallet, held in asked.holder.wallets.items():
        if wallet.startswith(SINGLE):
            name = wallet.removeprefix(SINGLE)
            positions = [position for position in asked.holder.positions if position.wallet == wallet]
            ((code, holding),) = held.items()
            yield name, _single(asked, code, holding, positions)


def _single(asked: Asked, code: str, holding: Holding, positions: list[Position]) -> dict[str, Any]:
    profit = sum((position.profit(asked.world.prices.usd(position.base)) for position in positions), ZERO)
    told = {"usd": ZERO, "pv": holding.total + profit, "pnl": profit, "af": holding.free + profit, "funding": ZERO}
    none = dict.fromkeys(("im", "mm", "lt", "tt"), 0)
    return {
        "auxiliary": {name: number(amount) for name, amount in told.items()},
        "marginRequirements": none,
        "triggerEstimates": none,
        "balances": {code: plain(holding.total)} | {each.symbol: plain(each.size) for each in positions},
        "currency": code,
        "type": "marginAccount",
    }


def _common(code: str) -> str:
    return COMMON_NAMES.get(code, code)


def number(amount: Decimal) -> msgspec.Raw:
    """A JSON number with every digit."""
    return msgspec.Raw(plain(amount).encode())
