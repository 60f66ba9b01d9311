"""Binance: spot, margin, wallet (`sapi`), USD-M and COIN-M futures, portfolio margin.

Source: binance-spot-api-docs (rest-api.md, errors.md), developers.binance.com/docs/wallet, /margin_trading,
/simple_earn, /sub_account and /derivatives; each endpoint's function names its page.
"""

from collections.abc import Collection, Mapping
from typing import ClassVar, Final

from exchange_sandbox.calls import Reply
from exchange_sandbox.venues.binance_futures import futures_routes
from exchange_sandbox.venues.binance_margin import margin_routes
from exchange_sandbox.venues.binance_orders import order_routes
from exchange_sandbox.venues.binance_protocol import REFUSALS, BinanceFamily, error
from exchange_sandbox.venues.binance_spot import SpotWeights, spot_routes
from exchange_sandbox.venues.binance_transfers import transfer_routes
from exchange_sandbox.venues.binance_wallet import wallet_routes
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USDC", "BTC", "BNB", "ETH", "EUR")
WEIGHTS: Final = SpotWeights(per_minute=6000, exchange_info=20, account=20, price=4, book_ticker=4, day=80)
MORE_REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key_fapi": error(401, -2015, "Invalid API-key, IP, or permissions for action, request ip: 1.2.3.4"),
    "missing_permission_sapi": error(401, -1002, "You are not authorized to execute this request."),
    "geo_block": error(
        451,
        0,
        "Service unavailable from a restricted location according to 'b. Eligibility' "
        "in https://www.binance.com/en/terms.",
    ),
    "maintenance": error(503, -1000, "System is under maintenance."),
    "unknown_503": error(503, -1000, "Unknown error, please check your request or try again later."),
    "disconnected": error(500, -1001, "Internal error; unable to process your request. Please try again."),
}


class Binance(BinanceFamily):
    """`api`, `fapi`, `dapi`, `papi` and `eapi` of binance.com."""

    name: ClassVar[str] = "binance"
    hosts: ClassVar[tuple[str, ...]] = ("spot", "usdm", "coinm", "papi", "eapi")
    futures_hosts: ClassVar[Collection[str]] = frozenset({"usdm", "coinm", "papi"})
    refusals: ClassVar[Mapping[str, Reply]] = {**REFUSALS, **MORE_REFUSALS}
    limits: ClassVar[Mapping[str, int]] = {
        "api": WEIGHTS.per_minute,
        "sapi_ip": 12_000,
        "sapi_uid": 180_000,
        "fapi": 2_400,
        "dapi": 2_400,
        "papi": 6_000,
        "eapi": 400,
    }
    headers: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "api": ("X-MBX-USED-WEIGHT", "X-MBX-USED-WEIGHT-1M"),
        "sapi_ip": ("X-SAPI-USED-IP-WEIGHT-1M",),
        "sapi_uid": ("X-SAPI-USED-UID-WEIGHT-1M",),
        "fapi": ("X-MBX-USED-WEIGHT-1M",),
        "dapi": ("X-MBX-USED-WEIGHT-1M",),
        "papi": ("X-MBX-USED-WEIGHT-1M",),
        "eapi": ("X-MBX-USED-WEIGHT-1M",),
    }

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.routes = {
            **spot_routes(world, QUOTES, WEIGHTS),
            **wallet_routes(),
            **margin_routes(world),
            **futures_routes(world),
            **transfer_routes(),
            **order_routes(),
        }
