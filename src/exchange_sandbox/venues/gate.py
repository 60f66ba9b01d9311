"""Gate API v4: spot, lending, perpetual futures, key pages, markets.

Source: Gate API v4.106.88 (2026-05-26); each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.gate_account import (
    account_detail,
    futures_account,
    isolated_accounts,
    lends,
    main_keys,
    spot_accounts,
)
from exchange_sandbox.venues.gate_market import GateBoard
from exchange_sandbox.venues.gate_orders import futures_orders, open_orders
from exchange_sandbox.venues.gate_protocol import (
    REFUSALS,
    Endpoint,
    error,
    missing,
    require_place,
    require_signature,
    require_time,
)
from exchange_sandbox.venues.gate_trades import trade_routes
from exchange_sandbox.venues.gate_transfers import transfer_routes
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

BASE: Final = "/api/v4"
ALLOWED: Final = 200  # requests to one path in ten seconds, by user or, on public paths, by address
WINDOW_MS: Final = 10_000


class Gate:
    """`api.gateio.ws` (host `rest`)."""

    name: ClassVar[str] = "gate"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "key"
    amount_fields: ClassVar[Collection[str]] = frozenset(
        {"available", "locked", "total", "unrealised_pnl", "current_amount"}
    )
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("account:r", "spot", "futures", "earn:r")
    minted_wallets: ClassVar[Sequence[str]] = ("spot", "earn", "futures_usdt", "futures_btc")

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        board = GateBoard(world)
        routes = {
            "/account/detail": Endpoint(account_detail, "account"),
            "/account/main_keys": Endpoint(main_keys, "account"),
            "/spot/accounts": Endpoint(spot_accounts, "spot"),
            "/earn/uni/lends": Endpoint(lends, "earn"),
            "/margin/accounts": Endpoint(isolated_accounts, "spot"),
            "/futures/usdt/accounts": Endpoint(futures_account("usdt"), "futures"),
            "/futures/btc/accounts": Endpoint(futures_account("btc"), "futures"),
            "/spot/open_orders": Endpoint(open_orders, "spot"),
            "/futures/usdt/orders": Endpoint(futures_orders("usdt"), "futures"),
            "/futures/btc/orders": Endpoint(futures_orders("btc"), "futures"),
            "/spot/time": Endpoint(board.time),
            "/spot/currencies": Endpoint(board.currencies),
            "/spot/currency_pairs": Endpoint(board.currency_pairs),
            "/spot/tickers": Endpoint(board.spot_tickers),
            "/margin/currency_pairs": Endpoint(board.margin_pairs),
            "/futures/usdt/contracts": Endpoint(board.contracts("usdt")),
            "/futures/btc/contracts": Endpoint(board.contracts("btc")),
            "/futures/usdt/tickers": Endpoint(board.futures_tickers("usdt")),
            "/futures/btc/tickers": Endpoint(board.futures_tickers("btc")),
            "/delivery/usdt/contracts": Endpoint(board.nothing),
            "/options/underlyings": Endpoint(board.nothing),
            **transfer_routes(),
            **trade_routes(),
        }
        self._routes: Mapping[str, Endpoint] = {BASE + path: endpoint for path, endpoint in routes.items()}

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of 32 and a secret of 64 hexadecimal digits."""
        return Credentials(draw.bytes("api_key", 16).hex(), draw.bytes("secret", 32).hex())

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, key, limit, endpoint."""
        endpoint = self._routes.get(call.path) if call.method == "GET" else None
        if endpoint is None:
            return error(404, "NOT_FOUND", "The requested path does not exist")
        try:
            asked = self._admit(call, endpoint)
            headers = self._spend(asked)
            return json_reply(endpoint.answer(asked), headers=headers)
        except Refusal as refusal:
            return refusal.reply

    def _spend(self, asked: Asked) -> Mapping[str, str]:
        """Count by user or address, and path; return what the answer tells of it."""
        who = asked.key.account.uid if asked.key else asked.call.address
        used = self._counts.count(f"{who} {asked.call.path}", WINDOW_MS, asked.call.now_ms)
        told = {
            "X-Gate-RateLimit-Requests-Remain": str(max(0, ALLOWED - used)),
            "X-Gate-RateLimit-Limit": str(ALLOWED),
            "X-Gate-RateLimit-Reset-Timestamp": str((asked.call.now_ms // WINDOW_MS + 1) * WINDOW_MS // 1000),
        }
        if used > ALLOWED and self._world.rate_limits:
            raise Refusal(replace(REFUSALS["rate_limited"], headers=told))
        return told

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.permission is None:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call)
        require_time(call)
        require_place(call, key)
        require_signature(call, key)
        if not endpoint.is_open_to(key):
            raise Refusal(missing(endpoint.permission))
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers.get("key", ""))
        if key is None or call.key_revoked or not key.is_known(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        return key
