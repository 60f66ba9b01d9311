from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from moorage.domain.credentials import Secret
from moorage.domain.errors import VaultLocked
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import WrappedKeysets
from moorage.vault import kek, keyring
from moorage.vault.keyring import Purpose
from moorage.vault.sealing import TinkVault
from tests.moorage.vault.conftest import Installation, install

PLACE = SealPlace(1, "a", SealedField.SECRET)


class TestCreate:
    def test_an_installation_has_a_name_of_its_own(self) -> None:
        """The instance id is 128 random bits in hex."""
        names = {keyring.create().instance_id for _ in range(20)}
        assert len(names) == 20
        assert all(len(bytes.fromhex(name)) == 16 for name in names)

    def test_every_purpose_has_its_own_keyset(self) -> None:
        """The three purposes never share a key."""
        ring = keyring.create()
        assert set(ring.keysets) == set(Purpose)
        assert len({keyset.keyset_info().primary_key_id for keyset in ring.keysets.values()}) == 3

    def test_a_keyring_does_not_print_its_keysets(self) -> None:
        """The repr shows the instance id alone."""
        ring = keyring.create()
        assert repr(ring) == f"Keyring(instance_id={ring.instance_id!r})"


class TestUnlock:
    @pytest.mark.parametrize("purpose", Purpose)
    def test_every_damage_is_told(self, installation: Installation, purpose: Purpose) -> None:
        """Each flipped bit of the encrypted part of a keyset locks the vault; the rest only describes the keys."""
        key, wrapped = kek.load(installation.kek_path), installation.wrapped
        sealed = wrapped.keysets[purpose]
        for bit in range(_encrypted_length(sealed) * 8):
            damaged = bytearray(sealed)
            damaged[bit // 8] ^= 1 << bit % 8
            with pytest.raises(VaultLocked):
                keyring.unlock(_with(wrapped, purpose, bytes(damaged)), key)

    def test_every_truncation_is_told_or_harmless(self, installation: Installation) -> None:
        """A shortened keyset locks the vault as long as a byte of the encrypted part is missing."""
        key, wrapped = kek.load(installation.kek_path), installation.wrapped
        sealed = wrapped.keysets[Purpose.SEALING]
        for length in range(_encrypted_length(sealed)):
            with pytest.raises(VaultLocked):
                keyring.unlock(_with(wrapped, Purpose.SEALING, sealed[:length]), key)

    def test_keysets_cannot_be_exchanged(self, installation: Installation) -> None:
        """A keyset stored under another purpose does not open, although the KEK is right."""
        key, wrapped = kek.load(installation.kek_path), installation.wrapped
        for one, other in permutations(Purpose, 2):
            with pytest.raises(VaultLocked):
                keyring.unlock(_with(wrapped, one, wrapped.keysets[other]), key)

    def test_the_instance_id_cannot_be_changed(self, installation: Installation) -> None:
        """Another instance id beside the same keysets locks the vault."""
        with pytest.raises(VaultLocked):
            keyring.unlock(replace(installation.wrapped, instance_id="0" * 32), kek.load(installation.kek_path))

    @pytest.mark.parametrize("purpose", Purpose)
    def test_a_missing_keyset_is_told(self, installation: Installation, purpose: Purpose) -> None:
        """The vault does not start with a part of its keysets."""
        rest = {name: keyset for name, keyset in installation.wrapped.keysets.items() if name != purpose}
        with pytest.raises(VaultLocked, match="not those"):
            keyring.unlock(replace(installation.wrapped, keysets=rest), kek.load(installation.kek_path))

    def test_a_keyset_of_a_later_version_is_told(self, installation: Installation) -> None:
        """A keyset this version does not know is not dropped by chance."""
        with pytest.raises(VaultLocked, match="not those"):
            keyring.unlock(_with(installation.wrapped, "tokens", b"?"), kek.load(installation.kek_path))


class TestWrapped:
    def test_keysets_are_never_stored_in_the_clear(self, installation: Installation, tmp_path: Path) -> None:
        """The same keyring wrapped under two KEKs shares no bytes beside what describes the keys."""
        key, foreign = kek.load(installation.kek_path), kek.create(tmp_path / "foreign.json")
        ring = keyring.unlock(installation.wrapped, key)
        one, other = ring.wrapped(key), ring.wrapped(foreign)
        for purpose in Purpose:
            length = _encrypted_length(one.keysets[purpose])
            windows = {one.keysets[purpose][at : at + 8] for at in range(10, length - 8)}
            assert not any(window in other.keysets[purpose] for window in windows)

    def test_what_was_wrapped_opens_values_again(self, installation: Installation) -> None:
        """A value sealed before opens after the keyring was wrapped and unlocked."""
        vault = installation.unlock()
        sealed = vault.seal(Secret("hello"), PLACE)
        ring = keyring.unlock(installation.wrapped, kek.load(installation.kek_path))
        again = TinkVault(ring.wrapped(kek.load(installation.kek_path)), installation.kek_path)
        assert again.open(sealed, PLACE).reveal() == "hello"

    def test_installations_are_strangers(self, installation: Installation, tmp_path: Path) -> None:
        """Keysets of one installation do not open under the instance id of another, even with its KEK at hand."""
        foreign = install(tmp_path / "other")
        mixed = replace(foreign.wrapped, instance_id=installation.wrapped.instance_id)
        with pytest.raises(VaultLocked):
            keyring.unlock(mixed, kek.load(foreign.kek_path))


def _with(wrapped: WrappedKeysets, purpose: str, keyset: bytes) -> WrappedKeysets:
    return replace(wrapped, keysets={**wrapped.keysets, purpose: keyset})


def _encrypted_length(serialized: bytes) -> int:
    """Return how many leading bytes of an EncryptedKeyset hold the encrypted part (protobuf field 2)."""
    assert serialized[0] == 0x12
    length, at, shift = 0, 1, 0
    while True:
        byte = serialized[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return at + length
