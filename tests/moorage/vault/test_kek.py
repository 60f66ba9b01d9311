import json
import os
import traceback
from pathlib import Path

import pytest
import tink
from tink import daead, json_proto_keyset_format, secret_key_access

from moorage.domain.errors import VaultLocked
from moorage.vault import kek, keyring
from tests.moorage.vault.conftest import Installation, install


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below a folder with its mode and bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {str(path): (path.stat().st_mode, path.read_bytes()) for path in files}


def names(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return [path.name for path in folder.iterdir()]


def key_material(path: Path) -> str:
    keyset = json.loads(path.read_text())
    return str(keyset["key"][0]["keyData"]["value"])


def failure_of(path: Path) -> str:
    """Return the traceback of loading a file, with the local variables of every frame below this one."""
    try:
        kek.load(path)
    except VaultLocked as fault:
        return "".join(traceback.TracebackException.from_exception(fault, capture_locals=True).format())
    return ""


class TestCreate:
    def test_the_file_is_for_its_owner_only(self, tmp_path: Path) -> None:
        """The file has mode 0400, and every folder made for it 0700."""
        path = tmp_path / "data" / "keys" / "kek.json"
        kek.create(path)
        assert path.stat().st_mode & 0o777 == 0o400
        assert {path.parent.stat().st_mode & 0o777, path.parent.parent.stat().st_mode & 0o777} == {0o700}

    def test_nothing_else_is_left(self, tmp_path: Path) -> None:
        """The draft is gone when the file is there."""
        kek.create(tmp_path / "keys" / "kek.json")
        assert names(tmp_path / "keys") == ["kek.json"]

    def test_a_kek_is_never_overwritten(self, installation: Installation) -> None:
        """Making it again is refused and changes nothing."""
        before = snapshot(installation.kek_path.parent)
        with pytest.raises(VaultLocked, match="exists already"):
            kek.create(installation.kek_path)
        assert snapshot(installation.kek_path.parent) == before

    def test_a_dangling_link_is_not_followed(self, tmp_path: Path) -> None:
        """A prepared symbolic link does not lead the key elsewhere."""
        keys, elsewhere = tmp_path / "keys", tmp_path / "elsewhere"
        keys.mkdir(mode=0o700)
        (keys / "kek.json").symlink_to(elsewhere)
        with pytest.raises(VaultLocked):
            kek.create(keys / "kek.json")
        assert not elsewhere.exists()

    @pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
    def test_a_shared_folder_is_refused(self, tmp_path: Path, mode: int) -> None:
        """Whoever can write the folder could replace the key."""
        keys = tmp_path / "keys"
        keys.mkdir()
        keys.chmod(mode)
        with pytest.raises(VaultLocked, match="written by others"):
            kek.create(keys / "kek.json")
        assert names(keys) == []

    def test_a_folder_that_is_a_file_is_told(self, tmp_path: Path) -> None:
        """What the system refuses becomes one line."""
        (tmp_path / "keys").write_text("")
        with pytest.raises(VaultLocked, match="cannot be written"):
            kek.create(tmp_path / "keys" / "kek.json")

    def test_no_two_keks_are_alike(self, tmp_path: Path) -> None:
        """Every installation has its own key of 256 bits."""
        for name in ("a", "b"):
            kek.create(tmp_path / name)
        assert key_material(tmp_path / "a") != key_material(tmp_path / "b")


class TestLoad:
    def test_it_opens_what_was_wrapped(self, installation: Installation) -> None:
        """The KEK read from the file unwraps what the created one wrapped."""
        ring = keyring.unlock(installation.wrapped, kek.load(installation.kek_path))
        assert ring.instance_id == installation.wrapped.instance_id

    def test_a_missing_file_is_told(self, tmp_path: Path) -> None:
        """Nothing is made in its place."""
        with pytest.raises(VaultLocked, match="no key-encryption key at"):
            kek.load(tmp_path / "kek.json")
        assert names(tmp_path) == []

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o440, 0o404, 0o660, 0o666, 0o777])
    def test_a_file_others_can_read_is_refused(self, installation: Installation, mode: int) -> None:
        """The mode is not repaired: whoever read the key has it."""
        installation.kek_path.chmod(mode)
        before = snapshot(installation.kek_path.parent)
        with pytest.raises(VaultLocked, match="read by others"):
            kek.load(installation.kek_path)
        assert snapshot(installation.kek_path.parent) == before

    def test_a_symbolic_link_is_refused(self, installation: Installation) -> None:
        """A link would let its target be anything."""
        link = installation.kek_path.with_name("link")
        link.symlink_to(installation.kek_path)
        with pytest.raises(VaultLocked, match="symbolic link"):
            kek.load(link)

    def test_a_folder_or_pipe_is_refused(self, tmp_path: Path) -> None:
        """Neither is read, and a pipe does not hold the start."""
        os.mkfifo(tmp_path / "pipe", 0o400)
        for path in (tmp_path, tmp_path / "pipe"):
            with pytest.raises(VaultLocked, match="not a regular file"):
                kek.load(path)

    @pytest.mark.parametrize(
        "content",
        [b"", b"\n", b"{}", b"[]", b"null", b"1", b'"text"', b"\xff\xfe", b"[" * 9000, b'{"key":[],"primaryKeyId":1}'],
    )
    def test_what_is_no_keyset_is_refused(self, tmp_path: Path, content: bytes) -> None:
        """Empty, nested, foreign or undecodable files are one clean error."""
        path = tmp_path / "kek.json"
        path.write_bytes(content)
        path.chmod(0o400)
        with pytest.raises(VaultLocked, match="not a key-encryption key"):
            kek.load(path)

    def test_every_truncation_is_refused(self, installation: Installation) -> None:
        """Half a file never becomes a key; only the newline at the end may be missing."""
        whole = installation.kek_path.read_bytes().rstrip()
        path = installation.kek_path.with_name("short.json")
        for length in range(len(whole)):
            path.write_bytes(whole[:length])
            path.chmod(0o600)
            with pytest.raises(VaultLocked):
                kek.load(path)

    def test_another_kind_of_keyset_is_refused(self, tmp_path: Path) -> None:
        """A keyset of Tink that is no AES256-GCM key is no KEK."""
        daead.register()
        keyset = tink.new_keyset_handle(daead.deterministic_aead_key_templates.AES256_SIV)
        path = tmp_path / "kek.json"
        path.write_text(json_proto_keyset_format.serialize(keyset, secret_key_access.TOKEN))
        path.chmod(0o400)
        with pytest.raises(VaultLocked, match="not a key-encryption key"):
            kek.load(path)

    def test_a_failure_never_shows_the_key(self, installation: Installation) -> None:
        """Not even a traceback with all local variables holds bytes of the file."""
        whole = installation.kek_path.read_text()
        material = key_material(installation.kek_path)
        path = installation.kek_path.with_name("broken.json")
        path.write_text(whole[:-3])
        path.chmod(0o400)
        shown = failure_of(path)
        assert "VaultLocked" in shown
        assert not any(material[at : at + 8] in shown for at in range(len(material) - 8))


class TestUnwrap:
    def test_another_kek_is_told(self, installation: Installation, tmp_path: Path) -> None:
        """The KEK of another installation does not open these keysets."""
        foreign = install(tmp_path / "other")
        with pytest.raises(VaultLocked, match="does not open"):
            keyring.unlock(installation.wrapped, kek.load(foreign.kek_path))


class TestEnsure:
    def test_makes_a_key_once(self, tmp_path: Path) -> None:
        """The first call makes the file, the second reads it; a dangling link is not followed."""
        path = tmp_path / "keys" / "kek.json"
        kek.ensure(path)
        before = path.read_bytes()
        kek.ensure(path)
        assert path.read_bytes() == before
        link = tmp_path / "link.json"
        link.symlink_to(tmp_path / "nowhere.json")
        with pytest.raises(VaultLocked, match="symbolic link"):
            kek.ensure(link)
