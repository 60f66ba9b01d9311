"""Binance US: spot only, no endpoint that shows a key's rights.

Source: binance-us/binance-us-api-docs @6b62304 (2024-06-17), rest-api.md.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from exchange_sandbox.venues.binance_protocol import BinanceFamily
from exchange_sandbox.venues.binance_spot import SpotWeights, spot_routes
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USD", "BTC")
WEIGHTS: Final = SpotWeights(per_minute=1200, exchange_info=10, account=10, price=2, book_ticker=2, day=40)


class BinanceUs(BinanceFamily):
    """`api.binance.us`."""

    name: ClassVar[str] = "binance_us"
    hosts: ClassVar[tuple[str, ...]] = ("spot",)
    limits: ClassVar[Mapping[str, int]] = {"api": WEIGHTS.per_minute}
    headers: ClassVar[Mapping[str, tuple[str, ...]]] = {"api": ("X-MBX-USED-WEIGHT", "X-MBX-USED-WEIGHT-1M")}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.routes = spot_routes(world, QUOTES, WEIGHTS)
