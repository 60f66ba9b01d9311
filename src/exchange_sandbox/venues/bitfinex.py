"""Bitfinex v2: key permissions, owner, wallets, markets.

Source: docs.bitfinex.com (2026); each function names its page. The limits are of each path and address in a minute.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import MINUTE_MS, WindowCounts
from exchange_sandbox.venues.bitfinex_account import permissions, user, wallets
from exchange_sandbox.venues.bitfinex_market import CONF, BitfinexBoard
from exchange_sandbox.venues.bitfinex_orders import open_orders
from exchange_sandbox.venues.bitfinex_protocol import REFUSALS, Nonces, error, require_signature
from exchange_sandbox.venues.bitfinex_trades import trades
from exchange_sandbox.venues.bitfinex_transfers import movements
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

LETTERS: Final = 43


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path: its requests in a minute, and the permission it needs; public without one, "" lets in every key."""

    answer: Answer
    allowed: int
    permission: str | None = None


class Bitfinex:
    """`api.bitfinex.com` (host `rest`) and `api-pub.bitfinex.com` (host `public`)."""

    name: ClassVar[str] = "bitfinex"
    hosts: ClassVar[tuple[str, ...]] = ("rest", "public")
    key_header: ClassVar[str] = "bfx-apikey"
    amount_fields: ClassVar[Collection[str]] = frozenset()
    """Amounts have places and no names."""
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("account.read", "wallets.read", "orders.read", "orders.write")
    minted_wallets: ClassVar[Sequence[str]] = ("exchange",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        self._nonces = Nonces()
        board = BitfinexBoard(world)
        self._conf = Endpoint(board.conf, 90)
        self._public: Mapping[str, Endpoint] = {
            "/v2/platform/status": Endpoint(board.status, 30),
            "/v2/tickers": Endpoint(board.tickers, 30),
        }
        self._private: Mapping[str, Endpoint] = {
            "/v2/auth/r/permissions": Endpoint(permissions, 90, ""),
            "/v2/auth/r/info/user": Endpoint(user, 90, "account.read"),
            "/v2/auth/r/orders": Endpoint(open_orders, 90, "orders.read"),
            "/v2/auth/r/wallets": Endpoint(wallets, 90, "wallets.read"),
            "/v2/auth/r/trades/hist": Endpoint(trades, 90, "history.read"),
            "/v2/auth/r/movements/hist": Endpoint(movements, 90, "history.read"),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key and a secret of 43 letters and digits."""
        return Credentials(draw.letters("api_key", LETTERS), draw.letters("secret", LETTERS))

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, limit, key, endpoint."""
        try:
            endpoint = self._endpoint(call)
            if endpoint is None:
                return error(10020, "path: invalid", 404)
            self._spend(call, endpoint)
            return json_reply(endpoint.answer(self._admit(call, endpoint)))
        except Refusal as refusal:
            return refusal.reply

    def _endpoint(self, call: Call) -> Endpoint | None:
        """Private paths are for POST and the first host, public ones for GET and either."""
        if call.method == "POST":
            return self._private.get(call.path) if call.host == "rest" else None
        if call.method == "GET" and call.path.startswith(CONF):
            return self._conf
        return self._public.get(call.path) if call.method == "GET" else None

    def _spend(self, call: Call, endpoint: Endpoint) -> None:
        name = f"{call.address} {call.path}"
        within = self._counts.spend(name, endpoint.allowed, MINUTE_MS, call.now_ms)
        if self._world.rate_limits and not within:
            raise Refusal(REFUSALS["rate_limited"])

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.permission is None:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call)
        require_signature(call, key)
        self._nonces.require(key.credentials.api_key, call.headers.get("bfx-nonce", ""))
        if endpoint.permission not in {"", *key.permissions}:
            raise Refusal(REFUSALS["permission"])
        holder = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=holder)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers.get(self.key_header, ""))
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or not key.allows_address(call.address):
            raise Refusal(REFUSALS["unknown_key"])
        return key
