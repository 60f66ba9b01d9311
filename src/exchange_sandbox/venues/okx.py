"""OKX: trading and funding accounts, earn, key configuration, markets.

Source: OKX API v5 documentation (www.okx.com/docs-v5/en), snapshot of 2026-03-06; each function names its section.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.okx_account import (
    account_balance,
    account_config,
    asset_valuation,
    currencies,
    deposit_address,
    funding_balances,
    savings_balance,
    staking_orders,
    subaccount_list,
)
from exchange_sandbox.venues.okx_market import OkxBoard
from exchange_sandbox.venues.okx_orders import order_routes
from exchange_sandbox.venues.okx_protocol import (
    REFUSALS,
    Endpoint,
    error,
    require_form,
    require_headers,
    require_place,
    require_signature,
)
from exchange_sandbox.venues.okx_trades import trade_routes
from exchange_sandbox.venues.okx_transfers import transfer_routes
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

READ: Final = "read_only"


class Okx:
    """`www.okx.com` (host `rest`), `eea.okx.com` and `us.okx.com`."""

    name: ClassVar[str] = "okx"
    hosts: ClassVar[tuple[str, ...]] = ("rest", "eea", "us")
    key_header: ClassVar[str] = "ok-access-key"
    amount_fields: ClassVar[Collection[str]] = frozenset(
        {"eq", "cashBal", "availEq", "availBal", "frozenBal", "bal", "liab", "upl", "amt", "totalEq"}
    )
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = (READ, "trade")
    minted_wallets: ClassVar[Sequence[str]] = ("trading", "funding")

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        board = OkxBoard(world)
        self._routes: Mapping[tuple[str, str], Endpoint] = {
            ("GET", "/api/v5/account/config"): Endpoint(account_config, 5, permission=READ),
            ("GET", "/api/v5/account/balance"): Endpoint(account_balance, 10, permission=READ),
            ("GET", "/api/v5/asset/balances"): Endpoint(funding_balances, 6, 1_000, READ),
            ("GET", "/api/v5/asset/currencies"): Endpoint(currencies, 6, 1_000, READ),
            ("GET", "/api/v5/asset/deposit-address"): Endpoint(deposit_address, 6, 1_000, READ),
            ("GET", "/api/v5/asset/asset-valuation"): Endpoint(asset_valuation, 1, 1_000, READ),
            ("GET", "/api/v5/finance/savings/balance"): Endpoint(savings_balance, 6, 1_000, READ),
            ("GET", "/api/v5/finance/staking-defi/orders-active"): Endpoint(staking_orders, 3, 1_000, READ),
            ("GET", "/api/v5/users/subaccount/list"): Endpoint(subaccount_list, 2, permission=READ),
            ("GET", "/api/v5/public/time"): Endpoint(board.time, 10),
            ("GET", "/api/v5/public/instruments"): Endpoint(board.instruments, 20),
            ("GET", "/api/v5/market/tickers"): Endpoint(board.tickers, 20),
            ("GET", "/api/v5/market/ticker"): Endpoint(board.ticker, 20),
            ("GET", "/api/v5/system/status"): Endpoint(board.status, 1, 5_000),
            **transfer_routes(),
            **order_routes(),
            **trade_routes(),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a UUID, a secret of 32 upper-case hexadecimal digits, and a passphrase."""
        secret = draw.bytes("secret", 16).hex().upper()
        return Credentials(draw.uuid("api_key"), secret, draw.letters("passphrase", 12) + "-Aa1")

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, key, number of requests, endpoint."""
        endpoint = self._routes.get((call.method, call.path))
        if endpoint is None:
            return error(404, "50404", "Not Found")
        try:
            asked = self._admit(call, endpoint)
            self._spend(asked, endpoint)
            rows = endpoint.answer(asked)
        except Refusal as refusal:
            return refusal.reply
        if isinstance(rows, bytes):
            return json_reply(b'{"code":"0","msg":"","data":' + rows + b"}")
        return json_reply({"code": "0", "msg": "", "data": rows})

    def _spend(self, asked: Asked, endpoint: Endpoint) -> None:
        who = asked.key.account.uid if asked.key else asked.call.address
        within = self._counts.spend(f"{who} {asked.call.path}", endpoint.allowed, endpoint.window_ms, asked.call.now_ms)
        if not within and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited"])

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.permission is None:
            return Asked(world=self._world, call=call, params=params)
        require_headers(call)
        key = self._known(call)
        require_place(call, key)
        require_signature(call, key)
        if endpoint.permission not in key.permissions:
            raise Refusal(REFUSALS["permission"])
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call) -> Key:
        api_key = call.headers["ok-access-key"]
        require_form(api_key)
        key = self._world.key(self.name, api_key)
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        return key
