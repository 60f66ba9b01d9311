"""Kraken spot: key information, balances, earn, markets.

Source: docs.kraken.com/api (Spot REST: authentication, errors, rate limits, Get API Key Info); each function names
its page. Every error comes with HTTP 200. The documents do not say in which order the checks are made, nor which
error an address outside the list gets; here it is key, address, end of the key, signature, nonce, counter, right,
and `EGeneral:Permission denied` for the address.
"""

import binascii
import hashlib
import hmac
from base64 import b64decode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import msgspec

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import DrainingCounts
from exchange_sandbox.venues.kraken_account import (
    api_key_info,
    balance,
    balance_ex,
    earn_allocations,
    trade_balance,
)
from exchange_sandbox.venues.kraken_market import KrakenBoard
from exchange_sandbox.venues.kraken_orders import open_orders
from exchange_sandbox.venues.kraken_protocol import refuse
from exchange_sandbox.venues.kraken_trades import trades_history
from exchange_sandbox.venues.kraken_transfers import (
    deposit_addresses,
    deposit_methods,
    deposit_status,
    ledgers,
    withdraw_status,
)
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

KEY_BYTES: Final = 42
SECRET_BYTES: Final = 64
LARGEST_NONCE: Final = 2**64 - 1
TIERS: Final[Mapping[str, tuple[float, float]]] = {
    "starter": (15, 0.33),
    "intermediate": (20, 0.5),
    "pro": (20, 1.0),
}
"""The private counter's ceiling and how much of it drains per second."""
ERRORS: Final = {
    "unknown_key": "EAPI:Invalid key",
    "bad_signature": "EAPI:Invalid signature",
    "permission": "EGeneral:Permission denied",
    "clock_skew": "EAPI:Invalid nonce",
    "rate_limited": "EAPI:Rate limit exceeded",
    "lockout": "EGeneral:Temporary lockout",
    "too_many": "EGeneral:Too many requests",
    "maintenance": "EService:Unavailable",
    "busy": "EService:Busy",
    "cancel_only": "EService:Market in cancel_only mode",
    "account_perms": "EAccount:Invalid permissions",
    "user_locked": "ETrade:User Locked",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path. `permission` is the right it needs."""

    answer: Answer
    permission: str | None = None
    is_private: bool = True
    cost: int = 1


class Kraken:
    """`api.kraken.com`."""

    name: ClassVar[str] = "kraken"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "api-key"
    amount_fields: ClassVar[Collection[str]] = frozenset({"balance", "hold_trade", "credit", "credit_used"})
    refusals: ClassVar[Mapping[str, Reply]] = {
        **{name: json_reply({"error": [text]}) for name, text in ERRORS.items()},
        "http520": Reply(520, b"<html>520</html>", content_type="text/html"),
    }
    minted_permissions: ClassVar[Sequence[str]] = ("query-funds", "query-open-trades", "modify-trades")
    minted_wallets: ClassVar[Sequence[str]] = ("spot",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = DrainingCounts()
        self._nonces: dict[str, int] = {}
        board = KrakenBoard(world)
        self._routes: Mapping[str, Endpoint] = {
            "/0/private/GetApiKeyInfo": Endpoint(api_key_info),
            "/0/private/Balance": Endpoint(balance, "query-funds"),
            "/0/private/BalanceEx": Endpoint(balance_ex, "query-funds"),
            "/0/private/TradeBalance": Endpoint(trade_balance, "query-funds"),
            "/0/private/Earn/Allocations": Endpoint(earn_allocations, "query-funds"),
            "/0/private/Ledgers": Endpoint(ledgers, "query-ledger", cost=2),
            "/0/private/DepositMethods": Endpoint(deposit_methods, "query-funds"),
            "/0/private/DepositAddresses": Endpoint(deposit_addresses, "query-funds"),
            "/0/private/OpenOrders": Endpoint(open_orders, "query-open-trades"),
            "/0/private/TradesHistory": Endpoint(trades_history, "query-closed-trades", cost=2),
            "/0/private/DepositStatus": Endpoint(deposit_status, "query-funds"),
            "/0/private/WithdrawStatus": Endpoint(withdraw_status, "query-funds"),
            "/0/public/Time": Endpoint(board.time, is_private=False),
            "/0/public/SystemStatus": Endpoint(board.status, is_private=False),
            "/0/public/Assets": Endpoint(board.assets, is_private=False),
            "/0/public/AssetPairs": Endpoint(board.asset_pairs, is_private=False),
            "/0/public/Ticker": Endpoint(board.ticker, is_private=False),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of 56 and a secret of 88 base64 characters."""
        return Credentials(draw.base64("api_key", KEY_BYTES), draw.base64("secret", SECRET_BYTES))

    def answer(self, call: Call) -> Reply:
        """Answer a request; private paths are for POST only."""
        endpoint = self._routes.get(call.path)
        try:
            if endpoint is None or (endpoint.is_private and call.method != "POST"):
                raise refuse("EGeneral:Unknown method")
            result = endpoint.answer(self._admit(call, endpoint))
        except Refusal as refusal:
            return refusal.reply
        if isinstance(result, bytes):
            return json_reply(b'{"error":[],"result":' + result + b"}")
        return json_reply({"error": [], "result": result})

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = _params(call)
        if not endpoint.is_private:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call)
        nonce = params.get("nonce", "")
        _require_signature(call, key, nonce)
        self._require_nonce(key, nonce)
        self._spend(call, key, endpoint.cost)
        if endpoint.permission is not None and endpoint.permission not in key.permissions:
            raise refuse("EGeneral:Permission denied")
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers.get(self.key_header, ""))
        if key is None or call.key_revoked or not key.is_known(call.now_ms):
            raise refuse("EAPI:Invalid key")
        if not key.allows_address(call.address):
            raise refuse("EGeneral:Permission denied")
        if key.is_expired(call.now_ms):
            raise refuse("EAPI:Invalid key")
        return key

    def _require_nonce(self, key: Key, text: str) -> None:
        nonce = int(text) if text.isascii() and text.isdigit() else -1
        api_key = key.credentials.api_key
        if not self._nonces.get(api_key, 0) < nonce <= LARGEST_NONCE:
            raise refuse("EAPI:Invalid nonce")
        self._nonces[api_key] = nonce

    def _spend(self, call: Call, key: Key, cost: int) -> None:
        ceiling, per_second = TIERS[key.account.traits.get("tier", "starter")]
        within = self._counts.spend(key.credentials.api_key, cost, ceiling, per_second, call.now_ms)
        if not within and self._world.rate_limits:
            raise refuse("EAPI:Rate limit exceeded")


def _params(call: Call) -> dict[str, str]:
    """Parameters of the query string, of a form or of a JSON object."""
    if not call.body:
        return dict(call.query_pairs())
    if call.headers.get("content-type", "").startswith("application/json"):
        return {name: str(value) for name, value in _object(call.body).items()}
    return dict(call.form_pairs())


def _object(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError:
        raise refuse("EGeneral:Invalid arguments") from None


def _require_signature(call: Call, key: Key, nonce: str) -> None:
    given = call.headers.get("api-sign", "").encode()
    if not hmac.compare_digest(sign(key.credentials.secret, call.path, nonce, call.body), given):
        raise refuse("EAPI:Invalid signature")


def sign(secret: str, path: str, nonce: str, body: bytes) -> bytes:
    """Base64 of HMAC-SHA512 over the path and the SHA256 of nonce and body."""
    covered = path.encode() + hashlib.sha256(nonce.encode() + body).digest()
    return binascii.b2a_base64(hmac.new(b64decode(secret), covered, hashlib.sha512).digest(), newline=False)
