"""Bitget's signature, order of checks, rights, kinds of account and error bodies.

Source: Bitget API v2 documentation (2026-03-06): signature, error codes. That a made-up key gets 40037 was seen on
2026-09-25, that a classic page refuses a unified account with 40085 on 2026-09-09. Not documented, and chosen here: the
order of the checks (key, time, address, signature, passphrase, kind of account, right), which of two codes an address
or a passphrase gets, and the words in which v3 refuses a classic account.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from exchange_sandbox.accounts import Account, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.venues.venue import Answer

WINDOW_MS: Final = 30_000
UNIFIED: Final = "unified"
CLASSIC: Final = "classic"
ANY_RIGHT: Final = ""


def error(code: int, message: str, status: int = 400) -> Reply:
    """An error in Bitget's form; the time is the one of the documents' examples."""
    return json_reply({"code": str(code), "msg": message, "requestTime": 1, "data": None}, status)


def missing(right: str) -> Reply:
    """The refusal of a key without a right."""
    return error(40014, f"Incorrect permissions, need {right} read permissions")


OTHER_KIND: Final = "You are in {} Account mode, and the {} Account API is not supported at this time"

REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(40037, "Apikey does not exist"),
    "invalid_key": error(40006, "Invalid ACCESS_KEY"),
    "bad_signature": error(40009, "sign signature error"),
    "bad_passphrase": error(40012, "apikey/password is incorrect"),
    "bad_passphrase2": error(40036, "passphrase is error"),
    "ip": error(40018, "Invalid IP"),
    "ip2": error(40038, "The request ip is not in the ip whitelist"),
    "permission": missing("contract order"),
    "clock_skew": error(40008, "Request timestamp expired"),
    "invalid_ts": error(40005, "Invalid ACCESS_TIMESTAMP"),
    "frozen": error(40024, "account trade status is frozen"),
    "rate_limited": error(429, "Too Many Requests", 429),
    "maintenance": error(40200, "Server upgrade, please try again later"),
    "uta_required": error(40085, OTHER_KIND.format("Unified", "Classic")),
    "classic_required": error(40084, OTHER_KIND.format("Classic", "Unified")),
    "environment": error(40099, "exchange environment is incorrect"),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path.

    `allowed` requests in a second go to one UID, or to one address on a public path. `right` is what a refusal calls
    the right to read it, "" where any key may, None where nobody signs. `kind` is the kind of account it is for.
    """

    answer: Answer
    allowed: int = 20
    right: str | None = None
    kind: str | None = None


def require_time(call: Call) -> None:
    """Check that the request's time is a number, and near ours.

    Raises:
        Refusal: 40005 or 40008.
    """
    sent = call.headers.get("access-timestamp", "")
    if not sent.isdecimal():
        raise Refusal(REFUSALS["invalid_ts"])
    if abs(int(sent) - call.now_ms) > WINDOW_MS:
        raise Refusal(REFUSALS["clock_skew"])


def require_key(call: Call, key: Key) -> None:
    """Check address, environment, signature and passphrase.

    Raises:
        Refusal: 40018, 40099, 40009 or 40012.
    """
    if not key.allows_address(call.address):
        raise Refusal(REFUSALS["ip"])
    if "paptrading" in call.headers:
        raise Refusal(REFUSALS["environment"])
    given = call.headers.get("access-sign", "").encode()
    if not hmac.compare_digest(sign(key.credentials.secret, covered(call)).encode(), given):
        raise Refusal(REFUSALS["bad_signature"])
    if call.headers.get("access-passphrase") != key.credentials.passphrase:
        raise Refusal(REFUSALS["bad_passphrase"])


def require_kind(account: Account, endpoint: Endpoint) -> None:
    """Check that a page is for the kind of account that asks.

    Raises:
        Refusal: 40085 or 40084.
    """
    kind = account.traits.get("kind", CLASSIC)
    if endpoint.kind not in {None, kind}:
        raise Refusal(REFUSALS["uta_required" if kind == UNIFIED else "classic_required"])


def covered(call: Call) -> bytes:
    """What a signature covers: time, method, path, query without percent-encoding, body."""
    query = f"?{unquote(call.query)}" if call.query else ""
    return f"{call.headers['access-timestamp']}{call.method}{call.path}{query}".encode() + call.body


def sign(secret: str, text: bytes) -> str:
    """HMAC-SHA256, in base64."""
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
