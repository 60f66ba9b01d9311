"""Asks the sandbox's HTX; the signature is written a second time from HTX's document."""

import hashlib
import hmac
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.exchange_sandbox.desk import Answer, Desk


def htx_time(now_ms: int) -> str:
    """Write a time as HTX reads it: UTC, to the second."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def htx_query(secret: str, path: str, params: dict[str, Any]) -> str:
    """Return the query with its signature at the end."""
    query = urlencode(sorted(params.items()))
    signed = hmac.new(secret.encode(), f"GET\napi.huobi.pro\n{path}\n{query}".encode(), hashlib.sha256).digest()
    return f"{query}&{urlencode({'Signature': b64encode(signed)})}"


def htx(desk: Desk, path: str, label: str = "trader", **more: Any) -> Answer:
    """Ask HTX; `params`, `secret`, `timestamp`, `api_key` may be given."""
    key = desk.key("htx", label).credentials
    params = {
        "AccessKeyId": more.pop("api_key", key.api_key),
        "SignatureMethod": "HmacSHA256",
        "SignatureVersion": 2,
        "Timestamp": more.pop("timestamp", htx_time(desk.clock.now_ms())),
        **more.pop("params", {}),
    }
    return desk.ask("htx", "rest", path, htx_query(more.pop("secret", key.secret), path, params), **more)


def text_of(answer: Answer) -> tuple[str, str]:
    """Return the code and the text of a refusal of v1."""
    return answer.json["err-code"], answer.json["err-msg"]
