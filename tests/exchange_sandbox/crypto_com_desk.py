"""Asks the sandbox's Crypto.com; the signature is written a second time from Crypto.com's document."""

import hmac
import json
from typing import Any, Final

from tests.exchange_sandbox.desk import Answer, Desk

BALANCE: Final = "private/user-balance"


def crypto_com(desk: Desk, method: str = BALANCE, label: str = "trader", **more: Any) -> Answer:
    """Ask with POST.

    `api_key`, `secret`, `nonce`, `named` (the method in the body), `params` with `signed` (what is signed of them), and
    `body` may be given.
    """
    key = desk.key("crypto_com", label).credentials
    api_key, nonce = more.pop("api_key", key.api_key), more.pop("nonce", desk.clock.now_ms())
    text = f"{method}11{api_key}{more.pop('signed', '')}{nonce}"
    said = {
        "id": 11,
        "method": more.pop("named", method),
        "api_key": api_key,
        "params": more.pop("params", {}),
        "nonce": nonce,
        "sig": hmac.new(more.pop("secret", key.secret).encode(), text.encode(), "sha256").hexdigest(),
    }
    given = {"method": "POST", "body": json.dumps(said).encode()} | more
    return desk.ask("crypto_com", "rest", f"/exchange/v1/{method}", **given)


def public(desk: Desk, method: str, query: str = "") -> Answer:
    """Ask for a public page."""
    return desk.ask("crypto_com", "rest", f"/exchange/v1/public/{method}", query)
