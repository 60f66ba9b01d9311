"""From a secret and a message to a signature."""

import base64
import binascii
import hmac
from collections.abc import Callable

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from moorage.domain.exchange_errors import WrongSecret
from moorage.exchanges.entry import Signing

Sign = Callable[[bytes], str]
"""Returns the encoded signature of a message."""

PEM_MARK = "-----BEGIN"


def signature_of(signing: Signing, secret: str) -> Sign:
    """Return what signs in the way of a venue with one secret.

    Raises:
        WrongSecret: it is not what the algorithm takes (base64, a readable private key of a kind the venue knows).
    """
    if signing.pem and secret.lstrip().startswith(PEM_MARK):
        return _private_key(signing, secret)
    key = _key_bytes(signing, secret)
    algorithm, encode = signing.algorithm, bytes.hex if signing.encoding == "hex" else _base64
    return lambda message: encode(hmac.digest(key, message, algorithm))


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
        key = load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, RSAPrivateKey) and "rsa" in signing.pem:
        rsa = key
        return lambda message: _base64(rsa.sign(message, padding.PKCS1v15(), hashes.SHA256()))
    if isinstance(key, Ed25519PrivateKey) and "ed25519" in signing.pem:
        edwards = key
        return lambda message: _base64(edwards.sign(message))
    kinds = " or ".join({"rsa": "RSA", "ed25519": "Ed25519"}[kind] for kind in signing.pem)
    raise WrongSecret(f"The secret is not a readable {kinds} private key without a password (PEM, PKCS#8).")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
