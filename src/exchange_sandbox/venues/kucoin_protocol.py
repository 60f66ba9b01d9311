"""KuCoin's signature, order of checks, pools of weights and error bodies.

Source: KuCoin's documents as in Kucoin/kucoin-universal-sdk at 78c90c77 (2025-11-04): "Authentication", "Rate Limit",
"Error Codes". The documents do not say in which order the checks are made; here it is headers, key, time, address,
signature, passphrase, right. The text for an unknown key was seen on 2026-09-25.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.venues.venue import Answer

TOLERANCE_MS: Final = 5_000
WINDOW_MS: Final = 30_000
POOLS: Final[Mapping[str, int]] = {"public": 2_000, "management": 2_000, "spot": 4_000, "futures": 2_000, "earn": 2_000}
"""Weights in 30 seconds at VIP 0; the public pool is counted by address, the others by account."""

REQUIRED_HEADERS: Final = ("kc-api-key", "kc-api-sign", "kc-api-timestamp", "kc-api-passphrase")


def error(status: int, code: str, message: str) -> Reply:
    """An error in KuCoin's form."""
    return json_reply({"code": code, "msg": message}, status)


REFUSALS: Final[Mapping[str, Reply]] = {
    "missing_header": error(400, "400001", "Please check the header of your request for KC-API-KEY"),
    "unknown_key": error(401, "400003", "The API key does not exist or site mismatch."),
    "bad_signature": error(401, "400005", "Invalid KC-API-SIGN"),
    "bad_passphrase": error(401, "400004", "Invalid KC-API-PASSPHRASE"),
    "ip": error(200, "400006", "The requested ip address is not in the api whitelist"),
    "permission": error(200, "400007", "Access denied, require more permission"),
    "clock_skew": error(400, "400002", "KC-API-TIMESTAMP Invalid"),
    "rate_limited": error(429, "429000", "Too many requests in a short period of time, please retry later--apps"),
    "suspended": error(200, "411100", "User are frozen."),
    "server_error": error(500, "500000", "Internal Server Error"),
    "maintenance": error(503, "503", "Service Unavailable"),
    "region": error(403, "400302", "Our services are currently unavailable in the U.S."),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path: what it costs in which pool, and the right a signed request needs; None makes the path public."""

    answer: Answer
    weight: int
    pool: str = "public"
    permission: str | None = None


def require_headers(call: Call) -> None:
    """Check that all headers are there.

    Raises:
        Refusal: 400001.
    """
    for header in REQUIRED_HEADERS:
        if not call.headers.get(header):
            text = f"Please check the header of your request for {header.upper()}"
            raise Refusal(error(400, "400001", text))


def require_time(call: Call) -> None:
    """Check that the time is within five seconds.

    Raises:
        Refusal: 400002.
    """
    sent = call.headers["kc-api-timestamp"]
    if not sent.isdecimal() or abs(call.now_ms - int(sent)) > TOLERANCE_MS:
        raise Refusal(REFUSALS["clock_skew"])


def require_place(call: Call, key: Key) -> None:
    """Check that the client's address is on the key's list.

    Raises:
        Refusal: 400006.
    """
    if not key.allows_address(call.address):
        raise Refusal(REFUSALS["ip"])


def require_signature(call: Call, key: Key) -> None:
    """Check signature and passphrase, which is signed too for keys of the versions 2 and 3.

    Raises:
        Refusal: 400005 or 400004.
    """
    secret = key.credentials.secret
    if not hmac.compare_digest(sign(secret, covered(call)).encode(), call.headers["kc-api-sign"].encode()):
        raise Refusal(REFUSALS["bad_signature"])
    expected = sign(secret, (key.credentials.passphrase or "").encode())
    is_signed = call.headers.get("kc-api-key-version") in {"2", "3"}
    if not is_signed or not hmac.compare_digest(expected.encode(), call.headers["kc-api-passphrase"].encode()):
        raise Refusal(REFUSALS["bad_passphrase"])


def covered(call: Call) -> bytes:
    """What a signature covers: time, method, path with query, body."""
    return f"{call.headers['kc-api-timestamp']}{call.method}{call.target}".encode() + call.body


def sign(secret: str, text: bytes) -> str:
    """Base64 of HMAC-SHA256."""
    return b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
