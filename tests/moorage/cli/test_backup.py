"""cli/backup.py: copy the live database."""

from pathlib import Path

from tests.moorage.cli.commands import Shell


class TestBackup:
    def test_the_copy_is_a_whole_installation(self, shell: Shell, tmp_path: Path):
        """A copy in the place of the database serves with the same key-encryption key."""
        shell.run("key", "create", "--name", "bot")
        copy = tmp_path / "restored" / "moorage.sqlite3"
        copy.parent.mkdir(mode=0o700)
        assert shell.run("backup", str(copy)).status == 0
        assert copy.stat().st_mode & 0o777 == 0o600
        restored = Shell(copy.parent, shell.settings)
        assert restored.run("vault", "verify").status == 0
        assert restored.run("key", "list", "--json").json[0]["name"] == "bot"

    def test_never_overwrites(self, shell: Shell, tmp_path: Path):
        """A file in the way is left as it is."""
        target = tmp_path / "precious"
        target.write_text("precious")
        assert shell.run("backup", str(target)).status == 1
        assert target.read_text() == "precious"
