"""Asks the sandbox's Bitstamp; the signature is written a second time from Bitstamp's document."""

import hmac
from itertools import count
from typing import Any, Final
from uuid import UUID

from tests.exchange_sandbox.desk import Answer, Desk

BALANCES: Final = "/api/v2/account_balances/"
NONCES: Final = count(1)


def bitstamp(desk: Desk, label: str = "trader", **more: Any) -> Answer:
    """Ask Bitstamp for balances.

    `secret`, `timestamp`, `nonce`, `auth`, `path`, `host` (as signed), `body`, `content_type` may be given.
    """
    key = desk.key("bitstamp", label).credentials
    body, content_type = more.pop("body", b""), more.pop("content_type", "")
    nonce = more.pop("nonce", str(UUID(int=next(NONCES), version=4)))
    timestamp = str(more.pop("timestamp", desk.clock.now_ms()))
    auth, path = more.pop("auth", f"BITSTAMP {key.api_key}"), more.pop("path", BALANCES)
    signed_type = content_type if body else ""
    text = f"{auth}POST{more.pop('host', 'www.bitstamp.net')}{path}{signed_type}{nonce}{timestamp}v2".encode() + body
    headers = {
        "x-auth": auth,
        "x-auth-nonce": nonce,
        "x-auth-timestamp": timestamp,
        "x-auth-version": "v2",
        "x-auth-signature": hmac.new(more.pop("secret", key.secret).encode(), text, "sha256").hexdigest(),
    }
    if content_type:
        headers["content-type"] = content_type
    if more.pop("shouted", False):
        headers["x-auth-signature"] = headers["x-auth-signature"].upper()
    return desk.ask("bitstamp", "rest", path, method="POST", body=body, headers=headers, **more)
