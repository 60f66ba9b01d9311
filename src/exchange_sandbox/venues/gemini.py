"""Gemini: roles, account, balances, staking, symbols, prices; its signature, order of checks, limits and error bodies.

Source: Gemini's REST documentation (snapshots of 2026-03-06 and 2026-09): "Private API Invocation", "Roles", "Error
Codes", "Rate Limits". The documents do not say in which order the checks are made; here it is headers, key, address,
signature, path, nonce, number of requests, role. Keys with a nonce of time and master keys are not emulated.
"""

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import msgspec

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.gemini_account import account, balances, roles, staking_balances
from exchange_sandbox.venues.gemini_market import GeminiBoard
from exchange_sandbox.venues.gemini_orders import open_orders
from exchange_sandbox.venues.gemini_transfers import addresses, network, transfers
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

MINUTE_MS: Final = 60_000
PER_KEY: Final = 600  # private requests in a minute
PER_ADDRESS: Final = 120  # public requests in a minute
ROLES: Final = frozenset({"auditor", "trader", "fund_manager"})
HEADERS: Final = {
    "x-gemini-apikey": ("MissingApikeyHeader", "X-GEMINI-APIKEY"),
    "x-gemini-payload": ("MissingPayloadHeader", "X-GEMINI-PAYLOAD"),
    "x-gemini-signature": ("MissingSignatureHeader", "X-GEMINI-SIGNATURE"),
}
NEEDED: Final = (
    "To access this endpoint, you need to log in to the website and go to the settings page "
    "to assign one of these roles [{}] to API key"
)
DOWN: Final = (
    "The Gemini Exchange is currently undergoing maintenance. "
    "Please check https://status.gemini.com/ for more information."
)


def error(status: int, reason: str, message: str) -> Reply:
    """An error in Gemini's form."""
    return json_reply({"result": "error", "reason": reason, "message": message}, status)


def stale(nonce: str) -> Reply:
    """The refusal of a nonce that does not grow."""
    return error(400, "InvalidNonce", f"Nonce '{nonce}' has not increased since your last call to the Gemini API.")


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(400, "InvalidApiKey", "Invalid API key"),
    "bad_signature": error(400, "InvalidSignature", "InvalidSignature"),
    "ip": error(403, "RemoteAddressForbidden", "Requests from 1.2.3.4 not allowed"),
    "permission": error(403, "MissingRole", NEEDED.format("FundManager")),
    "nonce": stale("1"),
    "rate_limited": error(429, "RateLimit", "Requests were made too frequently"),
    "too_many": error(429, "Too Many Requests", "Too Many Requests"),
    "maintenance": error(503, "Maintenance", DOWN),
}


