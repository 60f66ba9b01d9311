from pathlib import Path

import pytest

from moorage.domain.credentials import Secret
from moorage.domain.errors import VaultIntegrityError, VaultLocked
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import WrappedKeysets
from moorage.vault import kek, keyring
from moorage.vault.rewrapping import KekReplacement, next_path, unlock
from moorage.vault.sealing import TinkVault
from tests.moorage.vault.conftest import Installation, install

PLACE = SealPlace(1, "a", SealedField.SECRET)


@pytest.fixture
def replacement(installation: Installation) -> KekReplacement:
    return KekReplacement(installation.kek_path)


def opens(installation: Installation, wrapped: WrappedKeysets, sealed: bytes) -> bool:
    """Start as a server does, and open a value sealed before everything."""
    try:
        return TinkVault(wrapped, installation.kek_path).open(sealed, PLACE).reveal() == "s"
    except (VaultLocked, VaultIntegrityError):
        return False


class TestOrder:
    def test_a_kill_behind_any_step_leaves_an_installation_that_starts(
        self, installation: Installation, replacement: KekReplacement
    ) -> None:
        """Stored keysets and files open each other after each step, and values from before open with them."""
        sealed = installation.unlock().seal(Secret("s"), PLACE)
        replacement.prepare()
        assert opens(installation, installation.wrapped, sealed)
        rewrapped = replacement.rewrap(installation.wrapped)
        assert opens(installation, installation.wrapped, sealed)
        assert opens(installation, rewrapped, sealed)
        replacement.finish()
        assert opens(installation, rewrapped, sealed)

    def test_the_old_kek_is_gone(self, installation: Installation, replacement: KekReplacement) -> None:
        """Afterwards the old KEK opens nothing that is stored, and the new file is 0400 and alone."""
        old = kek.load(installation.kek_path)
        replacement.prepare()
        rewrapped = replacement.rewrap(installation.wrapped)
        replacement.finish()
        with pytest.raises(VaultLocked):
            keyring.unlock(rewrapped, old)
        assert not opens(installation, installation.wrapped, b"")
        assert [path.name for path in installation.kek_path.parent.iterdir()] == ["kek.json"]
        assert installation.kek_path.stat().st_mode & 0o777 == 0o400

    def test_every_keyset_is_rewrapped(self, installation: Installation, replacement: KekReplacement) -> None:
        """Fingerprints and the audit chain go on unchanged under the new KEK."""
        before = installation.unlock()
        replacement.prepare()
        after = TinkVault(replacement.rewrap(installation.wrapped), installation.kek_path)
        assert after.fingerprint(1, Secret("k")) == before.fingerprint(1, Secret("k"))
        assert after.audit_mac(b"r") == before.audit_mac(b"r")


class TestRunningAgain:
    def test_the_next_kek_of_a_killed_run_is_used(
        self, installation: Installation, replacement: KekReplacement
    ) -> None:
        """A second run makes no third KEK: the keysets may be under the second already."""
        replacement.prepare()
        made = next_path(installation.kek_path).read_bytes()
        replacement.prepare()
        assert next_path(installation.kek_path).read_bytes() == made

    def test_keysets_already_under_the_next_kek_stay_there(
        self, installation: Installation, replacement: KekReplacement
    ) -> None:
        """Rewrapping twice is rewrapping once."""
        replacement.prepare()
        twice = replacement.rewrap(replacement.rewrap(installation.wrapped))
        assert keyring.unlock(twice, kek.load(next_path(installation.kek_path)))

    def test_a_running_server_follows(self, installation: Installation, replacement: KekReplacement) -> None:
        """A server that polls the keysets adopts them before and after the file has its name."""
        server = installation.unlock()
        sealed = server.seal(Secret("s"), PLACE)
        replacement.prepare()
        rewrapped = replacement.rewrap(installation.wrapped)
        server.adopt(rewrapped)
        replacement.finish()
        server.adopt(replacement_of(installation, rewrapped))
        assert server.open(sealed, PLACE).reveal() == "s"


class TestExclusively:
    def test_two_runs_are_kept_apart(self, installation: Installation, replacement: KekReplacement) -> None:
        """The second run is told, and may come when the first is through."""
        second = KekReplacement(installation.kek_path)
        with replacement.exclusively(), pytest.raises(VaultLocked, match="Another run"), second.exclusively():
            pass
        with second.exclusively():
            pass

    def test_a_failed_run_lets_the_next_one_in(self, replacement: KekReplacement) -> None:
        """The lock ends with the block, also by an error, which comes through as it is."""
        with pytest.raises(BlockingIOError), replacement.exclusively():
            raise BlockingIOError
        with replacement.exclusively():
            pass

    def test_a_missing_folder_is_told(self, tmp_path: Path) -> None:
        """Without a KEK there is nothing to replace."""
        with pytest.raises(VaultLocked), KekReplacement(tmp_path / "none" / "kek.json").exclusively():
            pass


class TestRewrap:
    def test_foreign_keysets_are_told(
        self, replacement: KekReplacement, installation: Installation, tmp_path: Path
    ) -> None:
        """Keysets that open with neither KEK are not touched."""
        replacement.prepare()
        with pytest.raises(VaultLocked):
            replacement.rewrap(install(tmp_path / "other").wrapped)

    def test_a_next_kek_others_can_read_is_refused(
        self, replacement: KekReplacement, installation: Installation
    ) -> None:
        """The next KEK is a KEK: it is put into use only when nobody else read it."""
        replacement.prepare()
        next_path(installation.kek_path).chmod(0o644)
        with pytest.raises(VaultLocked, match="read by others"):
            replacement.rewrap(installation.wrapped)


class TestFinish:
    def test_without_a_next_kek_nothing_is_replaced(
        self, replacement: KekReplacement, installation: Installation
    ) -> None:
        """The KEK in use stays when there is no other."""
        with pytest.raises(VaultLocked, match="cannot be renamed"):
            replacement.finish()
        assert unlock(installation.wrapped, installation.kek_path).keyring


def replacement_of(installation: Installation, wrapped: WrappedKeysets) -> WrappedKeysets:
    """Return the keysets wrapped once more under the KEK in place, so that they differ in every byte."""
    return unlock(wrapped, installation.kek_path).keyring.wrapped(kek.load(installation.kek_path))
