"""Asks the sandbox's Kraken Futures; the signature is written a second time from Kraken's document."""

import base64
import hashlib
import hmac
from typing import Any, Final

from tests.exchange_sandbox.desk import Answer, Desk

WALLETS: Final = "/derivatives/api/v3/accounts"
KEY_PAGE: Final = "/api/auth/v1/api-keys/v3/check"


def kraken_futures(desk: Desk, path: str = WALLETS, label: str = "trader", **more: Any) -> Answer:
    """Ask with GET; `api_key`, `secret`, `nonce` and `query` may be given."""
    key = desk.key("kraken_futures", label).credentials
    query, nonce = more.pop("query", ""), str(more.pop("nonce", ""))
    signed = f"{query}{nonce}{path.removeprefix('/derivatives')}"
    secret = base64.b64decode(more.pop("secret", key.secret))
    mac = hmac.new(secret, hashlib.sha256(signed.encode()).digest(), "sha512").digest()
    headers = {"apikey": more.pop("api_key", key.api_key), "authent": base64.b64encode(mac).decode()}
    if nonce:
        headers["nonce"] = nonce
    return desk.ask("kraken_futures", "rest", path, query, **{"headers": headers} | more)
