from pathlib import Path

import pytest

from moorage.domain.credentials import Secret
from moorage.domain.errors import VaultIntegrityError, VaultLocked
from moorage.services.ports import SealedField, SealPlace
from moorage.services.rotation import RotationStage
from moorage.vault import kek, keyring
from moorage.vault.editing import SealingKeys
from moorage.vault.keyring import Purpose
from moorage.vault.rewrapping import next_path
from moorage.vault.sealing import TinkVault
from tests.moorage.vault.conftest import Installation, install

PLACE = SealPlace(1, "a", SealedField.SECRET)


@pytest.fixture
def keys(installation: Installation) -> SealingKeys:
    return SealingKeys(installation.kek_path)


def start(installation: Installation, wrapped: keyring.WrappedKeysets) -> TinkVault:
    return TinkVault(wrapped, installation.kek_path)


class TestStage:
    def test_it_is_read_off_the_keysets(self, installation: Installation, keys: SealingKeys) -> None:
        """Settled, added, promoted and settled again, told by the stored keysets alone."""
        added = keys.add(installation.wrapped)
        promoted = keys.promote(added)
        stages = [keys.stage(wrapped) for wrapped in (installation.wrapped, added, promoted, keys.drop_old(promoted))]
        assert stages == [RotationStage.SETTLED, RotationStage.ADDED, RotationStage.PROMOTED, RotationStage.SETTLED]

    def test_a_foreign_keyset_is_told(self, keys: SealingKeys, tmp_path: Path) -> None:
        """Keysets that do not open are never edited."""
        foreign = install(tmp_path / "other").wrapped
        for change in (keys.stage, keys.add, keys.promote, keys.drop_old):
            with pytest.raises(VaultLocked):
                change(foreign)


class TestAdd:
    def test_the_new_key_opens_but_does_not_seal(self, installation: Installation, keys: SealingKeys) -> None:
        """A server with the new keysets and one with the old read each other's values."""
        old, new = installation.unlock(), start(installation, keys.add(installation.wrapped))
        assert old.open(new.seal(Secret("s"), PLACE), PLACE).reveal() == "s"
        assert new.open(old.seal(Secret("s"), PLACE), PLACE).reveal() == "s"

    def test_the_other_keysets_stay(self, installation: Installation, keys: SealingKeys) -> None:
        """Fingerprints and the audit chain do not change with the sealing key."""
        old, new = installation.unlock(), start(installation, keys.add(installation.wrapped))
        assert old.fingerprint(1, Secret("k")) == new.fingerprint(1, Secret("k"))
        assert old.audit_mac(b"r") == new.audit_mac(b"r")


class TestPromote:
    def test_the_newest_key_seals(self, installation: Installation, keys: SealingKeys) -> None:
        """Values are sealed under the new key, which servers that know it can open; old values still open."""
        added = keys.add(installation.wrapped)
        before, during, after = (
            installation.unlock(),
            start(installation, added),
            start(installation, keys.promote(added)),
        )
        fresh = after.seal(Secret("s"), PLACE)
        assert during.open(fresh, PLACE).reveal() == "s"
        assert after.open(before.seal(Secret("old"), PLACE), PLACE).reveal() == "old"
        with pytest.raises(VaultIntegrityError):
            before.open(fresh, PLACE)


class TestDropOld:
    def test_the_old_key_is_forgotten(self, installation: Installation, keys: SealingKeys) -> None:
        """What is still under the old key does not open any more."""
        before, promoted = installation.unlock(), keys.promote(keys.add(installation.wrapped))
        after = start(installation, keys.drop_old(promoted))
        assert after.open(start(installation, promoted).seal(Secret("s"), PLACE), PLACE).reveal() == "s"
        with pytest.raises(VaultIntegrityError):
            after.open(before.seal(Secret("s"), PLACE), PLACE)

    def test_an_added_key_that_does_not_seal_yet_is_dropped_too(
        self, installation: Installation, keys: SealingKeys
    ) -> None:
        """Only the key that seals stays, whichever is the newest."""
        before = installation.unlock()
        after = start(installation, keys.drop_old(keys.add(installation.wrapped)))
        assert after.is_current(before.seal(Secret("s"), PLACE))


class TestUnderWhichKek:
    def test_an_edit_stays_under_the_kek_it_was_under(self, installation: Installation, keys: SealingKeys) -> None:
        """While another KEK is being put into use, an edit does not move keysets from one to the other."""
        following = kek.create(next_path(installation.kek_path))
        under_next = keyring.unlock(installation.wrapped, kek.load(installation.kek_path)).wrapped(following)
        assert Purpose.SEALING in keyring.unlock(keys.add(under_next), following).keysets
        assert keyring.unlock(keys.add(installation.wrapped), kek.load(installation.kek_path))
