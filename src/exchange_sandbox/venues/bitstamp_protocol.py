"""Bitstamp's signature, checks and error bodies.

Source: Bitstamp HTTP API (OpenAPI document, 2026-03-06): authentication, error codes, request limits. It does not say
in which order the checks are made; here it is key, time, nonce, type of content, address, signature, right. That a
wrong signature gets API0005 was seen on 2026-09-25; the text of API0020 is the sandbox's.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply

HOST: Final = "www.bitstamp.net"
VERSION: Final = "v2"
SCHEME: Final = "BITSTAMP "
TOLERANCE_MS: Final = 150_000
NONCE: Final = re.compile(r"[0-9a-z-]{36}")


def error(code: str, reason: str, status: int = 403) -> Reply:
    """An error in Bitstamp's form."""
    return json_reply({"status": "error", "reason": reason, "code": code}, status)


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error("API0001", "API key not found"),
    "bad_signature": error("API0005", "Invalid signature"),
    "ip": error("API0002", "IP address not allowed"),
    "permission": error("API0003", "No permission found"),
    "nonce": error("API0004", "Invalid nonce"),
    "clock_skew": error("API0017", "X-Auth-Timestamp header has invalid timestamp"),
    "content_type": error("API0020", "Content-Type must not be sent without a body", 400),
    "suspended": error("API0006", "Your account is frozen"),
    "rate_limited": json_reply(
        {"response_code": "400.002", "response_explanation": "Request rate limit exceeded."}, 429
    ),
    "maintenance": error("", "Bitstamp.net is under scheduled maintenance. We'll be back soon.", 503),
}


class SpentNonces:
    """Nonces of each key, kept for as long as their time would be accepted."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str], int] = {}

    def require_new(self, call: Call, api_key: str) -> None:
        """Take a nonce that the key has not used for 150 seconds.

        Raises:
            Refusal: API0004.
        """
        nonce = call.headers.get("x-auth-nonce", "")
        oldest = call.now_ms - TOLERANCE_MS
        self._spent = {name: spent_ms for name, spent_ms in self._spent.items() if spent_ms >= oldest}
        if not NONCE.fullmatch(nonce) or (api_key, nonce) in self._spent:
            raise Refusal(REFUSALS["nonce"])
        self._spent[api_key, nonce] = call.now_ms


def presented_key(call: Call) -> str:
    """The API key behind the name of the scheme; "" when there is none."""
    text = call.headers.get("x-auth", "")
    return text.removeprefix(SCHEME) if text.startswith(SCHEME) else ""


def require_time(call: Call) -> None:
    """Check that the request's time is within 150 seconds.

    Raises:
        Refusal: API0017.
    """
    sent = call.headers.get("x-auth-timestamp", "")
    if not sent.isdecimal() or abs(call.now_ms - int(sent)) > TOLERANCE_MS:
        raise Refusal(REFUSALS["clock_skew"])


def require_type(call: Call) -> None:
    """Check that only a body has a type of content.

    Raises:
        Refusal: API0020.
    """
    if not call.body and "content-type" in call.headers:
        raise Refusal(REFUSALS["content_type"])


def require_place(call: Call, key: Key) -> None:
    """Check that the client's address is on the key's list.

    Raises:
        Refusal: API0002.
    """
    if not key.allows_address(call.address):
        raise Refusal(REFUSALS["ip"])


def require_signature(call: Call, key: Key) -> None:
    """Check the signature of what was sent, in letters of any size.

    Raises:
        Refusal: API0005.
    """
    given = call.headers.get("x-auth-signature", "").lower().encode()
    if not hmac.compare_digest(sign(key.credentials.secret, covered(call)).encode(), given):
        raise Refusal(REFUSALS["bad_signature"])


def covered(call: Call) -> bytes:
    """What a signature covers; the host is the real one, wherever the sandbox stands."""
    told = [call.headers.get(f"x-auth-{name}", "") for name in ("nonce", "timestamp", "version")]
    query = f"?{call.query}" if call.query else ""
    place = f"{call.headers.get('x-auth', '')}{call.method}{HOST}{call.path}{query}{_type(call)}"
    return (place + "".join(told)).encode() + call.body


def answer_signature(call: Call, secret: str, body: bytes, content_type: str) -> str:
    """The signature by which a client knows the server: nonce and time of its request, type and body of the answer."""
    told = call.headers.get("x-auth-nonce", "") + call.headers.get("x-auth-timestamp", "") + content_type
    return sign(secret, told.encode() + body)


def sign(secret: str, text: bytes) -> str:
    """HMAC-SHA256, in hexadecimal."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _type(call: Call) -> str:
    return call.headers.get("content-type", "") if call.body else ""
