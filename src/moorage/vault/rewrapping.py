"""Replace the key-encryption key, so that a kill at any point leaves an installation that starts.

The order, and what a start finds after a kill behind each step:

1. `<kek>.next` is made beside the KEK.      The keysets are under the old KEK; the next one is not used yet.
2. One transaction stores the keysets under the next KEK.      They open with `<kek>.next`.
3. `<kek>.next` is renamed to `<kek>`.       They open with the KEK; the old one is gone.

So unlocking tries both files, and running it again goes on with the next KEK that is there instead of making
another. A lock on the folder keeps two runs apart: renaming the next KEK of another run could lose the right one.
A backup from before opens with the KEK of its day only.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from moorage.domain.errors import VaultLocked
from moorage.services.repositories import WrappedKeysets
from moorage.vault import kek, keyring
from moorage.vault.kek import Kek
from moorage.vault.keyring import Keyring


class Unlocked(NamedTuple):
    """Keysets in the clear, and the KEK they are stored under."""

    keyring: Keyring
    kek: Kek


def unlock(wrapped: WrappedKeysets, path: Path) -> Unlocked:
    """Decrypt keysets with the KEK at `path`, or with the next one beside it.

    The next one is read first: a rename in between moves it to where it is read second.

    Raises:
        VaultLocked: neither opens them; or as `kek.load`.
    """
    following = next_path(path)
    if os.path.lexists(following):
        try:
            return _unlock(wrapped, following)
        except VaultLocked:
            pass
    return _unlock(wrapped, path)


def _unlock(wrapped: WrappedKeysets, path: Path) -> Unlocked:
    key = kek.load(path)
    return Unlocked(keyring.unlock(wrapped, key), key)


def next_path(path: Path) -> Path:
    """Return where the next KEK lies while it is put into use."""
    return path.with_name(f"{path.name}.next")


class KekReplacement:
    """`services.rotation.KekReplacement` for a KEK in a file."""

    def __init__(self, path: Path) -> None:
        """Take the place of the KEK."""
        self._path = path
        self._next = next_path(path)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Keep other runs out, on this machine, until the block ends.

        Raises:
            VaultLocked: another run is at it, or there is no such folder.
        """
        descriptor = self._lock_folder()
        try:
            yield
        finally:
            os.close(descriptor)

    def prepare(self) -> None:
        """Make the next KEK, unless an earlier run did. Raises `VaultLocked` as `kek.create`."""
        if not os.path.lexists(self._next):
            kek.create(self._next)

    def rewrap(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Return the keysets under the next KEK.

        Raises:
            VaultLocked: they open neither with the KEK nor with the next one.
        """
        return unlock(wrapped, self._path).keyring.wrapped(kek.load(self._next))

    def finish(self) -> None:
        """Put the next KEK in the place of the old one, on the disk when this returns.

        Raises:
            VaultLocked: the folder cannot be written; the keysets open with the next KEK where it is.
        """
        try:
            self._next.replace(self._path)
            kek.sync_folder(self._path.parent)
        except OSError as fault:
            raise VaultLocked(f"{self._next} cannot be renamed to {self._path}: {fault.strerror}.") from None

    def _lock_folder(self) -> int:
        folder = self._path.parent
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as fault:
            raise VaultLocked(f"The folder {folder} of the key-encryption key: {fault.strerror}.") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise VaultLocked("Another run is replacing the key-encryption key.") from None
        return descriptor
