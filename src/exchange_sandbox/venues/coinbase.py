"""Coinbase Advanced Trade: wallets, US futures account, key permissions, products.

Source: docs.cdp.coinbase.com, Advanced Trade API (2026-10); each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.coinbase_account import (
    accounts,
    balance_summary,
    key_permissions,
    portfolios,
    transaction_summary,
)
from exchange_sandbox.venues.coinbase_market import CoinbaseBoard
from exchange_sandbox.venues.coinbase_orders import orders
from exchange_sandbox.venues.coinbase_protocol import REFUSALS, Endpoint, mint, read_token, require_token
from exchange_sandbox.venues.coinbase_trades import fills
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

V3: Final = "/api/v3/brokerage"
VIEW: Final = "view"
PER_ACCOUNT: Final = 30  # requests in a second
PER_ADDRESS: Final = 10  # public requests in a second
SECOND_MS: Final = 1_000


class Coinbase:
    """`api.coinbase.com` (host `rest`)."""

    name: ClassVar[str] = "coinbase"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "authorization"
    amount_fields: ClassVar[Collection[str]] = frozenset({"value"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = (VIEW, "trade")
    minted_wallets: ClassVar[Sequence[str]] = ("spot", "futures")

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        board = CoinbaseBoard(world)
        self._routes: Mapping[str, Endpoint] = {
            f"{V3}/key_permissions": Endpoint(key_permissions, VIEW),
            f"{V3}/portfolios": Endpoint(portfolios, VIEW),
            f"{V3}/accounts": Endpoint(accounts, VIEW),
            f"{V3}/cfm/balance_summary": Endpoint(balance_summary, VIEW),
            f"{V3}/transaction_summary": Endpoint(transaction_summary, VIEW),
            f"{V3}/orders/historical/batch": Endpoint(orders, VIEW),
            f"{V3}/orders/historical/fills": Endpoint(fills, VIEW),
            f"{V3}/products": Endpoint(board.products, VIEW),
            f"{V3}/market/products": Endpoint(board.products),
            f"{V3}/market/product_book": Endpoint(board.book),
            f"{V3}/time": Endpoint(board.time),
            "/v2/currencies": Endpoint(board.money),
            "/v2/currencies/crypto": Endpoint(board.coins),
            "/v2/exchange-rates": Endpoint(board.rates),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key's name and its private key."""
        return mint(draw)

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, token, number of requests, endpoint."""
        endpoint = self._routes.get(call.path) if call.method == "GET" else None
        if endpoint is None:
            return json_reply({"error": "NOT_FOUND", "error_details": "", "message": ""}, 404)
        try:
            asked = self._admit(call, endpoint)
            self._spend(asked)
            return json_reply(endpoint.answer(asked))
        except Refusal as refusal:
            return refusal.reply

    def _spend(self, asked: Asked) -> None:
        who, allowed = (asked.key.account.uid, PER_ACCOUNT) if asked.key else (asked.call.address, PER_ADDRESS)
        within = self._counts.spend(who, allowed, SECOND_MS, asked.call.now_ms)
        if not within and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited"])

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.permission is None:
            return Asked(world=self._world, call=call, params=params)
        token = read_token(call)
        key = self._known(call, token.head.kid)
        require_token(call, token, key)
        if endpoint.permission not in key.permissions:
            raise Refusal(REFUSALS["permission"])
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call, name: str) -> Key:
        key = self._world.key(self.name, name)
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        return key
