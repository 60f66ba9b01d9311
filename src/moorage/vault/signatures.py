"""Check signatures of requests in constant time."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from moorage.domain.access import Algorithm, ApiKey
from moorage.domain.credentials import Secret
from moorage.services.ports import SealedField, SealPlace
from moorage.vault.public_keys import normal_form
from moorage.vault.sealing import TinkVault

PARSED_KEYS: Final = 128  # RSA keys kept parsed, at some kilobytes each
NOBODY: Final = SealPlace(0, "nobody", SealedField.SIGNING_SECRET)


class SignatureVerifier:
    """`services.ports.SignatureChecker`: HMAC-SHA256 in hex, or RSASSA-PKCS1-v1_5 with SHA-256 in base64.

    The algorithm is the stored key's, never the request's.
    """

    def __init__(self, vault: TinkVault) -> None:
        """Take the vault that opens the signing secrets."""
        self._vault = vault
        self._decoy = vault.seal(Secret("x" * 54), NOBODY)

    def matches(self, api_key: ApiKey | None, signature: str, payloads: Sequence[bytes]) -> bool:
        """Say whether the signature covers one of the payloads under the key.

        Every payload is always looked at. For None, an unknown key, the work of an HMAC key is done.

        Raises:
            VaultIntegrityError: the stored secret of the key does not open.
        """
        given = signature.encode("utf-8", "surrogatepass")
        if api_key is None:
            _covers_by_hmac(self._open_decoy(), given, payloads)
            return False
        if api_key.algorithm is Algorithm.RSA:
            return _covers_by_rsa(api_key.material, given, payloads)
        place = SealPlace(api_key.user_id, api_key.vault_id, SealedField.SIGNING_SECRET)
        return _covers_by_hmac(self._vault.open(api_key.material, place), given, payloads)

    def public_key(self, pem: bytes) -> bytes:
        """Return an RSA public key in its one normal form (PEM, SubjectPublicKeyInfo).

        Raises:
            RecordInvalid: on `rsa_public_key`: a private key, a certificate, no RSA key, not 2048 to 8192 bits, a
                weak exponent. The key is never part of the error.
        """
        return normal_form(pem)

    def _open_decoy(self) -> Secret:
        if not self._vault.is_current(self._decoy):
            self._decoy = self._vault.seal(Secret("x" * 54), NOBODY)
        return self._vault.open(self._decoy, NOBODY)


def _covers_by_hmac(secret: Secret, given: bytes, payloads: Sequence[bytes]) -> bool:
    key = secret.reveal().encode("utf-8", "surrogatepass")
    right = [hmac.digest(key, payload, "sha256").hex().encode() for payload in payloads]
    return any([hmac.compare_digest(one, given.lower()) for one in right])  # noqa: C419 - no early end


def _covers_by_rsa(pem: bytes, given: bytes, payloads: Sequence[bytes]) -> bool:
    """Open the signature once, which costs ten hashes, and compare what it signs with every payload."""
    signed = _signed_digest(_stored_public_key(pem), given)
    right = [hashlib.sha256(payload).digest() for payload in payloads]
    return any([hmac.compare_digest(one, signed) for one in right])  # noqa: C419 - no early end


def _signed_digest(key: rsa.RSAPublicKey, given: bytes) -> bytes:
    """Return the SHA-256 digest that a signature signs; empty, which no digest is, when it is not one of this key.

    White space is left out; another base64 text of the same bytes (spare bits, missing padding) is no signature.
    """
    compact = b"".join(given.split())
    try:
        signature = base64.b64decode(compact, validate=True)
        if base64.b64encode(signature) != compact:
            return b""
        return key.recover_data_from_signature(signature, padding.PKCS1v15(), hashes.SHA256())
    except (binascii.Error, InvalidSignature):
        return b""


@lru_cache(maxsize=PARSED_KEYS)
def _stored_public_key(pem: bytes) -> rsa.RSAPublicKey:
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("a stored RSA key is none")
    return key
