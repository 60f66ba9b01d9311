"""Asks the sandbox's Deribit; both signatures are written a second time from Deribit's document."""

import hashlib
import hmac
import json
from typing import Any

from tests.exchange_sandbox.desk import Answer, Desk

PRIVATE = "/api/v2/private/"
AUTH = "/api/v2/public/auth"
NONCE = "1iqt2wls"


def deribit_sign(secret: str, *lines: object) -> str:
    """Return the signature of some lines."""
    return hmac.new(secret.encode(), "\n".join(map(str, lines)).encode(), hashlib.sha256).hexdigest()


def deribit(desk: Desk, method: str, label: str = "trader", **more: Any) -> Answer:
    """Ask for a private method; `query`, `secret`, `timestamp`, `api_key` may be given."""
    key, path, query = desk.key("deribit", label).credentials, PRIVATE + method, more.pop("query", "")
    now, secret = more.pop("timestamp", desk.clock.now_ms()), more.pop("secret", key.secret)
    target = f"{path}?{query}" if query else path
    signature = deribit_sign(secret, now, NONCE, "GET", target, "", "")
    said = f"id={more.pop('api_key', key.api_key)},ts={now},sig={signature},nonce={NONCE}"
    headers = {"authorization": f"deri-hmac-sha256 {said}"} | more.pop("extra", {})
    return desk.ask("deribit", "rest", path, query, headers=headers, **more)


def deribit_token(desk: Desk, label: str = "trader", **more: Any) -> Answer:
    """Ask for a token; `secret`, `timestamp`, `data` may be given."""
    key, now = desk.key("deribit", label).credentials, more.pop("timestamp", desk.clock.now_ms())
    data = more.pop("data", "")
    signature = deribit_sign(more.pop("secret", key.secret), now, NONCE, data)
    params = {"grant_type": "client_signature", "client_id": key.api_key, "timestamp": now, "nonce": NONCE}
    asked = {"jsonrpc": "2.0", "method": "public/auth", "params": {**params, "data": data, "signature": signature}}
    return desk.ask("deribit", "rest", AUTH, method="POST", body=json.dumps(asked).encode(), **more)


def code_of(answer: Answer) -> int:
    """Return the code of a refusal, 0 of a success."""
    return int(answer.json.get("error", {"code": 0})["code"])
