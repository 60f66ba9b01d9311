"""Bitstamp, v2: account balances, markets, tickers.

Source: Bitstamp HTTP API (OpenAPI document, 2026-03-06); each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import JSON, Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.bitstamp_market import BitstampBoard
from exchange_sandbox.venues.bitstamp_orders import open_orders
from exchange_sandbox.venues.bitstamp_protocol import (
    REFUSALS,
    SpentNonces,
    answer_signature,
    error,
    presented_key,
    require_place,
    require_signature,
    require_time,
    require_type,
)
from exchange_sandbox.venues.bitstamp_trades import user_transactions
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

LIMITS: Final = ((400, 1_000), (10_000, 600_000))
"""Requests, and the milliseconds in which an address may make them."""
TICKER: Final = "/api/v2/ticker/"
BALANCE: Final = "Account balance"
"""The right to see balances, as Bitstamp's page for keys names it."""
OPEN_ORDERS: Final = "Open orders"
"""The right to see orders."""
TRANSACTIONS: Final = "User transactions"
"""The right to see trades, and what came and went."""


class Bitstamp:
    """`www.bitstamp.net` (host `rest`)."""

    name: ClassVar[str] = "bitstamp"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "x-auth"
    amount_fields: ClassVar[Collection[str]] = frozenset({"total", "available", "reserved"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = (BALANCE,)
    minted_wallets: ClassVar[Sequence[str]] = ("spot",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        self._nonces = SpentNonces()
        board = BitstampBoard(world)
        self._public: Mapping[str, Answer] = {TICKER: board.tickers, "/api/v2/markets/": board.markets}
        self._ticker: Answer = board.ticker
        self._private: Mapping[str, tuple[Answer, str]] = {
            "/api/v2/account_balances/": (balances, BALANCE),
            "/api/v2/open_orders/all/": (open_orders, OPEN_ORDERS),
            "/api/v2/user_transactions/": (user_transactions, TRANSACTIONS),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key and a secret of 32 letters and digits each."""
        return Credentials(draw.letters("api_key", 32), draw.letters("secret", 32))

    def answer(self, call: Call) -> Reply:
        """Answer a request: limits of the address, path, key, right."""
        try:
            self._require_pace(call)
            if call.method == "GET" and (page := self._page(call.path)) is not None:
                return self._show(call, page)
            if call.method == "POST" and call.path in self._private:
                return self._open(call)
            return error("", "Not found", 404)
        except Refusal as refusal:
            return refusal.reply

    def _require_pace(self, call: Call) -> None:
        within = [
            self._counts.spend(f"{call.address} {window_ms}", allowed, window_ms, call.now_ms)
            for allowed, window_ms in LIMITS
        ]
        if self._world.rate_limits and not all(within):
            raise Refusal(REFUSALS["rate_limited"])

    def _page(self, path: str) -> Answer | None:
        """A public page; a ticker's path may name one market."""
        return self._public.get(path) or (self._ticker if path.startswith(TICKER) else None)

    def _show(self, call: Call, page: Answer) -> Reply:
        """Answer a public page, which takes no parameters."""
        if call.query:
            return error("", "Query parameters are not allowed", 400)
        return json_reply(page(Asked(world=self._world, call=call, params={})))

    def _open(self, call: Call) -> Reply:
        """Answer a private page; the answer is signed too."""
        key = self._admitted(call)
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        asked = Asked(world=self._world, call=call, params=dict(call.form_pairs()), key=key, account=account)
        reply = json_reply(self._private[call.path][0](asked))
        signature = answer_signature(call, key.credentials.secret, reply.body, JSON)
        return Reply(reply.status, reply.body, {"X-Server-Auth-Signature": signature})

    def _admitted(self, call: Call) -> Key:
        api_key = presented_key(call)
        key = self._world.key(self.name, api_key)
        if key is None or call.key_revoked or not key.is_known(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        require_time(call)
        self._nonces.require_new(call, api_key)
        require_type(call)
        require_place(call, key)
        require_signature(call, key)
        if self._private[call.path][1] not in key.permissions:
            raise Refusal(REFUSALS["permission"])
        return key


def balances(asked: Asked) -> list[dict[str, Any]]:
    """Account balances; currencies in small letters, empty ones too."""
    return [
        {
            "currency": code.lower(),
            "total": plain(holding.total),
            "available": plain(holding.free),
            "reserved": plain(holding.locked),
        }
        for code, holding in asked.holder.wallets.get("spot", {}).items()
    ]
