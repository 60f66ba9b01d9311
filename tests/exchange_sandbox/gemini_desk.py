"""Asks the sandbox's Gemini; the signature is written a second time from Gemini's document."""

import base64
import hmac
import json
from itertools import count
from typing import Any

from tests.exchange_sandbox.desk import Answer, Desk

NONCES = count(1)


def gemini(desk: Desk, path: str, label: str = "trader", **more: Any) -> Answer:
    """Ask with POST; `secret`, `nonce`, `named` (the path in the payload), `said` in it and `headers` may be given."""
    key = desk.key("gemini", label).credentials
    said = {"request": more.pop("named", path), "nonce": more.pop("nonce", str(next(NONCES)))}
    said |= more.pop("said", {})
    payload = base64.b64encode(json.dumps(said).encode()).decode()
    headers = {
        "x-gemini-apikey": more.pop("api_key", key.api_key),
        "x-gemini-payload": payload,
        "x-gemini-signature": hmac.new(more.pop("secret", key.secret).encode(), payload.encode(), "sha384").hexdigest(),
    }
    return desk.ask("gemini", "rest", path, **{"method": "POST", "headers": headers | more.pop("headers", {})} | more)
