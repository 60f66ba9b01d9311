"""The vault in use: seal, open, fingerprint, and the MAC of the audit trail."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tink
from tink import aead, mac, prf

from moorage.domain.credentials import Secret
from moorage.domain.errors import VaultIntegrityError, VaultLocked
from moorage.services.ports import SealPlace
from moorage.services.repositories import WrappedKeysets
from moorage.vault.binding import bind
from moorage.vault.keyring import Keyring, Purpose
from moorage.vault.rewrapping import unlock

VERSION: Final = "1"
"""The format of sealed values, part of what they are bound to."""

TINK_VERSION: Final = 1
PREFIX_LENGTH: Final = 5  # bytes: Tink's version and the key id, big-endian
FINGERPRINT_LENGTH: Final = 32  # bytes


@dataclass(frozen=True, slots=True)
class _Primitives:
    """Built once per keyring: building takes ten times as long as sealing."""

    instance_id: str
    sealing: aead.Aead
    primary_key: int
    fingerprint: prf.Prf
    audit: mac.Mac

    @classmethod
    def of(cls, ring: Keyring) -> "_Primitives":
        try:
            return cls(
                instance_id=ring.instance_id,
                sealing=ring.keysets[Purpose.SEALING].primitive(aead.Aead),
                primary_key=ring.keysets[Purpose.SEALING].keyset_info().primary_key_id,
                fingerprint=ring.keysets[Purpose.FINGERPRINT].primitive(prf.PrfSet).primary(),
                audit=ring.keysets[Purpose.AUDIT].primitive(mac.Mac),
            )
        except tink.TinkError:
            raise VaultLocked("The stored keysets cannot be used for what they are stored as.") from None


class TinkVault:
    """`services.ports.Vault`, and what rotation and the audit trail need of it.

    A sealed value is Tink's ciphertext: version byte, key id, nonce, ciphertext, tag; 33 bytes more than the secret.
    """

    def __init__(self, wrapped: WrappedKeysets, kek_path: Path) -> None:
        """Unlock the stored keysets with the KEK that lies at `kek_path`.

        Raises:
            VaultLocked: as `kek.load` and `keyring.unlock`.
        """
        self._kek_path = kek_path
        self._wrapped = wrapped
        self._in_use = _Primitives.of(unlock(wrapped, kek_path).keyring)

    def adopt(self, wrapped: WrappedKeysets) -> None:
        """Use these keysets from now on: all at once, and without a word when they are the ones in use.

        Raises:
            VaultLocked: they do not open, or are another installation's; the old ones stay in use.
        """
        if wrapped == self._wrapped:
            return
        if wrapped.instance_id != self._in_use.instance_id:
            raise VaultLocked("The stored keysets are another installation's.")
        self._in_use = _Primitives.of(unlock(wrapped, self._kek_path).keyring)
        self._wrapped = wrapped

    def seal(self, secret: Secret, place: SealPlace) -> bytes:
        """Encrypt a secret, bound to its place."""
        keys = self._in_use
        sealed: bytes = keys.sealing.encrypt(_encode(secret), _associated(keys.instance_id, place))
        return sealed

    def open(self, sealed: bytes, place: SealPlace) -> Secret:
        """Decrypt.

        Raises:
            VaultIntegrityError: damaged, moved, or of another installation.
        """
        keys = self._in_use
        try:
            opened: bytes = keys.sealing.decrypt(sealed, _associated(keys.instance_id, place))
        except tink.TinkError:
            raise VaultIntegrityError from None
        return Secret(opened.decode("utf-8", "surrogatepass"))

    def fingerprint(self, user_id: int, api_key: Secret) -> bytes:
        """Return 32 keyed bytes that are equal for equal keys of one user, and tell nothing without the vault."""
        fingerprint: bytes = self._in_use.fingerprint.compute(
            bind(VERSION, str(user_id), api_key.reveal()), FINGERPRINT_LENGTH
        )
        return fingerprint

    def audit_mac(self, record: bytes) -> bytes:
        """Return the MAC of bytes of the audit trail: Tink's 5-byte prefix and 32 bytes, always the same."""
        tag: bytes = self._in_use.audit.compute_mac(record)
        return tag

    def sealed_under(self, sealed: bytes) -> int | None:
        """Return the id of the key that a value claims to be sealed under, None when it names none."""
        named = len(sealed) >= PREFIX_LENGTH and sealed[0] == TINK_VERSION
        return int.from_bytes(sealed[1:PREFIX_LENGTH], "big") if named else None

    def is_current(self, sealed: bytes) -> bool:
        """Say whether a value claims to be sealed under the key that new values are sealed under."""
        return self.sealed_under(sealed) == self._in_use.primary_key


def _associated(instance_id: str, place: SealPlace) -> bytes:
    return bind(VERSION, instance_id, str(place.user_id), place.vault_id, place.field)


def _encode(secret: Secret) -> bytes:
    return secret.reveal().encode("utf-8", "surrogatepass")
