"""HTX's signature, checks and error bodies of the spot API.

Source: HTX's spot API documents (huobiapi/docs v1_en, 2021; 2026): "Authentication", "Error Code". They do not say in
which order the checks are made; here it is key, end, address, method, time, signature, right. How far a time may be
off is told differently in two places; here it is a minute. The texts are of v1; of v2 only two refusals are documented.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.venues.venue import Answer

TOLERANCE_MS: Final = 60_000
WINDOW_MS: Final = 2_000
HOST: Final = "api.huobi.pro"  # part of what is signed


def error(code: str, message: str) -> Reply:
    """An error in the form of v1."""
    return json_reply({"status": "error", "err-code": code, "err-msg": message, "data": None})


def error_v2(code: int, message: str) -> Reply:
    """An error in the form of v2."""
    return json_reply({"code": code, "message": message})


def not_valid(why: str) -> Reply:
    """The one code for everything that is wrong with key or signature."""
    return error("api-signature-not-valid", f"Signature not valid: {why}")


def not_listed(address: str) -> Reply:
    """The refusal of an address, which it names."""
    return not_valid(f"Incorrect IP address [IP地址错误]:{address}")


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": not_valid("Incorrect Access key [Access key错误]"),
    "bad_signature": not_valid("Verification failure [校验失败]"),
    "bad_signature_v2": error_v2(1003, "invalid signature"),
    "ip": not_listed("1.2.3.4"),
    "expired": not_valid("APIkey has expired"),
    "clock_skew": not_valid("Invalid submission time or incorrect time format [无效的提交时间，或时间格式错误]"),  # noqa: RUF001
    "bad_method": not_valid("Incorrect signature method [错误的签名方法]"),
    "permission": error("api-key-permission", "API key has no permission"),
    "permission_v2": error_v2(1002, "forbidden"),
    "rate_limited": error("base-request-exceed-frequency-limit", "exceed frequency limit"),
    "rate_limited_429": Reply(429, b"", content_type="text/plain"),
    "maintenance": error("system-maintenance", "System is in maintenance!"),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path: the right a signed request needs (None makes it public), and how often it may be asked in a window."""

    answer: Answer
    permission: str | None = None
    allowed: int = 100


def require_method(params: Mapping[str, str]) -> None:
    """Check that the request names the only method and version there is.

    Raises:
        Refusal: api-signature-not-valid.
    """
    if (params.get("SignatureMethod"), params.get("SignatureVersion")) != ("HmacSHA256", "2"):
        raise Refusal(REFUSALS["bad_method"])


def require_time(params: Mapping[str, str], now_ms: int) -> None:
    """Check that the time, UTC to the second, is within a minute.

    Raises:
        Refusal: api-signature-not-valid.
    """
    try:
        sent = datetime.strptime(params.get("Timestamp", ""), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise Refusal(REFUSALS["clock_skew"]) from None
    if abs(now_ms - 1000 * int(sent.timestamp())) > TOLERANCE_MS:
        raise Refusal(REFUSALS["clock_skew"])


def require_place(call: Call, key: Key) -> None:
    """Check that the client's address is on the key's list.

    Raises:
        Refusal: api-signature-not-valid.
    """
    if not key.allows_address(call.address):
        raise Refusal(not_listed(call.address))


def require_signature(call: Call, key: Key) -> None:
    """Check the signature of what was sent.

    Raises:
        Refusal: api-signature-not-valid, or 1003 of v2.
    """
    given = dict(call.query_pairs()).get("Signature", "").encode()
    if not hmac.compare_digest(sign(key.credentials.secret, covered(call)).encode(), given):
        raise Refusal(REFUSALS["bad_signature_v2" if call.path.startswith("/v2/") else "bad_signature"])


def covered(call: Call) -> str:
    """What a signature covers: method, host, path and the encoded parameters in the order of ASCII."""
    parts = sorted(part for part in call.query.split("&") if not part.startswith("Signature="))
    return f"{call.method}\n{HOST}\n{call.path}\n{'&'.join(parts)}"


def sign(secret: str, text: str) -> str:
    """HMAC-SHA256, in base64."""
    return b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
