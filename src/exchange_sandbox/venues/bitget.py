"""Bitget: classic accounts (v2: spot, funding, futures), unified accounts (v3), key pages, markets.

Source: Bitget API v2 documentation (2026-03-06); each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from string import ascii_letters, digits
from typing import ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.bitget_account import (
    account_information,
    cross_margin,
    earn_assets,
    funding_assets,
    futures_accounts,
    isolated_margin,
    spot_assets,
    unified_assets,
    unified_funding,
    unified_information,
    unified_settings,
)
from exchange_sandbox.venues.bitget_market import BitgetBoard
from exchange_sandbox.venues.bitget_orders import futures_orders, open_orders, unified_orders
from exchange_sandbox.venues.bitget_protocol import (
    ANY_RIGHT,
    CLASSIC,
    REFUSALS,
    UNIFIED,
    Endpoint,
    error,
    missing,
    require_key,
    require_kind,
    require_time,
)
from exchange_sandbox.venues.bitget_trades import futures_trades, order_fills, unified_trades
from exchange_sandbox.venues.bitget_transfers import transfer_routes
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

PER_ADDRESS: Final = 6_000  # requests in a minute
MINUTE_MS: Final = 60_000
SECOND_MS: Final = 1_000
READING: Final = frozenset({"readonly", "trade"})


class Bitget:
    """`api.bitget.com` (host `rest`)."""

    name: ClassVar[str] = "bitget"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "access-key"
    amount_fields: ClassVar[Collection[str]] = frozenset(
        {"available", "frozen", "locked", "accountEquity", "unrealizedPL", "balance", "equity", "debt"}
        | {"totalAmount", "borrow", "interest", "net", "amount"}
    )
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("trade",)
    minted_wallets: ClassVar[Sequence[str]] = ("spot", "funding", "futures")

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        self._routes = {**_private(), **transfer_routes(), **_public(BitgetBoard(world))}

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of "bg_" and 32 hexadecimal digits, a secret of 64, and a passphrase."""
        key, secret = f"bg_{draw.bytes('api_key', 16).hex()}", draw.bytes("secret", 32).hex()
        return Credentials(key, secret, draw.letters("passphrase", 12, ascii_letters + digits))

    def answer(self, call: Call) -> Reply:
        """Answer a request: limit of the address, path, key, limit of the path, endpoint."""
        try:
            self._require_room(call.address, PER_ADDRESS, MINUTE_MS, call.now_ms)
            endpoint = self._routes.get(call.path) if call.method == "GET" else None
            if endpoint is None:
                return error(40404, "Request URL NOT FOUND", 404)
            asked = self._admit(call, endpoint)
            who = asked.key.account.uid if asked.key else call.address
            self._require_room(f"{who} {call.path}", endpoint.allowed, SECOND_MS, call.now_ms)
            told = {"code": "00000", "msg": "success", "requestTime": call.now_ms, "data": endpoint.answer(asked)}
            return json_reply(told)
        except Refusal as refusal:
            return refusal.reply

    def _require_room(self, name: str, allowed: int, window_ms: int, now_ms: int) -> None:
        if not self._counts.spend(name, allowed, window_ms, now_ms) and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited"])

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.right is None:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call)
        require_time(call)
        require_key(call, key)
        require_kind(key.account, endpoint)
        if endpoint.right != ANY_RIGHT and READING.isdisjoint(key.permissions):
            raise Refusal(missing(endpoint.right))
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers.get("access-key", ""))
        if key is None or call.key_revoked or not key.is_known(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        return key


def _private() -> Mapping[str, Endpoint]:
    return {
        "/api/v2/spot/account/info": Endpoint(account_information, 1, "account", CLASSIC),
        "/api/v2/spot/account/assets": Endpoint(spot_assets, 10, "spot account", CLASSIC),
        "/api/v2/account/funding-assets": Endpoint(funding_assets, 10, "account", CLASSIC),
        "/api/v2/margin/crossed/account/assets": Endpoint(cross_margin, 10, "margin account", CLASSIC),
        "/api/v2/margin/isolated/account/assets": Endpoint(isolated_margin, 10, "margin account", CLASSIC),
        "/api/v2/earn/account/assets": Endpoint(earn_assets, 10, "earn", CLASSIC),
        "/api/v2/mix/account/accounts": Endpoint(futures_accounts, 10, "contract order", CLASSIC),
        "/api/v2/spot/trade/unfilled-orders": Endpoint(open_orders, 20, "spot trade", CLASSIC),
        "/api/v2/mix/order/orders-pending": Endpoint(futures_orders, 10, "contract order", CLASSIC),
        "/api/v2/mix/order/fills": Endpoint(order_fills, 10, "contract order", CLASSIC),
        "/api/v2/mix/order/fill-history": Endpoint(futures_trades, 10, "contract order", CLASSIC),
        "/api/v3/trade/fills": Endpoint(unified_trades, 20, "unified trade", UNIFIED),
        "/api/v3/trade/unfilled-orders": Endpoint(unified_orders, 20, "unified trade", UNIFIED),
        "/api/v3/account/info": Endpoint(unified_information, 5, ANY_RIGHT, UNIFIED),
        "/api/v3/account/settings": Endpoint(unified_settings, 20, "unified account", UNIFIED),
        "/api/v3/account/assets": Endpoint(unified_assets, 20, "unified account", UNIFIED),
        "/api/v3/account/funding-assets": Endpoint(unified_funding, 20, "unified account", UNIFIED),
    }


def _public(board: BitgetBoard) -> Mapping[str, Endpoint]:
    return {
        "/api/v2/public/time": Endpoint(board.time),
        "/api/v2/spot/public/coins": Endpoint(board.coins, 3),
        "/api/v2/spot/public/symbols": Endpoint(board.symbols),
        "/api/v2/spot/market/tickers": Endpoint(board.spot_tickers),
        "/api/v2/margin/currencies": Endpoint(board.margin_currencies, 10),
        "/api/v2/mix/market/contracts": Endpoint(board.contracts),
        "/api/v2/mix/market/ticker": Endpoint(board.futures_tickers),
        "/api/v2/mix/market/tickers": Endpoint(board.futures_tickers),
        "/api/v3/market/instruments": Endpoint(board.instruments),
        "/api/v3/market/tickers": Endpoint(board.unified_tickers),
    }
