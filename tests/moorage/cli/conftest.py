"""A shell with a fresh installation."""

import shutil
from pathlib import Path

import pytest

from tests.moorage.cli.commands import Shell


@pytest.fixture
def bare_shell(tmp_path: Path) -> Shell:
    """A folder in which nothing was initialised."""
    return Shell(tmp_path / "data", {"MOORAGE_KEK_FILE": str(tmp_path / "keys" / "kek.json")})


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an initialised installation and its first user, to be copied."""
    folder = tmp_path_factory.mktemp("installation")
    made = Shell(folder / "data", {"MOORAGE_KEK_FILE": str(folder / "keys" / "kek.json")})
    assert made.run("vault", "init").status == 0
    assert made.run("user", "create", "--name", "owner").status == 0
    return folder


@pytest.fixture
def shell(installation: Path, bare_shell: Shell) -> Shell:
    """An initialised installation with its first user."""
    shutil.copytree(installation, bare_shell.data.parent, dirs_exist_ok=True)
    return bare_shell
