"""HTX, spot: user, key page, accounts, balances, markets.

Source: HTX's spot API documents (huobiapi/docs v1_en, 2021; 2026); each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from string import ascii_lowercase, digits
from typing import Any, ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.htx_account import accounts, balance, isolated_margin, key_page, uid
from exchange_sandbox.venues.htx_market import HtxBoard
from exchange_sandbox.venues.htx_orders import open_orders
from exchange_sandbox.venues.htx_protocol import (
    REFUSALS,
    WINDOW_MS,
    Endpoint,
    error,
    require_method,
    require_place,
    require_signature,
    require_time,
)
from exchange_sandbox.venues.htx_trades import match_results
from exchange_sandbox.venues.htx_transfers import transfer_routes
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

MERGED: Final = "/market/detail/merged"
BALANCE: Final = "/v1/account/accounts/{account-id}/balance"


class Htx:
    """`api.huobi.pro` (host `rest`)."""

    name: ClassVar[str] = "htx"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "AccessKeyId"
    amount_fields: ClassVar[Collection[str]] = frozenset({"balance"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("readOnly", "trade")
    minted_wallets: ClassVar[Sequence[str]] = ("spot",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        board = HtxBoard(world)
        self._routes: Mapping[str, Endpoint] = {
            "/v1/common/timestamp": Endpoint(board.time),
            "/v1/common/symbols": Endpoint(board.symbols),
            "/v2/reference/currencies": Endpoint(board.currencies),
            MERGED: Endpoint(board.merged),
            "/market/tickers": Endpoint(board.tickers),
            "/v1/account/accounts": Endpoint(accounts, "readOnly"),
            BALANCE: Endpoint(balance, "readOnly"),
            "/v1/margin/accounts/balance": Endpoint(isolated_margin, "readOnly", 2),
            "/v1/order/openOrders": Endpoint(open_orders, "readOnly", 50),
            "/v1/order/matchresults": Endpoint(match_results, "readOnly", 20),
            "/v2/user/uid": Endpoint(uid, "readOnly"),
            "/v2/user/api-key": Endpoint(key_page, "readOnly", 20),
            **transfer_routes(),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key and a secret of four groups of letters and digits."""
        return Credentials(_groups(draw, "api_key", 10), _groups(draw, "secret", 5))

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, key, limit, endpoint."""
        endpoint = self._routes.get(_pattern(call.path)) if call.method == "GET" else None
        if endpoint is None:
            return Reply(404, error("bad-request", "Not Found").body)
        try:
            asked = self._admit(call, endpoint)
            headers = self._spend(asked, endpoint)
            told = endpoint.answer(asked)
        except Refusal as refusal:
            return refusal.reply
        return json_reply(_enveloped(call, told), headers=headers)

    def _spend(self, asked: Asked, endpoint: Endpoint) -> Mapping[str, str]:
        """Count a path by user; return what the answer tells of it. The limit of public pages is not documented."""
        if asked.key is None:
            return {}
        now_ms, name = asked.call.now_ms, f"{asked.key.account.uid} {_pattern(asked.call.path)}"
        used = self._counts.count(name, WINDOW_MS, now_ms)
        if used > endpoint.allowed and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited"])
        return {
            "X-HB-RateLimit-Requests-Remain": str(max(0, endpoint.allowed - used)),
            "X-HB-RateLimit-Requests-Expire": str(now_ms - now_ms % WINDOW_MS + WINDOW_MS),
        }

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.permission is None:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call, params)
        require_place(call, key)
        require_method(params)
        require_time(params, call.now_ms)
        require_signature(call, key)
        if endpoint.permission not in key.permissions:
            raise Refusal(REFUSALS["permission_v2" if call.path.startswith("/v2/") else "permission"])
        holder = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=holder)

    def _known(self, call: Call, params: Mapping[str, str]) -> Key:
        key = self._world.key(self.name, params.get("AccessKeyId", ""))
        if key is None or call.key_revoked or not key.is_known(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        if key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["expired"])
        return key


def _pattern(path: str) -> str:
    """Return the path with the number of the account taken out."""
    before, _, rest = path.partition("/accounts/")
    return BALANCE if before == "/v1/account" and rest.partition("/")[2] == "balance" else path


def _enveloped(call: Call, told: Any) -> dict[str, Any]:  # noqa: ANN401 - an answer is any JSON
    if call.path.startswith("/v2/"):
        return {"code": 200, "data": told}
    if call.path == MERGED:
        return {"status": "ok", "ts": call.now_ms, "ch": MERGED.strip("/").replace("/", "."), "tick": told}
    if call.path.startswith("/market/"):
        return {"status": "ok", "ts": call.now_ms, "data": told}
    return {"status": "ok", "data": told}


def _groups(draw: Draw, purpose: str, last: int) -> str:
    text = draw.letters(purpose, 24 + last, ascii_lowercase + digits)
    return "-".join((text[:8], text[8:16], text[16:24], text[24:]))
