"""Binance US: spot and staking, no endpoint that shows a key's rights.

Source: binance-us/binance-us-api-docs @6b62304 (2024-06-17), rest-api.md; docs.binance.us, "Get Staking Balance".
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.venues.binance_orders import spot_order_routes
from exchange_sandbox.venues.binance_protocol import BinanceFamily, signed
from exchange_sandbox.venues.binance_spot import SpotWeights, spot_routes
from exchange_sandbox.venues.binance_transfers import deposits, withdrawals
from exchange_sandbox.venues.binance_wallet import all_coins, deposit_address
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USD", "BTC")
WEIGHTS: Final = SpotWeights(per_minute=1200, exchange_info=10, account=10, price=2, book_ticker=2, day=40)


def staking_balance(asked: Asked) -> dict[str, Any]:
    """Get staking balance: what is staked; a success is told with a code."""
    held = asked.holder.wallets.get("earn", {}).items()
    rows = [
        {
            "asset": code,
            "stakingAmount": plain(holding.total),
            "rewardAsset": code,
            "apr": "0.05",
            "apy": "0.0512",
            "autoRestake": True,
        }
        for code, holding in held
    ]
    return {"code": "000000", "message": "success", "data": rows, "status": "", "success": True}


CAPITAL: Final = {
    ("spot", "GET", "/sapi/v1/staking/stakingBalance"): signed(staking_balance, 1),
    ("spot", "GET", "/sapi/v1/capital/config/getall"): signed(all_coins, 1),
    ("spot", "GET", "/sapi/v1/capital/deposit/address"): signed(deposit_address, 1),
    ("spot", "GET", "/sapi/v1/capital/deposit/hisrec"): signed(deposits, 1),
    ("spot", "GET", "/sapi/v1/capital/withdraw/history"): signed(withdrawals, 1),
}


class BinanceUs(BinanceFamily):
    """`api.binance.us`."""

    name: ClassVar[str] = "binance_us"
    hosts: ClassVar[tuple[str, ...]] = ("spot",)
    limits: ClassVar[Mapping[str, int]] = {"api": WEIGHTS.per_minute}
    headers: ClassVar[Mapping[str, tuple[str, ...]]] = {"api": ("X-MBX-USED-WEIGHT", "X-MBX-USED-WEIGHT-1M")}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.routes = {**spot_routes(world, QUOTES, WEIGHTS), **CAPITAL, **spot_order_routes(40)}
