"""Bybit's signature, order of checks, limits and error bodies.

Source: Bybit's documents (bybit-exchange/docs at 072c197, 2026-07-24): "Integration Guidance", "Rate Limit", "Error
Codes". The documents do not say in which order the checks are made; here it is key, end of the key, time, address,
signature, right. That an unknown key gets HTTP 401 without a body was seen on 2026-09-25.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.venues.venue import Answer

DEFAULT_WINDOW_MS: Final = 5_000
AHEAD_MS: Final = 1_000
READ_ONLY: Final = "readOnly"
"""Stands among a key's permissions when it may change nothing."""


def error(code: int, message: str, status: int = 200) -> Reply:
    """An error in Bybit's form; the time is the one of the documents' examples."""
    return json_reply({"retCode": code, "retMsg": message, "result": {}, "retExtInfo": {}, "time": 1}, status)


def out_of_time(sent: str, now_ms: int, window: str) -> Reply:
    """The refusal of a request whose time does not fit."""
    text = "invalid request, please check your server timestamp or recv_window param."
    return error(10002, f"{text} req_timestamp[{sent}],server_timestamp[{now_ms}],recv_window[{window}]")


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": Reply(401, b"", content_type="text/plain"),
    "unknown_key_200": error(10003, "API key is invalid."),
    "bad_signature": error(10004, "error sign! origin_string[x]"),
    "ip": error(10010, "Unmatched IP, please check your API key's bound IP addresses."),
    "permission": error(10005, "Permission denied, please check your API key permissions."),
    "clock_skew": out_of_time("1", 2, "5000"),
    "expired": error(33004, "Your api key has expired."),
    "rate_limited": error(10006, "Too many visits!"),
    "rate_limited_ip": json_reply({"retCode": 10006, "retMsg": "access too frequent"}, 403),
    "rate_limited_ip_text": Reply(403, b"403, access too frequent", content_type="text/plain"),
    "suspended": error(10008, "User has been banned, please check your account mode"),
    "server_error": error(10016, "Server error."),
    "region": error(10024, "Compliance rules triggered"),
    "maintenance": Reply(503, b"", content_type="text/plain"),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path. `allowed` requests in a second go to one UID; None makes the path public.

    One of `permissions` is needed; any key may ask a path without them. Which rights open the trading account is not
    documented; here it is any of the trading groups and of the wallet.
    """

    answer: Answer
    allowed: int | None = None
    permissions: frozenset[str] = frozenset()

    def is_open_to(self, key: Key) -> bool:
        """Whether a key's permissions let it in."""
        groups = {permission.partition(".")[0] for permission in key.permissions}
        return not self.permissions or not self.permissions.isdisjoint(key.permissions | groups)


def require_time(call: Call) -> None:
    """Check that the request's time fits its window.

    Raises:
        Refusal: 10002.
    """
    sent, window = call.headers.get("x-bapi-timestamp", ""), _window(call)
    if not sent.isdecimal() or not call.now_ms - int(window) <= int(sent) < call.now_ms + AHEAD_MS:
        raise Refusal(out_of_time(sent, call.now_ms, window))


def require_place(call: Call, key: Key) -> None:
    """Check that the client's address is on the key's list.

    Raises:
        Refusal: 10010.
    """
    if not key.allows_address(call.address):
        raise Refusal(REFUSALS["ip"])


def require_signature(call: Call, key: Key) -> None:
    """Check the signature of what was sent.

    Raises:
        Refusal: 10004, with the text that was to be signed.
    """
    text = covered(call, key.credentials.api_key)
    given = call.headers.get("x-bapi-sign", "").encode()
    if not hmac.compare_digest(sign(key.credentials.secret, text).encode(), given):
        raise Refusal(error(10004, f"error sign! origin_string[{text.decode(errors='replace')}]"))


def covered(call: Call, api_key: str) -> bytes:
    """What a signature covers: time, key, window, and the query or the body."""
    sent = f"{call.headers['x-bapi-timestamp']}{api_key}{call.headers.get('x-bapi-recv-window', '')}"
    return sent.encode() + (call.query.encode() if call.method == "GET" else call.body)


def sign(secret: str, text: bytes) -> str:
    """HMAC-SHA256, in lower-case hexadecimal."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def success(result: Any, now_ms: int, headers: Mapping[str, str]) -> Reply:  # noqa: ANN401 - any JSON value
    """A result in its envelope."""
    body = {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": now_ms}
    return json_reply(body, headers=headers)


def _window(call: Call) -> str:
    window = call.headers.get("x-bapi-recv-window", "")
    return window if window.isdecimal() else str(DEFAULT_WINDOW_MS)
