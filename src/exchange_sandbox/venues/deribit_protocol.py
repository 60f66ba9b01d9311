"""Deribit's two signatures, checks and error bodies.

Source: docs.deribit.com, API 2.1.1 (2026): "Authentication", "Security Keys", "Error Codes", "Rate Limits". They do not
say in which order the checks are made; here it is key, address, time, signature, pace, scope. Nor do they say what an
address off the list or an old time are told: here the first is refused like an unknown key, the second like a wrong
signature with a reason of our own. A nonce that comes twice is let through.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply

SCHEME: Final = "deri-hmac-sha256 "
TOLERANCE_MS: Final = 60_000


def error(code: int, message: str, status: int = 400, **more: Any) -> Reply:  # noqa: ANN401 - any JSON
    """An error in Deribit's form."""
    told = {"message": message, **({"data": more} if more else {}), "code": code}
    return json_reply({"jsonrpc": "2.0", "error": told, "usIn": 1, "usOut": 2, "usDiff": 1, "testnet": False}, status)


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(13004, "invalid_credentials"),
    "no_token": error(13009, "unauthorized", reason="invalid_token"),
    "bad_signature": error(13009, "unauthorized", 401, reason="invalid signature"),
    "clock_skew": error(13009, "unauthorized", 401, reason="timestamp out of range"),
    "permission": error(13021, "forbidden", 403, reason="insufficient scope"),
    "permission2": error(11042, "permission_denied"),
    "rate_limited": error(10028, "too_many_requests", 429, wait=1),
    "maintenance": error(11051, "system_maintenance", 503),
    "temp": error(13028, "temporarily_unavailable"),
    "region": error(12005, "country_is_banned"),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request says of who sent it; `covered` is what its signature has to cover."""

    api_key: str
    timestamp: str
    signature: str
    covered: bytes
    is_header: bool = True


def signed_header(call: Call) -> Signed:
    """Read the signature of a private request.

    Raises:
        Refusal: 13009, there is none.
    """
    text = call.headers.get("authorization", "")
    if not text.startswith(SCHEME):
        raise Refusal(REFUSALS["no_token"])
    pairs = (part.strip().partition("=") for part in text.removeprefix(SCHEME).split(","))
    told = {name: value for name, _, value in pairs}
    stamped = f"{told.get('ts', '')}\n{told.get('nonce', '')}\n{call.method}\n{call.target}\n"
    covered = stamped.encode() + call.body + b"\n"
    return Signed(told.get("id", ""), told.get("ts", ""), told.get("sig", ""), covered)


def signed_grant(params: Mapping[str, str]) -> Signed:
    """Read the signature of a request for a token."""
    timestamp = params.get("timestamp", "")
    covered = f"{timestamp}\n{params.get('nonce', '')}\n{params.get('data', '')}".encode()
    return Signed(params.get("client_id", ""), timestamp, params.get("signature", ""), covered, is_header=False)


def params_of(call: Call) -> Mapping[str, str]:
    """Return the parameters: of the query, or those of a message in the body.

    Raises:
        Refusal: the body is no such message.
    """
    if not call.body:
        return dict(call.query_pairs())
    try:
        told = msgspec.json.decode(call.body, type=dict[str, Any]).get("params", {})
        return {name: str(value) for name, value in told.items()}
    except (msgspec.DecodeError, AttributeError):
        raise Refusal(error(-32700, "Parse error")) from None


def require_time(signed: Signed, now_ms: int) -> None:
    """Check that the request was made within a minute.

    Raises:
        Refusal: 13009.
    """
    sent = signed.timestamp
    if not sent.isdecimal() or abs(now_ms - int(sent)) > TOLERANCE_MS:
        raise Refusal(REFUSALS["clock_skew"])


def require_signature(signed: Signed, key: Key) -> None:
    """Check the signature, in small letters.

    Raises:
        Refusal: 13009 of a header, 13004 of a request for a token.
    """
    expected = sign(key.credentials.secret, signed.covered)
    if not hmac.compare_digest(expected.encode(), signed.signature.encode()):
        raise Refusal(REFUSALS["bad_signature" if signed.is_header else "unknown_key"])


def sign(secret: str, text: bytes) -> str:
    """HMAC-SHA256, in hexadecimal."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