class Payload(msgspec.Struct):
    """What a private request says in its header."""

    request: str
    nonce: str | int
    timestamp: int = 0
    limit_transfers: int = 10


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path. A private one is for POST, and needs any of the roles unless every key may ask it."""

    answer: Answer
    is_private: bool = True
    needs_role: bool = True


class Gemini:
    """`api.gemini.com` (host `rest`)."""

    name: ClassVar[str] = "gemini"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "x-gemini-apikey"
    amount_fields: ClassVar[Collection[str]] = frozenset({"amount", "available", "availableForWithdrawal", "balance"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("trader",)
    minted_wallets: ClassVar[Sequence[str]] = ("spot",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        self._nonces: dict[str, int] = {}
        board = GeminiBoard(world)
        self._routes: Mapping[str, Endpoint] = {
            "/v1/roles": Endpoint(roles, needs_role=False),
            "/v1/account": Endpoint(account),
            "/v1/balances": Endpoint(balances),
            "/v1/balances/staking": Endpoint(staking_balances),
            "/v1/transfers": Endpoint(transfers),
            "/v1/orders": Endpoint(open_orders),
            "/v1/symbols": Endpoint(board.symbols, is_private=False),
            "/v1/pricefeed": Endpoint(board.pricefeed, is_private=False),
        }
        self._of_name: Mapping[str, Endpoint] = {
            "/v1/pubticker": Endpoint(board.ticker, is_private=False),
            "/v1/symbols/details": Endpoint(board.details, is_private=False),
            "/v1/network": Endpoint(network, is_private=False),
            "/v1/addresses": Endpoint(addresses),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make an account key of 28 characters, and a secret of 28 letters and digits."""
        return Credentials(f"account-{draw.letters('api_key', 20)}", draw.letters("secret", 28))

    def answer(self, call: Call) -> Reply:
        """Answer a request: path, key, number of requests, role, endpoint."""
        endpoint = self._endpoint(call.path)
        if endpoint is None or call.method != ("POST" if endpoint.is_private else "GET"):
            return error(404, "EndpointNotFound", "API entry point not found")
        try:
            return json_reply(endpoint.answer(self._admit(call, endpoint)))
        except Refusal as refusal:
            return refusal.reply

    def _endpoint(self, path: str) -> Endpoint | None:
        """The pages of one pair, coin or network have its name at the end of their path."""
        return self._routes.get(path) or self._of_name.get(path.rpartition("/")[0])

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        if not endpoint.is_private:
            self._spend(call.address, PER_ADDRESS, call)
            return Asked(world=self._world, call=call, params=dict(call.query_pairs()))
        require_headers(call)
        key = self._known(call)
        require_signature(call, key)
        self._require_nonce(call, key)
        self._spend(key.credentials.api_key, PER_KEY, call)
        if endpoint.needs_role and ROLES.isdisjoint(key.permissions):
            raise Refusal(error(403, "MissingRole", NEEDED.format("Trader, FundManager, Auditor")))
        shown = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=_params(call), key=key, account=shown)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers[self.key_header])
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        if not key.allows_address(call.address):
            raise Refusal(error(403, "RemoteAddressForbidden", f"Requests from {call.address} not allowed"))
        return key

    def _require_nonce(self, call: Call, key: Key) -> None:
        payload = read_payload(call)
        if payload is None or payload.request != call.path:
            raise Refusal(error(400, "EndpointMismatch", "The request and the payload name different endpoints"))
        nonce, api_key = str(payload.nonce), key.credentials.api_key
        if not nonce.isdecimal() or int(nonce) <= self._nonces.get(api_key, 0):
            raise Refusal(stale(nonce))
        self._nonces[api_key] = int(nonce)

    def _spend(self, who: str, allowed: int, call: Call) -> None:
        if not self._counts.spend(who, allowed, MINUTE_MS, call.now_ms) and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited"])


def _params(call: Call) -> dict[str, str]:
    payload = read_payload(call)
    return {} if payload is None else {"start": str(payload.timestamp), "limit": str(payload.limit_transfers)}


def require_headers(call: Call) -> None:
    """Check that the three headers are there.

    Raises:
        Refusal: one is missing, and the answer names it.
    """
    for header, (reason, name) in HEADERS.items():
        if not call.headers.get(header):
            raise Refusal(error(400, reason, f"Must provide '{name}' header"))


def require_signature(call: Call, key: Key) -> None:
    """Check the signature of the payload header.

    Raises:
        Refusal: InvalidSignature.
    """
    expected = sign(key.credentials.secret, call.headers["x-gemini-payload"].encode())
    if not hmac.compare_digest(expected.encode(), call.headers["x-gemini-signature"].encode()):
        raise Refusal(REFUSALS["bad_signature"])


def read_payload(call: Call) -> Payload | None:
    """Read the payload header; None when it is no base64 of such an object."""
    try:
        return msgspec.json.decode(b64decode(call.headers["x-gemini-payload"], validate=True), type=Payload)
    except ValueError:
        return None


def sign(secret: str, text: bytes) -> str:
    """HMAC-SHA384, in lower-case hexadecimal."""
    return hmac.new(secret.encode(), text, hashlib.sha384).hexdigest()
