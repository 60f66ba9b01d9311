import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moorage.domain.credentials import Secret
from moorage.domain.errors import VaultIntegrityError, VaultLocked
from moorage.services.ports import SealedField, SealPlace
from moorage.vault import kek, keyring
from moorage.vault.sealing import TinkVault
from tests.moorage.vault.conftest import Installation, install

PLACE = SealPlace(7, "0123456789abcdef0123456789abcdef", SealedField.SECRET)
TEXTS = st.text(st.characters(codec=None, categories=None), max_size=100)
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def places() -> Iterator[SealPlace]:
    """Yield every place of two users with two accounts each."""
    for user_id, account, field in product((1, 11), ("a" * 32, "1" + "a" * 31), SealedField):
        yield SealPlace(user_id, f"{user_id}{account}"[:32], field)


class TestSealAndOpen:
    @given(TEXTS)
    @SHARED
    def test_any_text_comes_back(self, vault: TinkVault, text: str) -> None:
        """What was sealed opens in its place, lone surrogates and empty texts included."""
        assert vault.open(vault.seal(Secret(text), PLACE), PLACE).reveal() == text

    def test_the_same_secret_is_never_sealed_alike(self, vault: TinkVault) -> None:
        """Behind the key id, two sealings of one secret share no window of 8 bytes."""
        one, other = (vault.seal(Secret("s" * 64), PLACE)[5:] for _ in range(2))
        assert not any(one[at : at + 8] in other for at in range(len(one) - 7))

    def test_a_nonce_never_repeats(self, vault: TinkVault) -> None:
        """100,000 sealings have 100,000 nonces."""
        secret = Secret("s")
        assert len({vault.seal(secret, PLACE)[5:17] for _ in range(100_000)}) == 100_000

    def test_a_sealed_value_is_33_bytes_longer(self, vault: TinkVault) -> None:
        """Version and key id (5), nonce (12) and tag (16) are all that is added."""
        assert len(vault.seal(Secret("s" * 64), PLACE)) == 64 + 33


