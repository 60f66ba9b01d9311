"""Asks the sandbox's Bitget; the signature is written a second time from Bitget's document."""

import base64
import hmac
from typing import Any

from tests.exchange_sandbox.desk import Answer, Desk


def bitget_sign(secret: str, text: str) -> str:
    """Return the value of ACCESS-SIGN."""
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), "sha256").digest()).decode()


def bitget(desk: Desk, path: str, label: str = "trader", **more: Any) -> Answer:
    """Ask Bitget; `query`, `sent`, `secret`, `passphrase`, `timestamp`, `api_key`, `extra` headers may be given."""
    key, query = desk.key("bitget", label), more.pop("query", "")
    timestamp = str(more.pop("timestamp", desk.clock.now_ms()))
    target = f"{path}?{query}" if query else path
    headers = {
        "access-key": more.pop("api_key", key.credentials.api_key),
        "access-timestamp": timestamp,
        "access-passphrase": more.pop("passphrase", key.credentials.passphrase),
        "access-sign": bitget_sign(more.pop("secret", key.credentials.secret), f"{timestamp}GET{target}"),
        **more.pop("extra", {}),
    }
    return desk.ask("bitget", "rest", path, more.pop("sent", query), headers=headers, **more)
