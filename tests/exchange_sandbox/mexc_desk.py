"""Asks the sandbox's MEXC; the signature is written a second time from MEXC's document."""

import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

from tests.exchange_sandbox.desk import Answer, Desk


def mexc_query(secret: str, params: dict[str, Any]) -> str:
    """Return the query with its signature at the end."""
    query = urlencode(params)
    return f"{query}&signature={hmac.new(secret.encode(), query.encode(), hashlib.sha256).hexdigest()}"


def mexc(desk: Desk, path: str, label: str = "trader", **more: Any) -> Answer:
    """Ask MEXC for a path below `/api/v3`; `params`, `secret`, `timestamp`, `window`, `api_key` may be given."""
    key = desk.key("mexc", label).credentials
    params = {**more.pop("params", {}), "timestamp": more.pop("timestamp", desk.clock.now_ms())}
    params["recvWindow"] = more.pop("window", 5_000)
    query = mexc_query(more.pop("secret", key.secret), params)
    headers = {"x-mexc-apikey": more.pop("api_key", key.api_key)}
    return desk.ask("mexc", "rest", f"/api/v3{path}", query, headers=headers, **more)
