"""The key-encryption key: a Tink AES256-GCM keyset as JSON, in a file that only its owner can read."""

import errno
import os
import secrets
import stat
from pathlib import Path
from typing import Final

import tink
from tink import aead, json_proto_keyset_format, proto_keyset_format, secret_key_access

from moorage.domain.errors import VaultLocked
from moorage.vault.exposure import is_exposed

MAXIMUM_SIZE: Final = 16 * 1024  # bytes; a keyset of one key has about 300
AES_GCM: Final = "type.googleapis.com/google.crypto.tink.AesGcmKey"


class Kek:
    """Encrypts keysets, and nothing else."""

    __slots__ = ("_aead",)

    def __init__(self, keyset: tink.KeysetHandle) -> None:
        """Take an AEAD keyset. Raises `tink.TinkError` when it is none."""
        self._aead = keyset.primitive(aead.Aead)

    def wrap(self, keyset: tink.KeysetHandle, associated: bytes) -> bytes:
        """Encrypt a keyset, bound to `associated`."""
        wrapped: bytes = proto_keyset_format.serialize_encrypted(keyset, self._aead, associated)
        return wrapped

    def unwrap(self, wrapped: bytes, associated: bytes) -> tink.KeysetHandle:
        """Decrypt a keyset.

        Raises:
            VaultLocked: wrapped by another KEK, damaged, or bound to something else.
        """
        try:
            return proto_keyset_format.parse_encrypted(wrapped, self._aead, associated)
        except tink.TinkError:
            raise VaultLocked("The key-encryption key does not open this installation's keysets.") from None


def create(path: Path) -> Kek:
    """Make a KEK in a new file, mode 0400, in a folder that is made with 0700 if it is missing.

    The file appears whole or not at all, and is on the disk when this returns.

    Raises:
        VaultLocked: the file exists (it is never overwritten), its folder can be written by others, or it cannot
            be written.
    """
    keyset = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    try:
        _make_folder(path.parent)
        _write(path, json_proto_keyset_format.serialize(keyset, secret_key_access.TOKEN).encode())
    except FileExistsError:
        raise VaultLocked(f"{path} exists already; a key-encryption key is never overwritten.") from None
    except OSError as fault:
        raise VaultLocked(f"The key-encryption key {path} cannot be written: {fault.strerror}.") from None
    return Kek(keyset)


def load(path: Path) -> Kek:
    """Read the KEK.

    Raises:
        VaultLocked: the file is missing, a symbolic link, no regular file, can be read by others, empty, or no
            AES256-GCM keyset. The reason names the path and never a byte of the file.
    """
    kek = _parse(_read(path))
    if kek is None:
        raise VaultLocked(f"{path} is not a key-encryption key (a Tink AES256-GCM keyset as JSON).")
    return kek


def ensure(path: Path) -> Kek:
    """Read the KEK that is there, or make one. Raises `VaultLocked` as `load` and `create`."""
    return load(path) if os.path.lexists(path) else create(path)


def _parse(raw: bytes) -> Kek | None:
    """Return None for what is no KEK: an error raised here would carry the bytes in its frame."""
    try:
        keyset = json_proto_keyset_format.parse(raw.decode(), secret_key_access.TOKEN)
        if any(key.type_url != AES_GCM for key in keyset.keyset_info().key_info):
            return None
        return Kek(keyset)
    except (tink.TinkError, UnicodeDecodeError, RecursionError):
        return None


def _read(path: Path) -> bytes:
    descriptor = _open(path)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise VaultLocked(f"The key-encryption key {path} is not a regular file.")
        if is_exposed(descriptor):
            raise VaultLocked(f"The key-encryption key {path} can be read by others; it must be yours with mode 0400.")
        return os.read(descriptor, MAXIMUM_SIZE)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise VaultLocked(f"There is no key-encryption key at {path}.") from None
    except OSError as fault:
        why = "it is a symbolic link" if fault.errno == errno.ELOOP else fault.strerror
        raise VaultLocked(f"The key-encryption key {path} cannot be opened: {why}.") from None


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    elif folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not folder.stat().st_mode & stat.S_ISVTX:
        raise VaultLocked(f"{folder} can be written by others; the key-encryption key needs a folder of its own.")


def _write(path: Path, content: bytes) -> None:
    """Write a draft and link it into place: a link, unlike a rename, never replaces a file."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o400)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path, follow_symlinks=False)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names of a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
