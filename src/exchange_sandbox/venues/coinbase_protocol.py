"""Coinbase's tokens, order of checks, limits and error bodies.

Source: docs.cdp.coinbase.com (2026-10): "API Key Authentication", "Rate Limits", "Error responses". A refused key gets
one text whatever is wrong with it; the document does not say in which order the checks are made.
"""

from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.venues.venue import Answer

HOST: Final = "api.coinbase.com"
LONGEST: Final = 120  # seconds that a token may be good for
ISSUERS: Final = frozenset({"cdp", "coinbase-cloud"})
"""The second one stands in older examples, and is what ccxt sends."""
ED25519: Final = "ed25519"
"""The label of a key that signs with Ed25519; all others sign with ES256."""


def _text(status: int, text: str) -> Reply:
    return Reply(status, text.encode(), content_type="text/plain")


def _grpc(status: int, code: str, text: str) -> Reply:
    return json_reply({"error": code, "error_details": text, "message": text}, status)


def _app(status: int, code: str, text: str) -> Reply:
    return json_reply({"errors": [{"id": code, "message": text}]}, status)


UNAUTHORIZED: Final = _text(401, "Unauthorized\n")
REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": UNAUTHORIZED,
    "bad_signature": UNAUTHORIZED,
    "ip": UNAUTHORIZED,
    "clock_skew": UNAUTHORIZED,
    "unauthorized_json": _app(401, "authentication_error", "invalid signature"),
    "permission": _grpc(403, "PERMISSION_DENIED", "Missing required scopes"),
    "rate_limited": _app(429, "rate_limit_exceeded", "Too many requests"),
    "rate_limited_text": _text(429, "Too many requests"),
    "server_error": _grpc(500, "INTERNAL", ""),
    "maintenance": Reply(503, b"", content_type="text/plain"),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path. `permission` is the right a signed request needs; None makes the path public."""

    answer: Answer
    permission: str | None = None


class Claims(msgspec.Struct):
    """What a token says. Tokens for Ed25519 may name their request in `uris`, as ccxt's do."""

    sub: str
    iss: str
    nbf: int
    exp: int
    uri: str = ""
    uris: tuple[str, ...] = ()


class Head(msgspec.Struct):
    """How a token is signed."""

    alg: str
    kid: str


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token, read but not believed yet."""

    head: Head
    claims: Claims
    covered: bytes
    signature: bytes


def read_token(call: Call) -> Token:
    """Read the token of a request.

    Raises:
        Refusal: there is none, or it is no token.
    """
    kind, _, text = call.headers.get("authorization", "").partition(" ")
    try:
        head, claims, signature = text.split(".")
        read = Token(
            msgspec.json.decode(_raw(head), type=Head),
            msgspec.json.decode(_raw(claims), type=Claims),
            f"{head}.{claims}".encode(),
            _raw(signature),
        )
    except ValueError:
        read = None
    if read is None or kind != "Bearer":
        raise Refusal(UNAUTHORIZED)
    return read


def require_token(call: Call, token: Token, key: Key) -> None:
    """Check that the token is the key's, is good now, is for this request, and comes from where it may.

    Raises:
        Refusal: it is not, in the one text for everything.
    """
    claims, now_s = token.claims, call.now_ms // 1000
    is_good = (
        claims.sub == token.head.kid
        and claims.iss in ISSUERS
        and claims.nbf <= now_s < claims.exp <= claims.nbf + LONGEST
        and f"{call.method} {HOST}{call.path}" in (claims.uri, *claims.uris)
        and key.allows_address(call.address)
    )
    if not is_good or not is_signed(token, key.credentials.secret):
        raise Refusal(REFUSALS["bad_signature"])


def is_signed(token: Token, secret: str) -> bool:
    """Whether the private key made the token's signature, in the way of its kind."""
    key, size = private_key(secret), len(token.signature) // 2
    try:
        if isinstance(key, ed25519.Ed25519PrivateKey):
            key.public_key().verify(token.signature, token.covered)
            return token.head.alg == "EdDSA"
        r, s = (int.from_bytes(half) for half in (token.signature[:size], token.signature[size:]))
        key.public_key().verify(encode_dss_signature(r, s), token.covered, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return token.head.alg == "ES256" and size == 32


def private_key(secret: str) -> ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey:
    """Read a secret: PEM of a P-256 key, or base64 of an Ed25519 seed with its public key."""
    if not secret.startswith("-----BEGIN"):
        return ed25519.Ed25519PrivateKey.from_private_bytes(b64decode(secret)[:32])
    key = load_pem_private_key(secret.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a secret that was not minted here")
    return key


def mint(draw: Draw) -> Credentials:
    """Make a key's name and its private key: P-256 in SEC1 PEM, or, for the label `ed25519`, 64 bytes in base64."""
    if draw.label == ED25519:
        seed = draw.bytes("secret", 32)
        public = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        return Credentials(draw.uuid("api_key"), b64encode(seed + public).decode())
    key = ec.derive_private_key(1 + int.from_bytes(draw.bytes("secret", 31)), ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    return Credentials(f"organizations/{draw.uuid('organization')}/apiKeys/{draw.uuid('api_key')}", pem)


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
