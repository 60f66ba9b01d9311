import os
import struct
from pathlib import Path

import pytest

from moorage.vault import exposure
from moorage.vault.exposure import is_exposed

OWNER, USER, GROUP, NAMED_GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
READ = 4
NOBODY = 65534
ANY = 0xFFFFFFFF


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "key"
    made.write_bytes(b"x")
    made.chmod(0o400)
    return made


def exposed(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return is_exposed(descriptor)
    finally:
        os.close(descriptor)


def acl(*entries: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


class TestIsExposed:
    @pytest.mark.parametrize("mode", [0o400, 0o600, 0o000, 0o700])
    def test_a_file_of_ours_alone_is_safe(self, path: Path, mode: int) -> None:
        """Modes without a bit for group and others pass."""
        descriptor = os.open(path, os.O_RDONLY)
        path.chmod(mode)
        assert not is_exposed(descriptor)
        os.close(descriptor)

    @pytest.mark.parametrize("mode", [0o440, 0o404, 0o644, 0o640, 0o420, 0o402, 0o410, 0o401])
    def test_any_bit_for_group_or_others_exposes(self, path: Path, mode: int) -> None:
        """Reading, writing and executing by anyone else are all refused."""
        path.chmod(mode)
        assert exposed(path)

    def test_another_owner_exposes(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file of somebody who is neither root nor us can be changed by him."""
        os.chown(path, NOBODY, -1) if os.geteuid() == 0 else monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
        assert exposed(path)

    def test_root_may_own_it(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Root can read everything anyway: a file that root handed to us is fine."""
        status = os.stat_result((0o100400, 1, 1, 1, 0, 0, 1, 0, 0, 0))
        monkeypatch.setattr(exposure.os, "fstat", lambda _: status)
        monkeypatch.setattr(exposure.os, "geteuid", lambda: NOBODY)
        assert not exposed(path)


class TestAccessControlLists:
    @pytest.fixture(autouse=True)
    def _credential_of_systemd(self, path: Path) -> None:
        path.chmod(0o440)

    def _given(self, monkeypatch: pytest.MonkeyPatch, *entries: tuple[int, int, int]) -> None:
        monkeypatch.setattr(exposure.os, "getxattr", lambda *_: acl(*entries))

    def test_a_list_that_names_only_us_is_safe(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Systemd's credential, 0440 on the surface, is readable for root and the service alone."""
        us = (USER, READ, os.geteuid())
        self._given(monkeypatch, (OWNER, READ, ANY), us, (GROUP, 0, ANY), (MASK, READ, ANY), (OTHER, 0, ANY))
        assert not exposed(path)

    @pytest.mark.parametrize(
        "extra", [(USER, READ, NOBODY), (GROUP, READ, ANY), (NAMED_GROUP, READ, 100), (OTHER, READ, ANY)]
    )
    def test_a_list_that_lets_anyone_else_in_exposes(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, extra: tuple[int, int, int]
    ) -> None:
        """Another user, the group, another group and everybody each make the file public."""
        self._given(monkeypatch, (OWNER, READ, ANY), (USER, READ, os.geteuid()), (MASK, READ, ANY), extra)
        assert exposed(path)

    def test_a_mangled_list_is_not_believed(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What cannot be read says nothing in favour of the file."""
        monkeypatch.setattr(exposure.os, "getxattr", lambda *_: acl((OWNER, READ, ANY)) + b"?")
        assert exposed(path)
