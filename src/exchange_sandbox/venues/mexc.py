"""MEXC, spot v3: account, key page, markets.

Source: MEXC API documentation, spot v3 (apidocs of 2025-08); each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.mexc_account import account, currencies, key_information, uid
from exchange_sandbox.venues.mexc_market import MexcBoard
from exchange_sandbox.venues.mexc_orders import open_orders
from exchange_sandbox.venues.mexc_protocol import (
    REFUSALS,
    Endpoint,
    error,
    require_form,
    require_place,
    require_signature,
    require_time,
)
from exchange_sandbox.venues.mexc_transfers import transfer_routes
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

WEIGHT: Final = 500  # of each path in ten seconds
WINDOW_MS: Final = 10_000


class Mexc:
    """`api.mexc.com` (host `rest`)."""

    name: ClassVar[str] = "mexc"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "x-mexc-apikey"
    amount_fields: ClassVar[Collection[str]] = frozenset({"free", "locked"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE")
    minted_wallets: ClassVar[Sequence[str]] = ("spot",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        board = MexcBoard(world)
        self._routes: Mapping[str, Endpoint] = {
            "/api/v3/ping": Endpoint(board.ping),
            "/api/v3/time": Endpoint(board.time),
            "/api/v3/exchangeInfo": Endpoint(board.symbols, 10),
            "/api/v3/ticker/price": Endpoint(board.prices, 2),
            "/api/v3/ticker/24hr": Endpoint(board.day, 40),
            "/api/v1/contract/detail": Endpoint(board.contracts),
            "/api/v3/apiKeyInfo": Endpoint(key_information, permission=""),
            "/api/v3/uid": Endpoint(uid, permission="SPOT_ACCOUNT_READ"),
            "/api/v3/account": Endpoint(account, 10, "SPOT_ACCOUNT_READ"),
            "/api/v3/openOrders": Endpoint(open_orders, 3, "SPOT_DEAL_READ"),
            "/api/v3/capital/config/getall": Endpoint(currencies, 10, "SPOT_WITHDRAW_READ"),
            **transfer_routes(),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of "mx0" with 15 letters and digits, and a secret of 32 hexadecimal digits."""
        return Credentials("mx0" + draw.letters("api_key", 15), draw.bytes("secret", 16).hex())

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, key, limit, endpoint."""
        try:
            endpoint = self._routes.get(call.path) if call.method == "GET" else None
            if endpoint is None:
                return error(404, "Not Found", 404)
            asked = self._admit(call, endpoint)
            self._spend(asked, endpoint)
            return json_reply(endpoint.answer(asked))
        except Refusal as refusal:
            return refusal.reply

    def _spend(self, asked: Asked, endpoint: Endpoint) -> None:
        """Count a path by account, or by address where nobody is known."""
        who = asked.call.address if asked.key is None else asked.key.account.uid
        name, allowed = f"{who} {asked.call.path}", WEIGHT // endpoint.weight
        within = self._counts.spend(name, allowed, WINDOW_MS, asked.call.now_ms)
        if self._world.rate_limits and not within:
            raise Refusal(REFUSALS["rate_limited"])

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.permission is None:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call)
        require_time(params, call.now_ms)
        require_place(call, key)
        require_signature(call, key)
        if endpoint.permission not in {"", *key.permissions}:
            raise Refusal(REFUSALS["permission"])
        holder = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=holder)

    def _known(self, call: Call) -> Key:
        api_key = call.headers.get("x-mexc-apikey", "")
        require_form(api_key)
        key = self._world.key(self.name, api_key)
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        return key
