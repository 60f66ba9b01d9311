"""The keysets that do the work, in the clear in memory and wrapped by the KEK in the database."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import tink
from tink import aead, mac, prf

from moorage.domain.errors import VaultLocked
from moorage.services.repositories import WrappedKeysets
from moorage.vault.binding import bind
from moorage.vault.kek import Kek

VERSION: Final = "1"
"""The format of wrapped keysets, part of what they are bound to."""


class Purpose(StrEnum):
    """What a keyset is for; its name in the database."""

    SEALING = "sealing"
    FINGERPRINT = "fingerprint"
    AUDIT = "audit"


TEMPLATES: Final = {
    Purpose.SEALING: aead.aead_key_templates.AES256_GCM,
    Purpose.FINGERPRINT: prf.prf_key_templates.HMAC_SHA256,
    Purpose.AUDIT: mac.mac_key_templates.HMAC_SHA256_256BITTAG,
}


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keysets of one installation, in the clear. `instance_id` is 128 random bits in hex."""

    instance_id: str
    keysets: Mapping[Purpose, tink.KeysetHandle] = field(repr=False)

    def wrapped(self, kek: Kek) -> WrappedKeysets:
        """Return what is stored."""
        keysets = {
            str(purpose): kek.wrap(keyset, _place(self.instance_id, purpose))
            for purpose, keyset in self.keysets.items()
        }
        return WrappedKeysets(self.instance_id, keysets)


def create() -> Keyring:
    """Make the keysets of a new installation."""
    keysets = {purpose: tink.new_keyset_handle(template) for purpose, template in TEMPLATES.items()}
    return Keyring(secrets.token_hex(16), keysets)


def unlock(wrapped: WrappedKeysets, kek: Kek) -> Keyring:
    """Decrypt the keysets.

    Raises:
        VaultLocked: another KEK's, damaged, of another installation, exchanged for one another, or not the keysets
            this version knows.
    """
    if set(wrapped.keysets) != set(TEMPLATES):
        raise VaultLocked("The stored keysets are not those that this version knows.")
    keysets = {
        purpose: kek.unwrap(wrapped.keysets[purpose], _place(wrapped.instance_id, purpose)) for purpose in TEMPLATES
    }
    return Keyring(wrapped.instance_id, keysets)


def _place(instance_id: str, purpose: Purpose) -> bytes:
    return bind("keyset", VERSION, instance_id, purpose)
