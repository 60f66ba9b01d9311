"""Kraken Futures: the key's page, wallets, contracts, prices.

Source: docs.kraken.com, Futures REST (2026-05-27): authentication, check v3 API key, get wallets, get instruments, get
tickers, errors, rate limits. There is one word for everything that is wrong with a key; the documents do not say what
a foreign address is told, nor which text the key's page has, nor when a nonce is too low: here it is that same word,
the text of an unknown key, and below the twenty highest nonces of the key.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.kraken_futures_account import key_page, time_of, wallets
from exchange_sandbox.venues.kraken_futures_market import KrakenFuturesBoard
from exchange_sandbox.venues.kraken_futures_orders import open_orders
from exchange_sandbox.venues.kraken_futures_trades import fills
from exchange_sandbox.venues.kraken_futures_transfers import account_log
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

API: Final = "/derivatives/api/v3"
KEY_PAGE: Final = "/api/auth/v1/api-keys/v3/check"
LOG: Final = "/api/history/v3/account-log"
KEY_BYTES: Final = 42
SECRET_BYTES: Final = 64
BUDGET: Final = 500  # of cost, for an address in ten seconds
WINDOW_MS: Final = 10_000
COST: Final = 2
FILLS_COST: Final = 25  # of those before a time
REMEMBERED: Final = 20  # nonces of a key
READING: Final = frozenset({"general:READ_ONLY", "general:FULL_ACCESS"})


def error(name: str, status: int = 200) -> Reply:
    """An error under /derivatives."""
    return json_reply({"result": "error", "error": name, "serverTime": "2026-09-25T00:00:00.000Z"}, status)


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error("authenticationError"),
    "unknown_key_401": json_reply(
        {"error": "authenticationError", "message": "Invalid API key", "suberror": None}, 401
    ),
    "permission": error("insufficientPrivileges"),
    "nonce": error("nonceBelowThreshold"),
    "nonce_twice": error("nonceDuplicate"),
    "inactive": error("accountInactive"),
    "rate_limited": error("apiLimitExceeded", 429),
    "rate_limited_200": error("apiLimitExceeded"),
    "server_error": error("Server Error", 500),
    "maintenance": error("Unavailable", 503),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path, for GET."""

    answer: Answer
    is_private: bool = True
    needs_reading: bool = False


class KrakenFutures:
    """`futures.kraken.com` (host `rest`)."""

    name: ClassVar[str] = "kraken_futures"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "apikey"
    amount_fields: ClassVar[Collection[str]] = frozenset({"xbt", "eth", "usd", "usdt"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("general:FULL_ACCESS",)
    minted_wallets: ClassVar[Sequence[str]] = ("flex",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        self._nonces: dict[str, list[int]] = {}
        board = KrakenFuturesBoard(world)
        self._routes: Mapping[str, Endpoint] = {
            KEY_PAGE: Endpoint(key_page),
            f"{API}/accounts": Endpoint(wallets, needs_reading=True),
            LOG: Endpoint(account_log, needs_reading=True),
            f"{API}/openorders": Endpoint(open_orders, needs_reading=True),
            f"{API}/fills": Endpoint(fills, needs_reading=True),
            f"{API}/tickers": Endpoint(board.tickers, is_private=False),
            f"{API}/instruments": Endpoint(board.instruments, is_private=False),
        }
        self._of_symbol: Mapping[str, Endpoint] = {f"{API}/tickers": Endpoint(board.ticker, is_private=False)}

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of 56 and a secret of 88 base64 characters."""
        return Credentials(draw.base64("api_key", KEY_BYTES), draw.base64("secret", SECRET_BYTES))

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, key with signature, nonce, cost, right."""
        endpoint = self._routes.get(call.path) or self._of_symbol.get(call.path.rpartition("/")[0])
        if endpoint is None or call.method != "GET":
            return error("notFound", 404)
        try:
            told: dict[str, Any] = endpoint.answer(self._admit(call, endpoint))
        except Refusal as refusal:
            return refusal.reply
        if call.path in {KEY_PAGE, LOG}:
            return json_reply(told)
        return json_reply({"result": "success", **told, "serverTime": time_of(call.now_ms)})

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if not endpoint.is_private:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call)
        self._require_nonce(call, key)
        self._spend(call, FILLS_COST if "lastFillTime" in params else COST)
        if endpoint.needs_reading and READING.isdisjoint(key.permissions):
            raise Refusal(REFUSALS["permission"])
        shown = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=shown)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers.get(self.key_header, ""))
        is_good = (
            key is not None
            and not call.key_revoked
            and key.is_known(call.now_ms)
            and not key.is_expired(call.now_ms)
            and key.allows_address(call.address)
            and hmac.compare_digest(sign(key.credentials.secret, call), call.headers.get("authent", "").encode())
        )
        if key is None or not is_good:
            raise Refusal(REFUSALS["unknown_key_401" if call.path == KEY_PAGE else "unknown_key"])
        return key

    def _require_nonce(self, call: Call, key: Key) -> None:
        """Check a nonce where there is one; some may come out of order."""
        text = call.headers.get("nonce", "")
        if not text:
            return
        spent = self._nonces.setdefault(key.credentials.api_key, [])
        nonce = int(text) if text.isdecimal() else -1
        if nonce in spent:
            raise Refusal(REFUSALS["nonce_twice"])
        if nonce < 0 or (len(spent) == REMEMBERED and nonce < spent[0]):
            raise Refusal(REFUSALS["nonce"])
        self._nonces[key.credentials.api_key] = sorted([*spent, nonce])[-REMEMBERED:]

    def _spend(self, call: Call, cost: int) -> None:
        spent = self._counts.count(call.address, WINDOW_MS, call.now_ms, cost)
        if spent > BUDGET and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited_200"])


def sign(secret: str, call: Call) -> bytes:
    """Base64 of HMAC-SHA512 over the SHA256 of query, nonce and path, the path without /derivatives."""
    covered = call.query + call.headers.get("nonce", "") + call.path.removeprefix("/derivatives")
    digest = hashlib.sha256(covered.encode()).digest()
    return b64encode(hmac.new(b64decode(secret), digest, hashlib.sha512).digest())
