"""An installation of its own for each test of the vault."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from moorage.services.repositories import WrappedKeysets
from moorage.vault import kek, keyring
from moorage.vault.sealing import TinkVault


@dataclass
class Installation:
    """A KEK in a file and the keysets that are stored under it."""

    kek_path: Path
    wrapped: WrappedKeysets

    def unlock(self) -> TinkVault:
        """Start a vault as a server does."""
        return TinkVault(self.wrapped, self.kek_path)


def install(folder: Path) -> Installation:
    """Make the keys of a new installation in a folder."""
    path = folder / "keys" / "kek.json"
    return Installation(path, keyring.create().wrapped(kek.create(path)))


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Return a new installation."""
    return install(tmp_path)


@pytest.fixture
def vault(installation: Installation) -> TinkVault:
    """Return the vault of a new installation."""
    return installation.unlock()
