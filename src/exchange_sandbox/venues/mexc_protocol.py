"""MEXC's signature, checks and error bodies of the spot API.

Source: MEXC API documentation, spot v3 (apidocs of 2025-08): "SIGNED", "Timing security", "Error Code". It does not say
in which order the checks are made; here it is form of the key, key, time, address, signature, right. That an unknown
key gets 10072 was seen on 2026-09-25; that one whose end is past gets the same is the sandbox's choice.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.venues.venue import Answer

DEFAULT_WINDOW_MS: Final = 5_000
LONGEST_WINDOW_MS: Final = 60_000
AHEAD_MS: Final = 1_000
KEY_FORM: Final = re.compile("mx0[A-Za-z0-9]{15}")


def error(code: int, message: str, status: int = 400) -> Reply:
    """An error in MEXC's form."""
    return json_reply({"code": code, "msg": message}, status)


def not_listed(address: str) -> Reply:
    """The refusal of an address, which it names."""
    return error(700006, f"IP [{address}] not in the ip white list")


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(10072, "Api key info invalid"),
    "invalid_key": error(700001, "apiKey format invalid"),
    "missing_key": error(400, "api key required"),
    "bad_signature": error(700002, "Signature for this request is not valid."),
    "ip": not_listed("1.2.3.4"),
    "permission": error(700007, "No permission to access the endpoint"),
    "clock_skew": error(700003, "Timestamp for this request is outside of the recvWindow."),
    "window_too_long": error(700005, "recvWindow must less than 60000"),
    "rate_limited": error(429, "Too many requests", 429),
    "forbidden": Reply(403, b"", content_type="text/plain"),
    "maintenance": Reply(503, b"", content_type="text/plain"),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path: its weight, and the permission of it; public without one, "" lets in every key."""

    answer: Answer
    weight: int = 1
    permission: str | None = None


def require_form(api_key: str) -> None:
    """Check that a key was sent, and that it may be one.

    Raises:
        Refusal: 400, 700001.
    """
    if not api_key:
        raise Refusal(REFUSALS["missing_key"])
    if not KEY_FORM.fullmatch(api_key):
        raise Refusal(REFUSALS["invalid_key"])


def require_time(params: Mapping[str, str], now_ms: int) -> None:
    """Check that the request's time fits its window.

    Raises:
        Refusal: 700003, 700005.
    """
    sent, window = params.get("timestamp", ""), params.get("recvWindow", str(DEFAULT_WINDOW_MS))
    if window.isdecimal() and int(window) > LONGEST_WINDOW_MS:
        raise Refusal(REFUSALS["window_too_long"])
    if not (sent.isdecimal() and window.isdecimal()) or not now_ms - int(window) <= int(sent) < now_ms + AHEAD_MS:
        raise Refusal(REFUSALS["clock_skew"])


def require_place(call: Call, key: Key) -> None:
    """Check that the client's address is on the key's list.

    Raises:
        Refusal: 700006.
    """
    if not key.allows_address(call.address):
        raise Refusal(not_listed(call.address))


def require_signature(call: Call, key: Key) -> None:
    """Check the signature of what was sent; capital letters are another one.

    Raises:
        Refusal: 700002.
    """
    given = dict(call.query_pairs()).get("signature", "").encode()
    if not hmac.compare_digest(sign(key.credentials.secret, covered(call)).encode(), given):
        raise Refusal(REFUSALS["bad_signature"])


def covered(call: Call) -> bytes:
    """What a signature covers: the query without it, then the body."""
    parts = [part for part in call.query.split("&") if not part.startswith("signature=")]
    return "&".join(parts).encode() + call.body


def sign(secret: str, text: bytes) -> str:
    """HMAC-SHA256, in lower-case hexadecimal."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
