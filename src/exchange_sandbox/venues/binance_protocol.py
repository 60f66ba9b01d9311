"""Signature, order of checks, weights and error bodies that Binance and Binance US share.

Source: binance/binance-spot-api-docs, rest-api.md ("Request Security", "Timing security", "IP Limits") and
errors.md; state of 2026-07-21. The documents do not say in which order the checks are made; here it is parameters,
form of the key, key, address, time, signature, right. A key that never was gets -2015, a deleted one -2008: both
are seen for both.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import MinuteWeights, Verdict
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

RECV_WINDOW_MS: Final = 5_000
LONGEST_RECV_WINDOW_MS: Final = 60_000
AHEAD_MS: Final = 1_000
MICROSECOND_DIGITS: Final = 16
KEY_LENGTH: Final = 64
BY_UID: Final = {"sapi_uid"}
"""Counters of accounts. Source: binance-api-swagger-spec and the wallet documents, "Limits": IP and UID (2026)."""
NO_ACCESS: Final = "Invalid API-key, IP, or permissions for action."


class Security(Enum):
    """What an endpoint asks of a request."""

    NONE = auto()
    KEY = auto()
    SIGNED = auto()


class Wording(Enum):
    """How refusals with -2015 are worded; the futures hosts name the caller's address."""

    SPOT = auto()
    FUTURES = auto()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path of the API.

    `limit` names the counter in which `weight` is spent. `permission` is the right a signed request needs; None
    means any key. `wallet` must be open, else the venue answers as it does for a missing right.
    """

    answer: Answer
    weight: int = 1
    security: Security = Security.NONE
    permission: str | None = "enableReading"
    wallet: str | None = None
    limit: str = "api"


Routes = Mapping[tuple[str, str, str], Endpoint]
"""Host, method, path -> endpoint."""


def error(status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    """An error in Binance's form."""
    return json_reply({"code": code, "msg": message}, status, headers)


def refuse(status: int, code: int, message: str) -> Refusal:
    """An error to raise."""
    return Refusal(error(status, code, message))


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(401, -2015, NO_ACCESS),
    "bad_key_format": error(401, -2014, "API-key format invalid."),
    "invalid_api_key_id": error(401, -2008, "Invalid Api-Key ID."),
    "bad_signature": error(400, -1022, "Signature for this request is not valid."),
    "clock_skew": error(400, -1021, "Timestamp for this request is outside of the recvWindow."),
    "rate_limited": error(
        429,
        -1003,
        "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. "
        "Please use WebSocket Streams for live updates to avoid polling the API.",
        {"Retry-After": "7"},
    ),
    "banned": error(
        418,
        -1003,
        "Way too much request weight used; IP banned until 1790280000000. "
        "Please use WebSocket Streams for live updates to avoid bans.",
        {"Retry-After": "120"},
    ),
    "waf": Reply(403, b"<html><body>403 Forbidden</body></html>", content_type="text/html"),
}
"""Source: errors.md; the bodies of `rate_limited` and `banned` with their figures from reports."""


