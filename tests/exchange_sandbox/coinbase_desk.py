"""Asks the sandbox's Coinbase; tokens are made a second time from Coinbase's document."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.exchange_sandbox.desk import Answer, Desk

V3 = "/api/v3/brokerage"


def part(raw: bytes) -> str:
    """Return a part of a token."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(secret: str, head: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a JWT signed with a private key in PEM, or with an Ed25519 one in base64."""
    covered = f"{part(json.dumps(head).encode())}.{part(json.dumps(claims).encode())}"
    if not secret.startswith("-"):
        edwards = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)[:32])
        return f"{covered}.{part(edwards.sign(covered.encode()))}"
    key = load_pem_private_key(secret.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(covered.encode(), ec.ECDSA(SHA256())))
    return f"{covered}.{part(r.to_bytes(32) + s.to_bytes(32))}"


def coinbase(desk: Desk, path: str, label: str = "trader", **more: Any) -> Answer:
    """Ask Coinbase for a path below `/api/v3/brokerage`; `secret`, `api_key`, `head` and `claims` may be given."""
    key, target = desk.key("coinbase", label), V3 + path
    api_key, secret = more.pop("api_key", key.credentials.api_key), more.pop("secret", key.credentials.secret)
    now = desk.clock.now_ms() // 1000
    head = {"alg": "ES256" if secret.startswith("-") else "EdDSA", "kid": api_key, "typ": "JWT", "nonce": "ab"}
    claims = {"sub": api_key, "iss": "cdp", "nbf": now, "exp": now + 120, "uri": f"GET api.coinbase.com{target}"}
    made = token(secret, head | more.pop("head", {}), claims | more.pop("claims", {}))
    headers = {"authorization": more.pop("authorization", f"Bearer {made}")}
    return desk.ask("coinbase", "rest", target, more.pop("query", ""), headers=headers, **more)
