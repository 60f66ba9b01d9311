"""Gate's signature, order of checks, rights and error bodies.

Source: Gate API v4.106.88 (2026-05-26): authentication, rate limit, errors. In which order the checks are made is not
documented; here it is key, time, address, signature, right. That a foreign address gets the label FORBIDDEN was seen on
2026-09-25; the documents name IP_FORBIDDEN.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.venues.venue import Answer

GAP_SECONDS: Final = 60
READ_ONLY: Final = ":r"
"""Ends a permission of the world file that may change nothing."""


def error(status: int, label: str, message: str) -> Reply:
    """An error in Gate's form."""
    return json_reply({"label": label, "message": message}, status)


def missing(permission: str) -> Reply:
    """The refusal of a key without a right."""
    return error(403, "FORBIDDEN", f"Request API key does not have {permission} permission")


def foreign(address: str) -> Reply:
    """The refusal of an address that is not on the key's list."""
    return error(403, "FORBIDDEN", f"Request IP not in whitelist: {address}")


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(401, "INVALID_KEY", "Invalid key provided"),
    "bad_signature": error(401, "INVALID_SIGNATURE", "Signature mismatch"),
    "ip": foreign("1.2.3.4"),
    "ip_documented": error(403, "IP_FORBIDDEN", "IP is not in whitelist"),
    "permission": missing("wallet"),
    "permission_ro": error(403, "READ_ONLY", "API key is read only"),
    "clock_skew": error(403, "REQUEST_EXPIRED", "gap between request Timestamp and server time exceeds 60"),
    "futures_not_opened": error(400, "USER_NOT_FOUND", "please transfer funds first to create futures account"),
    "rate_limited": error(429, "TOO_MANY_REQUESTS", "Request Rate limit Exceeded"),
    "locked": error(403, "ACCOUNT_LOCKED", "Account is locked"),
    "maintenance": error(503, "SERVER_ERROR", "Internal server error"),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path; `permission` is the right that reads it, None makes it public."""

    answer: Answer
    permission: str | None = None

    def is_open_to(self, key: Key) -> bool:
        """Whether a key's permissions, read-only or not, let it in."""
        return self.permission in {permission.removesuffix(READ_ONLY) for permission in key.permissions}


def require_time(call: Call) -> None:
    """Check that the request's time, in seconds with or without decimals, is near ours.

    Raises:
        Refusal: REQUEST_EXPIRED.
    """
    try:
        sent = float(call.headers.get("timestamp", ""))
    except ValueError:
        raise Refusal(REFUSALS["clock_skew"]) from None
    if not abs(sent - call.now_ms / 1000) <= GAP_SECONDS:
        raise Refusal(REFUSALS["clock_skew"])


def require_place(call: Call, key: Key) -> None:
    """Check that the client's address is on the key's list.

    Raises:
        Refusal: FORBIDDEN.
    """
    if not key.allows_address(call.address):
        raise Refusal(foreign(call.address))


def require_signature(call: Call, key: Key) -> None:
    """Check the signature of what was sent.

    Raises:
        Refusal: INVALID_SIGNATURE.
    """
    given = call.headers.get("sign", "").encode()
    if not hmac.compare_digest(sign(key.credentials.secret, covered(call)).encode(), given):
        raise Refusal(REFUSALS["bad_signature"])


def covered(call: Call) -> str:
    """What a signature covers: method, path, query without percent-encoding, digest of the body, time."""
    digest = hashlib.sha512(call.body).hexdigest()
    return "\n".join((call.method, call.path, unquote_plus(call.query), digest, call.headers["timestamp"]))


def sign(secret: str, text: str) -> str:
    """HMAC-SHA512, in lower-case hexadecimal."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()
