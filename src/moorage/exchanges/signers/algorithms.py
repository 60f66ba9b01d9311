"""From a secret and a message to a signature."""

import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from moorage.domain.exchange_errors import WrongSecret
from moorage.exchanges.entry import Signing

PEM_MARK = "-----BEGIN"
SEED_SIZES: Final = (32, 64)  # bytes of an Ed25519 seed, alone or with the public key behind it


@dataclass(frozen=True, slots=True)
class Sign:
    """Returns the encoded signature of a message; `algorithm` is its name in JOSE (RFC 7518, RFC 8037)."""

    algorithm: str
    encoded: Callable[[bytes], str]

    def __call__(self, message: bytes) -> str:
        """Sign."""
        return self.encoded(message)


def signature_of(signing: Signing, secret: str) -> Sign:
    """Return what signs in the way of a venue with one secret.

    Raises:
        WrongSecret: it is not what the algorithm takes (base64, a readable private key of a kind the venue knows).
    """
    if signing.pem and secret.lstrip().startswith(PEM_MARK):
        return _private_key(signing, secret)
    key = _key_bytes(signing, secret)
    algorithm, encode = signing.algorithm, ENCODINGS[signing.encoding]
    if signing.secret == "ed25519":
        return _edwards(_from_seed(key), encode)
    return Sign(f"HS{algorithm.removeprefix('sha')}", lambda message: encode(hmac.digest(key, message, algorithm)))


def _from_seed(key: bytes) -> Ed25519PrivateKey:
    if len(key) not in SEED_SIZES:
        raise WrongSecret(
            "The secret is neither an Ed25519 private key in base64 nor one in PEM; copy it again, whole."
        )
    return Ed25519PrivateKey.from_private_bytes(key[:32])


def _edwards(key: Ed25519PrivateKey, encode: Callable[[bytes], str]) -> Sign:
    return Sign("EdDSA", lambda message: encode(key.sign(message)))


def _key_bytes(signing: Signing, secret: str) -> bytes:
    if signing.secret == "text":
        return secret.encode()
    try:
        return base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        fault = WrongSecret("The secret is not base64 text; copy it again, whole.")
    raise fault


def _private_key(signing: Signing, pem: str) -> Sign:
    try:
        key = load_pem_private_key(_unescaped(pem), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    encode = _base64url if signing.encoding == "base64url" else _base64
    if isinstance(key, RSAPrivateKey) and "rsa" in signing.pem:
        rsa = key
        return Sign("RS256", lambda message: encode(rsa.sign(message, padding.PKCS1v15(), hashes.SHA256())))
    if isinstance(key, Ed25519PrivateKey) and "ed25519" in signing.pem:
        return _edwards(key, encode)
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1) and "es256" in signing.pem:
        curve = key
        return Sign("ES256", lambda message: encode(_es256(curve, message)))
    kinds = " or ".join({"rsa": "RSA", "ed25519": "Ed25519", "es256": "P-256"}[kind] for kind in signing.pem)
    raise WrongSecret(f"The secret is not a readable {kinds} private key without a password (PEM, PKCS#8).")


def _unescaped(pem: str) -> bytes:
    r"""Return a PEM text with real line breaks; key files in JSON write them as `\n`, and are pasted so."""
    return pem.replace("\\n", "\n").strip().encode()


def _es256(key: EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Return r and s, 32 bytes each (RFC 7518, section 3.4)."""
    r, s = decode_dss_signature(key.sign(message, ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


ENCODINGS: Final[dict[str, Callable[[bytes], str]]] = {"hex": bytes.hex, "base64": _base64, "base64url": _base64url}