class BinanceFamily:
    """A venue that speaks Binance's protocol. Subclasses give the table of paths and the limits."""

    name: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]]
    key_header: ClassVar[str] = "x-mbx-apikey"
    amount_fields: ClassVar[Collection[str]] = frozenset(
        {"free", "locked", "walletBalance", "marginBalance", "availableBalance", "totalWalletBalance", "balance"}
    )
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("enableReading", "enableSpotAndMarginTrading", "enableFutures")
    minted_wallets: ClassVar[Sequence[str]] = ("spot",)
    futures_hosts: ClassVar[Collection[str]] = frozenset()
    limits: ClassVar[Mapping[str, int]]
    """Weight per minute and address, by counter."""
    headers: ClassVar[Mapping[str, tuple[str, ...]]]
    """The headers that show each counter."""
    routes: Routes

    def __init__(self, world: World) -> None:
        self.world = world
        self._weights = {
            name: MinuteWeights(weight, bans=not name.startswith("sapi")) for name, weight in self.limits.items()
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key and a secret of 64 letters and digits each."""
        return Credentials(draw.letters("api_key", KEY_LENGTH), draw.letters("secret", KEY_LENGTH))

    def answer(self, call: Call) -> Reply:
        """Answer a request: weight first, then security, then the endpoint."""
        endpoint = self.routes.get((call.host, call.method, call.path))
        if endpoint is None:
            return Reply(404, b"<html><body><h2>404 Not found</h2></body></html>", content_type="text/html")
        headers: dict[str, str] = {}
        try:
            self._spend(call, endpoint, headers)
            return json_reply(endpoint.answer(self._admit(call, endpoint)), headers=headers)
        except Refusal as refusal:
            reply = refusal.reply
            return Reply(reply.status, reply.body, {**headers, **reply.headers}, reply.content_type)

    def _spend(self, call: Call, endpoint: Endpoint, headers: dict[str, str]) -> None:
        weights = self._weights[endpoint.limit]
        verdict, used, until_ms = weights.spend(self._whose(call, endpoint), endpoint.weight, call.now_ms)
        headers.update(dict.fromkeys(self.headers[endpoint.limit], str(used)))
        if verdict is Verdict.ALLOWED or not self.world.rate_limits:
            return
        headers["Retry-After"] = str(max(1, -(-(until_ms - call.now_ms) // 1000)))
        raise Refusal(_over_limit(verdict, weights.per_minute, until_ms))

    def _whose(self, call: Call, endpoint: Endpoint) -> str:
        """Return who is counted: the address, or under a limit by UID the account, where there is one."""
        key = self.world.key(self.name, call.headers.get(self.key_header, ""))
        return call.address if key is None or endpoint.limit not in BY_UID else key.account.uid

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = _params(call)
        if endpoint.security is Security.NONE:
            return Asked(world=self.world, call=call, params=params)
        if endpoint.security is Security.SIGNED:
            _require_parameters(params)
        wording = Wording.FUTURES if call.host in self.futures_hosts else Wording.SPOT
        api_key = call.headers.get(self.key_header, "")
        if len(api_key) != KEY_LENGTH or not api_key.isascii() or not api_key.isalnum():
            raise refuse(401, -2014, "API-key format invalid.")
        key = self._known(call, api_key, wording)
        if endpoint.security is Security.SIGNED:
            _require_fresh(call, params)
            _require_signature(call, key, params["signature"])
            _require_right(call, key, endpoint, wording)
        account = self.world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self.world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call, api_key: str, wording: Wording) -> Key:
        key = self.world.key(self.name, api_key)
        if key is None:
            raise no_access(call, wording)
        if call.key_revoked or not key.is_known(call.now_ms):
            if wording is Wording.FUTURES:
                raise no_access(call, wording)
            raise refuse(401, -2008, "Invalid Api-Key ID.")
        if not key.allows_address(call.address):
            raise no_access(call, wording)
        return key


def no_access(call: Call, wording: Wording = Wording.SPOT) -> Refusal:
    """The one refusal for an unknown key, a foreign address and a missing right."""
    text = NO_ACCESS if wording is Wording.SPOT else f"{NO_ACCESS.rstrip('.')}, request ip: {call.address}"
    return refuse(401, -2015, text)


def payload(call: Call) -> bytes:
    """What a signature covers: query string and body as received, joined without a separator, less `signature`."""
    return _unsigned(call.query.encode()) + _unsigned(call.body)


def verify(secret: str, covered: bytes, signature: str) -> bool:
    """Check a hexadecimal HMAC-SHA256; upper and lower case are equal."""
    expected = hmac.new(secret.encode(), covered, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.lower().encode())


def _unsigned(text: bytes) -> bytes:
    if b"signature=" not in text:
        return text
    return b"&".join(part for part in text.split(b"&") if not part.startswith(b"signature="))


def _params(call: Call) -> dict[str, str]:
    """Parameters of the body and of the query string; the query string wins."""
    return _unique(call.form_pairs()) | _unique(call.query_pairs())


def _unique(pairs: list[tuple[str, str]]) -> dict[str, str]:
    params = dict(pairs)
    if len(params) != len(pairs):
        raise refuse(400, -1101, "Duplicate values for a parameter detected.")
    return params


def _require_parameters(params: Mapping[str, str]) -> None:
    for name in ("timestamp", "signature"):
        if not params.get(name):
            raise refuse(400, -1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")
    for name in ("timestamp", "recvWindow"):
        given = params.get(name, "0")
        if not given.isascii() or not given.isdigit() or len(given) > 20:
            raise refuse(
                400, -1100, f"Illegal characters found in parameter '{name}'; legal range is '^[0-9]{{1,20}}$'."
            )


def _require_fresh(call: Call, params: Mapping[str, str]) -> None:
    window_ms = int(params.get("recvWindow", RECV_WINDOW_MS))
    if window_ms > LONGEST_RECV_WINDOW_MS:
        raise refuse(400, -1131, f"recvWindow must be less than {LONGEST_RECV_WINDOW_MS}.")
    given = params["timestamp"]
    timestamp_ms = int(given) // 1000 if len(given) >= MICROSECOND_DIGITS else int(given)
    if timestamp_ms >= call.now_ms + AHEAD_MS:
        raise refuse(400, -1021, f"Timestamp for this request was {AHEAD_MS}ms ahead of the server's time.")
    if call.now_ms - timestamp_ms > window_ms:
        raise refuse(400, -1021, "Timestamp for this request is outside of the recvWindow.")


def _require_signature(call: Call, key: Key, signature: str) -> None:
    if not verify(key.credentials.secret, payload(call), signature):
        raise Refusal(REFUSALS["bad_signature"])


def _require_right(call: Call, key: Key, endpoint: Endpoint, wording: Wording) -> None:
    if endpoint.permission is not None and endpoint.permission not in key.permissions:
        raise no_access(call, wording)
    if endpoint.wallet is not None and endpoint.wallet not in key.account.wallets:
        raise no_access(call, wording)


def _over_limit(verdict: Verdict, per_minute: int, until_ms: int) -> Reply:
    advice = "Please use WebSocket Streams for live updates to avoid"
    if verdict is Verdict.BANNED:
        return error(418, -1003, f"Way too much request weight used; IP banned until {until_ms}. {advice} bans.")
    limit = f"current limit is {per_minute} request weight per 1 MINUTE"
    return error(429, -1003, f"Too much request weight used; {limit}. {advice} polling the API.")


def signed(answer: Answer, weight: int, *, limit: str = "api", wallet: str | None = None) -> Endpoint:
    """A private endpoint that reads."""
    return Endpoint(answer, weight, Security.SIGNED, "enableReading", wallet, limit)


def public(answer: Callable[[Asked], Any], weight: int, *, limit: str = "api") -> Endpoint:
    """An endpoint for everybody."""
    return Endpoint(answer, weight, Security.NONE, None, None, limit)
