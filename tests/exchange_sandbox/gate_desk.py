"""Asks the sandbox's Gate; the signature is written a second time from Gate's document."""

import hashlib
import hmac
from typing import Any

from tests.exchange_sandbox.desk import Answer, Desk


def gate_sign(secret: str, target: str, timestamp: str, query: str = "") -> str:
    """Return the value of SIGN of a GET."""
    text = f"GET\n{target}\n{query}\n{hashlib.sha512(b'').hexdigest()}\n{timestamp}"
    return hmac.new(secret.encode(), text.encode(), "sha512").hexdigest()


def gate(desk: Desk, path: str, label: str = "trader", **more: Any) -> Answer:
    """Ask Gate for a path below `/api/v4`; `query`, `secret`, `timestamp`, `api_key` may be given."""
    key, query = desk.key("gate", label), more.pop("query", "")
    timestamp = str(more.pop("timestamp", desk.clock.now_ms() // 1000))
    target = f"/api/v4{path}"
    headers = {
        "key": more.pop("api_key", key.credentials.api_key),
        "timestamp": timestamp,
        "sign": gate_sign(more.pop("secret", key.credentials.secret), target, timestamp, query),
    }
    return desk.ask("gate", "rest", target, more.pop("sent", query), headers=headers, **more)
