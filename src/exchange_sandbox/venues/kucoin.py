"""KuCoin: classic and unified accounts, funding and futures accounts, key page, markets.

Source: Kucoin/kucoin-universal-sdk at 78c90c77 (2025-11-04); each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.kucoin_account import (
    account_list,
    account_mode,
    cross_margin,
    earn_holdings,
    futures_overview,
    has_high_frequency,
    isolated_margin,
    key_information,
    typed_balance,
    unified_balance,
)
from exchange_sandbox.venues.kucoin_market import KucoinBoard
from exchange_sandbox.venues.kucoin_orders import futures_orders, open_orders, symbols_with_orders
from exchange_sandbox.venues.kucoin_protocol import (
    POOLS,
    REFUSALS,
    WINDOW_MS,
    Endpoint,
    error,
    require_headers,
    require_place,
    require_signature,
    require_time,
)
from exchange_sandbox.venues.kucoin_trades import futures_trades
from exchange_sandbox.venues.kucoin_transfers import transfer_routes
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World


class Kucoin:
    """`api.kucoin.com` (host `rest`) and `api-futures.kucoin.com` (host `futures`)."""

    name: ClassVar[str] = "kucoin"
    hosts: ClassVar[tuple[str, ...]] = ("rest", "futures")
    key_header: ClassVar[str] = "kc-api-key"
    amount_fields: ClassVar[Collection[str]] = frozenset(
        {"balance", "available", "holds", "hold", "equity", "liability", "total", "holdAmount", "redeemingAmount"}
    )
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("General", "Spot", "Futures")
    minted_wallets: ClassVar[Sequence[str]] = ("trading", "funding")

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        board = KucoinBoard(world)
        self._routes: Mapping[tuple[str, str], Endpoint] = {
            ("rest", "/api/v1/user/api-key"): Endpoint(key_information, 3, "management", "General"),
            ("rest", "/api/ua/v1/account/mode"): Endpoint(account_mode, 30, "management", "General"),
            ("rest", "/api/v1/accounts"): Endpoint(account_list, 5, "management", "General"),
            ("rest", "/api/ua/v1/unified/account/balance"): Endpoint(unified_balance, 5, "management", "General"),
            ("rest", "/api/ua/v1/account/balance"): Endpoint(typed_balance, 5, "management", "General"),
            ("rest", "/api/v3/margin/accounts"): Endpoint(cross_margin, 15, "spot", "General"),
            ("rest", "/api/v3/isolated/accounts"): Endpoint(isolated_margin, 15, "spot", "General"),
            ("rest", "/api/v1/earn/hold-assets"): Endpoint(earn_holdings, 5, "earn", "General"),
            ("rest", "/api/v3/margin/symbols"): Endpoint(board.marginable, 3, "spot", "General"),
            ("rest", "/api/v1/isolated/symbols"): Endpoint(board.isolated, 3, "spot", "General"),
            ("rest", "/api/v1/hf/accounts/opened"): Endpoint(has_high_frequency, 30, "spot", "General"),
            ("rest", "/api/v1/hf/orders/active/symbols"): Endpoint(symbols_with_orders, 2, "spot", "General"),
            ("rest", "/api/v1/hf/orders/active"): Endpoint(open_orders, 2, "spot", "General"),
            ("futures", "/api/v1/orders"): Endpoint(futures_orders, 2, "futures", "Futures"),
            ("futures", "/api/v1/fills"): Endpoint(futures_trades, 5, "futures", "General"),
            ("rest", "/api/v1/timestamp"): Endpoint(board.time, 3),
            ("rest", "/api/v1/status"): Endpoint(board.status, 3),
            ("rest", "/api/v2/symbols"): Endpoint(board.symbols, 4),
            ("rest", "/api/v3/currencies"): Endpoint(board.currencies, 3),
            ("rest", "/api/ua/v1/asset/currencies"): Endpoint(board.unified_currencies, 3),
            ("rest", "/api/v1/market/allTickers"): Endpoint(board.tickers, 15),
            ("rest", "/api/v1/market/orderbook/level1"): Endpoint(board.best, 2),
            ("futures", "/api/v1/ticker"): Endpoint(board.futures_best, 2),
            ("futures", "/api/v1/timestamp"): Endpoint(board.time, 2),
            ("futures", "/api/v1/contracts/active"): Endpoint(board.contracts, 3),
            **transfer_routes(),
            ("futures", "/api/v1/account-overview"): Endpoint(futures_overview, 5, "futures", "Futures"),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of 24 hexadecimal digits, a UUID, and a passphrase."""
        return Credentials(
            draw.bytes("api_key", 12).hex(), draw.uuid("secret"), draw.letters("passphrase", 12) + "-Aa1"
        )

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, key, weight, endpoint."""
        endpoint = self._routes.get((call.host, call.path)) if call.method == "GET" else None
        if endpoint is None:
            return error(404, "404", "Not Found")
        try:
            asked = self._admit(call, endpoint)
            headers = self._spend(asked, endpoint)
            told = endpoint.answer(asked)
        except Refusal as refusal:
            return refusal.reply
        return json_reply({"code": "200000", "data": told}, headers=headers)

    def _spend(self, asked: Asked, endpoint: Endpoint) -> Mapping[str, str]:
        """Count in the endpoint's pool; return what the answer tells of it."""
        who, now_ms, allowed = asked.call.address, asked.call.now_ms, POOLS[endpoint.pool]
        if asked.key is not None:
            who = asked.key.account.uid
        used = self._counts.count(f"{who} {endpoint.pool}", WINDOW_MS, now_ms, endpoint.weight)
        headers = {
            "gw-ratelimit-limit": str(allowed),
            "gw-ratelimit-remaining": str(max(0, allowed - used)),
            "gw-ratelimit-reset": str(WINDOW_MS - now_ms % WINDOW_MS),
        }
        if used > allowed and self._world.rate_limits:
            refused = REFUSALS["rate_limited"]
            raise Refusal(Reply(refused.status, refused.body, headers))
        return headers

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.permission is None:
            return Asked(world=self._world, call=call, params=params)
        require_headers(call)
        key = self._known(call)
        require_time(call)
        require_place(call, key)
        require_signature(call, key)
        if endpoint.permission not in key.permissions:
            raise Refusal(REFUSALS["permission"])
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers["kc-api-key"])
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        return key
