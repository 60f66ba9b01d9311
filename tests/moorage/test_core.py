"""core.py: what every command needs, opened in the right order."""

import hashlib
from pathlib import Path

import pytest

from moorage.config import Settings
from moorage.core import DATABASE_NAME, initialise, location, opened
from moorage.domain.access import Permission, Plan
from moorage.domain.errors import ConfigurationError, VaultLocked
from moorage.vault import kek

pytestmark = pytest.mark.anyio


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Settings of an initialised installation."""
    made = Settings(data_dir=tmp_path / "data", kek_file=tmp_path / "keys" / "kek.json")
    await initialise(made)
    return made


def digest(settings: Settings) -> str:
    """Return what the database file holds."""
    return hashlib.sha256((settings.data_dir / DATABASE_NAME).read_bytes()).hexdigest()


class TestInitialise:
    async def test_refuses_a_second_time(self, settings: Settings):
        """An initialised database keeps its keysets."""
        with pytest.raises(ConfigurationError, match="already"):
            await initialise(settings)

    async def test_goes_on_where_a_killed_run_stopped(self, settings: Settings, tmp_path: Path):
        """A key-encryption key that is there is used as it is; it was made before the keysets were stored."""
        before = settings.kek_path.read_bytes()
        other = Settings(data_dir=tmp_path / "other", kek_file=settings.kek_path)
        await initialise(other)
        assert settings.kek_path.read_bytes() == before
        async with opened(other) as core:
            assert await core.rotation.verify() == []

    async def test_refuses_a_key_that_others_can_read(self, settings: Settings, tmp_path: Path):
        """A key-encryption key that is exposed is not put into use."""
        settings.kek_path.chmod(0o644)
        with pytest.raises(VaultLocked, match="read by others"):
            await initialise(Settings(data_dir=tmp_path / "other", kek_file=settings.kek_path))


class TestOpened:
    async def test_what_was_sealed_opens_after_a_restart(self, settings: Settings):
        """Keys made in one opening are verified in the next."""
        async with opened(settings) as core:
            await core.access.create_user("ann", Plan.PRO)
            await core.access.create_key("ann", "bot", [Permission.ACCOUNTS_READ])
        async with opened(settings) as core:
            assert [user.name for user in await core.access.users()] == ["ann"]
            assert await core.rotation.verify() == []

    async def test_reads_the_key_before_the_database(self, settings: Settings):
        """Without the key-encryption key the database is not touched, whatever state it is in."""
        settings.kek_path.unlink()
        (settings.data_dir / DATABASE_NAME).write_bytes(b"no database")
        with pytest.raises(VaultLocked, match="no key-encryption key"):
            async with opened(settings):
                pytest.fail("opened")
        assert (settings.data_dir / DATABASE_NAME).read_bytes() == b"no database"

    async def test_a_foreign_key_changes_nothing(self, settings: Settings, tmp_path: Path):
        """Another installation's key is refused, and the database stays as it is, byte for byte."""
        before = digest(settings)
        kek.create(tmp_path / "foreign" / "kek.json")
        foreign = Settings(data_dir=settings.data_dir, kek_file=tmp_path / "foreign" / "kek.json")
        with pytest.raises(VaultLocked, match="does not open"):
            async with opened(foreign):
                pytest.fail("opened")
        assert digest(settings) == before

    async def test_makes_no_database(self, settings: Settings, tmp_path: Path):
        """Opening where nothing was initialised says so and makes nothing."""
        empty = Settings(data_dir=tmp_path / "empty", kek_file=settings.kek_path)
        with pytest.raises(ConfigurationError, match="vault init"):
            async with opened(empty):
                pytest.fail("opened")
        assert not empty.data_dir.exists()


class TestLocation:
    def test_a_url_wins_over_the_folder(self):
        """One setting puts the tables on PostgreSQL."""
        assert location(Settings(database_url="postgresql://localhost/hub")) == "postgresql://localhost/hub"
        assert location(Settings(data_dir=Path("here"))) == Path("here") / DATABASE_NAME
