"""OKX's signature, order of checks, limits and error bodies.

Source: OKX API v5 documentation, "REST Authentication" and "Error Code", snapshot of 2026-03-06. The documents
do not say in which order the checks are made; here it is headers, time, key, environment, address, passphrase,
signature, right.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.venues.venue import Answer

TOLERANCE_MS: Final = 30_000
DEMO_HEADER: Final = "x-simulated-trading"
LIVE_HOSTS: Final = {"rest": "live", "eea": "eea", "us": "us"}
REQUIRED_HEADERS: Final = (
    ("ok-access-key", "50103"),
    ("ok-access-passphrase", "50104"),
    ("ok-access-sign", "50106"),
    ("ok-access-timestamp", "50107"),
)
BLANK: Final = "Request header {} cannot be empty."


def error(status: int, code: str, message: str, *, with_empty_list: bool = False) -> Reply:
    """An error in OKX's form; answers with status 200 carry an empty list as well."""
    body: dict[str, Any] = {"msg": message, "code": code}
    return json_reply(body | {"data": []} if with_empty_list else body, status)


REFUSALS: Final[Mapping[str, Reply]] = {
    "invalid_key": error(401, "50111", "Invalid OK-ACCESS-KEY"),
    "unknown_key": error(401, "50119", "API key doesn't exist"),
    "bad_signature": error(401, "50113", "Invalid signature"),
    "bad_passphrase": error(401, "50105", "Request header OK-ACCESS-PASSPHRASE incorrect."),
    "ip": error(401, "50110", "Your IP 1.2.3.4 is not included in your API key's abc IP whitelist."),
    "permission": error(401, "50120", "Your API key doesn't have permission to use this function."),
    "permission_200": error(
        200, "50120", "Your API key doesn't have permission to use this function.", with_empty_list=True
    ),
    "endpoint_no_permission": error(
        200, "50030", "You don't have permission to use this API endpoint", with_empty_list=True
    ),
    "clock_skew": error(401, "50102", "Timestamp request expired"),
    "invalid_timestamp": error(401, "50112", "Invalid OK-ACCESS-TIMESTAMP"),
    "rate_limited": error(429, "50011", "Too Many Requests"),
    "maintenance": error(503, "50001", "Service temporarily unavailable. Please try again later"),
    "busy": error(429, "50013", "Systems are busy. Please try again later."),
    "system_error": error(500, "50026", "System error. Try again later"),
    "wrong_environment": error(401, "50101", "APIKey does not match current environment."),
    "suspended": error(200, "50007", "Account blocked.", with_empty_list=True),
    "ip_bound": error(403, "50035", "This endpoint requires that APIKey must be bound to IP"),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path. `allowed` requests in `window_ms` go to one UID, or to one address on public paths."""

    answer: Answer
    allowed: int
    window_ms: int = 2_000
    permission: str | None = None
    """The right a signed request needs; None makes the path public."""


def require_headers(call: Call) -> None:
    """Check that the four headers are there and the time fits.

    Raises:
        Refusal: 50103, 50104, 50106 or 50107 for a missing header, 50112 for a time that is none, 50102 for one
            more than 30 seconds away.
    """
    for header, code in REQUIRED_HEADERS:
        if not call.headers.get(header):
            raise Refusal(error(401, code, BLANK.format(header.upper())))
    sent_ms = _read_time(call.headers["ok-access-timestamp"])
    if sent_ms is None:
        raise Refusal(REFUSALS["invalid_timestamp"])
    if abs(call.now_ms - sent_ms) > TOLERANCE_MS:
        raise Refusal(REFUSALS["clock_skew"])


def require_form(api_key: str) -> None:
    """Check that a key looks like one.

    Raises:
        Refusal: 50111.
    """
    try:
        is_uuid = str(UUID(api_key)) == api_key.lower()
    except ValueError:
        is_uuid = False
    if not is_uuid:
        raise Refusal(REFUSALS["invalid_key"])


def require_place(call: Call, key: Key) -> None:
    """Check that the key belongs to this host and environment, and the client to the key's addresses.

    Raises:
        Refusal: 50119 for a key of another region, 50101 for demo against live, 50110 for a foreign address.
    """
    here = "demo" if call.headers.get(DEMO_HEADER) == "1" else LIVE_HOSTS[call.host]
    if key.environment != here:
        is_mode = "demo" in {key.environment, here}
        raise Refusal(REFUSALS["wrong_environment" if is_mode else "unknown_key"])
    if not key.allows_address(call.address):
        api_key = key.credentials.api_key
        text = f"Your IP {call.address} is not included in your API key's {api_key} IP whitelist."
        raise Refusal(error(401, "50110", text))


def require_signature(call: Call, key: Key) -> None:
    """Check passphrase and signature.

    Raises:
        Refusal: 50105 or 50113.
    """
    passphrase = (key.credentials.passphrase or "").encode()
    if not hmac.compare_digest(passphrase, call.headers["ok-access-passphrase"].encode()):
        raise Refusal(REFUSALS["bad_passphrase"])
    expected = sign(key.credentials.secret, covered(call))
    if not hmac.compare_digest(expected.encode(), call.headers["ok-access-sign"].encode()):
        raise Refusal(REFUSALS["bad_signature"])


def covered(call: Call) -> bytes:
    """What a signature covers: time, method, path with query, body."""
    return f"{call.headers['ok-access-timestamp']}{call.method}{call.target}".encode() + call.body


def sign(secret: str, text: bytes) -> str:
    """Base64 of HMAC-SHA256."""
    return b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def _read_time(text: str) -> int | None:
    """Milliseconds of `2026-11-22T12:37:10.285Z`; None for anything else."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return round(moment.timestamp() * 1000)
