"""Take RSA public keys in, and keep weak or private ones out."""

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from moorage.domain.errors import RecordInvalid

PEM_LIMIT: Final = 16 * 1024  # bytes; an RSA key of 8192 bits has 1,500
RSA_BITS: Final = range(2048, 8192 + 1)
RSA_EXPONENT: Final = 65537
RSA_EXPONENT_BITS: Final = 64  # a longer one only makes each check slower


def normal_form(pem: bytes) -> bytes:
    """Return an RSA public key in its one normal form (PEM, SubjectPublicKeyInfo).

    Raises:
        RecordInvalid: on `rsa_public_key`: a private key, a certificate, no RSA key, not 2048 to 8192 bits, a
            weak exponent. The key is never part of the error.
    """
    fault, key = _read(pem)
    if key is None:
        raise RecordInvalid(attributes={"rsa_public_key": [fault]})
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _read(pem: bytes) -> tuple[str, rsa.RSAPublicKey | None]:
    """Return the key, or why there is none. No error leaves the frames that hold what may be a private key."""
    if b"PRIVATE KEY" in pem.upper():
        return "is a private key; keep it to yourself and give the public key", None
    if b"CERTIFICATE" in pem.upper():
        return "is a certificate; give the public key in it", None
    if len(pem) > PEM_LIMIT or pem.count(b"-----BEGIN") != 1:
        return "is not one public key in PEM", None
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return "is not a public key in PEM", None
    if not isinstance(key, rsa.RSAPublicKey):
        return "is not an RSA key", None
    fault = _weakness(key)
    return (fault, None) if fault else ("", key)


def _weakness(key: rsa.RSAPublicKey) -> str:
    exponent = key.public_numbers().e
    if key.key_size not in RSA_BITS:
        return f"has {key.key_size} bits (2048 to 8192 are accepted)"
    if exponent < RSA_EXPONENT or exponent % 2 == 0 or exponent.bit_length() > RSA_EXPONENT_BITS:
        return "has a weak public exponent (65537 is usual)"
    return ""
