"""RSA keys for tests: one real pair, and public keys written by hand that no library would make."""

import base64
import random
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa


@cache
def private_key() -> rsa.RSAPrivateKey:
    """Make one RSA key for all tests of a run."""
    return rsa.generate_private_key(65537, 2048)


def public_pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def crafted(bits: int, exponent: int) -> bytes:
    """Return the PEM of a public key with a random odd modulus, written by hand so that nothing refuses it early."""
    modulus = random.Random(bits).getrandbits(bits) | 1 << (bits - 1) | 1
    numbers = der(0x30, integer(modulus) + integer(exponent))
    rsa_encryption = bytes.fromhex("300d06092a864886f70d0101010500")
    body = base64.encodebytes(der(0x30, rsa_encryption + der(0x03, b"\0" + numbers))).replace(b"\n", b"")
    lines = b"\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return b"-----BEGIN PUBLIC KEY-----\n" + lines + b"\n-----END PUBLIC KEY-----\n"


def integer(number: int) -> bytes:
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