class TestDamage:
    @pytest.mark.parametrize("field", SealedField)
    def test_every_flipped_bit_is_a_clean_error(self, vault: TinkVault, field: SealedField) -> None:
        """No bit of a sealed value can be changed unseen."""
        place = SealPlace(7, "a" * 32, field)
        sealed = vault.seal(Secret("A" * 64), place)
        for bit in range(len(sealed) * 8):
            damaged = bytearray(sealed)
            damaged[bit // 8] ^= 1 << bit % 8
            with pytest.raises(VaultIntegrityError):
                vault.open(bytes(damaged), place)

    @pytest.mark.parametrize("field", SealedField)
    def test_every_truncation_and_extension_is_a_clean_error(self, vault: TinkVault, field: SealedField) -> None:
        """A shortened or lengthened value never opens."""
        place = SealPlace(7, "a" * 32, field)
        sealed = vault.seal(Secret("A" * 64), place)
        cut = [sealed[:length] for length in range(len(sealed))] + [sealed[at:] for at in range(1, len(sealed))]
        for damaged in [*cut, sealed + b"\0", sealed + sealed]:
            with pytest.raises(VaultIntegrityError):
                vault.open(damaged, place)

    def test_random_bytes_are_a_clean_error(self, vault: TinkVault) -> None:
        """10,000 random blobs, half of them behind a genuine key id, never open."""
        dice = random.Random(20261122)
        prefix = vault.seal(Secret("s"), PLACE)[:5]
        for number in range(10_000):
            blob = dice.randbytes(dice.randrange(120))
            with pytest.raises(VaultIntegrityError):
                vault.open(prefix + blob if number % 2 else blob, PLACE)

    def test_the_error_does_not_show_the_value(self, vault: TinkVault) -> None:
        """The sentence of the error is a constant."""
        with pytest.raises(VaultIntegrityError) as caught:
            vault.open(b"\x01abcdefgh", PLACE)
        assert str(caught.value) == (VaultIntegrityError.__doc__ or "").strip()


class TestMoves:
    def test_a_value_opens_in_its_own_place_only(self, vault: TinkVault) -> None:
        """Moved to any other user, account or field, a value does not open, though the key is right."""
        sealed = {place: vault.seal(Secret("s" * 32), place) for place in places()}
        for origin, target in product(sealed, sealed):
            if origin == target:
                assert vault.open(sealed[origin], target).reveal() == "s" * 32
            else:
                with pytest.raises(VaultIntegrityError):
                    vault.open(sealed[origin], target)

    def test_a_boundary_between_user_and_account_does_not_move(self, vault: TinkVault) -> None:
        """User 1 with account `1a` is not user 11 with account `a`."""
        sealed = vault.seal(Secret("s"), SealPlace(1, "1a", SealedField.SECRET))
        with pytest.raises(VaultIntegrityError):
            vault.open(sealed, SealPlace(11, "a", SealedField.SECRET))

    def test_another_installation_with_the_same_keys_does_not_open_it(self, installation: Installation) -> None:
        """Even with the very same keysets, the instance id keeps installations apart."""
        key = kek.load(installation.kek_path)
        ring = keyring.unlock(installation.wrapped, key)
        twin = TinkVault(keyring.Keyring("f" * 32, ring.keysets).wrapped(key), installation.kek_path)
        sealed = installation.unlock().seal(Secret("s"), PLACE)
        with pytest.raises(VaultIntegrityError):
            twin.open(sealed, PLACE)


class TestFingerprint:
    @given(st.integers(1, 2**31), st.integers(1, 2**31), TEXTS, TEXTS)
    @SHARED
    def test_only_equal_pairs_have_equal_fingerprints(
        self, vault: TinkVault, user: int, other: int, key: str, another: str
    ) -> None:
        """Fingerprints agree exactly when user and key agree."""
        same = vault.fingerprint(user, Secret(key)) == vault.fingerprint(other, Secret(another))
        assert same == ((user, key) == (other, another))
        assert vault.fingerprint(user, Secret(key)) == vault.fingerprint(user, Secret(key))

    def test_a_boundary_between_user_and_key_does_not_move(self, vault: TinkVault) -> None:
        """User 1 with key `1x` is not user 11 with key `x`."""
        assert vault.fingerprint(1, Secret("1x")) != vault.fingerprint(11, Secret("x"))

    def test_it_has_32_bytes(self, vault: TinkVault) -> None:
        """The port promises 32 bytes."""
        assert len(vault.fingerprint(1, Secret("x"))) == 32

    def test_it_outlives_a_restart(self, installation: Installation) -> None:
        """The key of fingerprints is stored, so that duplicates are found for ever."""
        assert installation.unlock().fingerprint(1, Secret("x")) == installation.unlock().fingerprint(1, Secret("x"))

    def test_it_tells_nothing_elsewhere(self, installation: Installation, tmp_path: Path) -> None:
        """Another installation fingerprints the same key differently."""
        other = install(tmp_path / "other").unlock()
        assert installation.unlock().fingerprint(1, Secret("x")) != other.fingerprint(1, Secret("x"))


class TestAuditMac:
    def test_it_is_the_same_for_the_same_bytes_only(self, vault: TinkVault) -> None:
        """The chain can be computed again, and no other record has the same MAC."""
        assert vault.audit_mac(b"record") == vault.audit_mac(b"record")
        assert len({vault.audit_mac(record) for record in (b"", b"a", b"b", b"ab", b"a\0")}) == 5

    def test_it_needs_the_key(self, vault: TinkVault, tmp_path: Path) -> None:
        """Another installation computes another MAC."""
        assert vault.audit_mac(b"record")[5:] != install(tmp_path / "other").unlock().audit_mac(b"record")[5:]


class TestSealedUnder:
    def test_it_names_the_key_of_new_values(self, vault: TinkVault) -> None:
        """The id is the one Tink writes in front of each value."""
        sealed = vault.seal(Secret("s"), PLACE)
        assert vault.sealed_under(sealed) == int.from_bytes(sealed[1:5], "big")
        assert vault.is_current(sealed)

    @pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\0\0\0", b"\x00\0\0\0\0\0"])
    def test_what_names_no_key_is_under_none(self, vault: TinkVault, blob: bytes) -> None:
        """Too short, or without Tink's version byte."""
        assert vault.sealed_under(blob) is None
        assert not vault.is_current(blob)


class TestStart:
    def test_a_foreign_kek_locks_the_vault(self, installation: Installation, tmp_path: Path) -> None:
        """The vault does not start, and writes nothing."""
        foreign = install(tmp_path / "other")
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(VaultLocked):
            TinkVault(installation.wrapped, foreign.kek_path)
        assert sorted(tmp_path.rglob("*")) == before

    def test_a_missing_kek_locks_the_vault(self, installation: Installation) -> None:
        """The vault does not make a new KEK for old keysets."""
        installation.kek_path.unlink()
        with pytest.raises(VaultLocked):
            installation.unlock()
        assert list(installation.kek_path.parent.iterdir()) == []


class TestAdopt:
    def test_the_keysets_in_use_are_not_read_again(self, installation: Installation) -> None:
        """Polling the same keysets costs no look at the KEK."""
        vault = installation.unlock()
        installation.kek_path.unlink()
        vault.adopt(installation.wrapped)
        assert vault.open(vault.seal(Secret("s"), PLACE), PLACE).reveal() == "s"

    def test_keysets_that_do_not_open_change_nothing(self, installation: Installation, tmp_path: Path) -> None:
        """A vault that cannot adopt goes on with what it has."""
        vault, foreign = installation.unlock(), install(tmp_path / "other").wrapped
        sealed = vault.seal(Secret("s"), PLACE)
        broken = keyring.WrappedKeysets(installation.wrapped.instance_id, foreign.keysets)
        for wrapped in (foreign, broken):
            with pytest.raises(VaultLocked):
                vault.adopt(wrapped)
        assert vault.open(sealed, PLACE).reveal() == "s"
