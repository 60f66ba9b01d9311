"""Asks the sandbox's Bitfinex; the signature is written a second time from Bitfinex's document."""

import hashlib
import hmac
from itertools import count
from typing import Any

from tests.exchange_sandbox.desk import Answer, Desk

_nonces = count(1)


def bitfinex(desk: Desk, path: str, label: str = "trader", **more: Any) -> Answer:
    """Ask Bitfinex for a path below `/v2/auth/r`; `nonce`, `secret`, `api_key` and `body` may be given."""
    key = desk.key("bitfinex", label).credentials
    nonce, body = str(more.pop("nonce", next(_nonces))), more.pop("body", b"{}")
    covered = f"/api/v2/auth/r{path}{nonce}".encode() + body
    headers = {
        "bfx-nonce": nonce,
        "bfx-apikey": more.pop("api_key", key.api_key),
        "bfx-signature": hmac.new(more.pop("secret", key.secret).encode(), covered, hashlib.sha384).hexdigest(),
    }
    given = {"method": "POST", "body": body, "headers": headers} | more
    return desk.ask("bitfinex", "rest", f"/v2/auth/r{path}", **given)
