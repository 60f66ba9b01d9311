"""cli/vault.py: make, rotate and verify the keys of the vault."""

from tests.moorage.cli.commands import Shell


class TestInit:
    def test_makes_a_folder_a_key_and_a_database_for_the_owner_alone(self, bare_shell: Shell):
        """The data folder is 0700, the database 0600, the key-encryption key 0400."""
        ran = bare_shell.run("vault", "init")
        assert ran.status == 0
        kek = bare_shell.data.parent / "keys" / "kek.json"
        modes = [path.stat().st_mode & 0o777 for path in (bare_shell.data, bare_shell.data / "moorage.sqlite3", kek)]
        assert modes == [0o700, 0o600, 0o400]

    def test_never_overwrites(self, shell: Shell):
        """A second run changes nothing and says why."""
        kek = shell.data.parent / "keys" / "kek.json"
        before = kek.read_bytes()
        ran = shell.run("vault", "init")
        assert ran.status == 1
        assert "already" in ran.err
        assert kek.read_bytes() == before

    def test_without_it_nothing_else_works_or_is_made(self, bare_shell: Shell):
        """A command before `vault init` says so and makes no file."""
        ran = bare_shell.run("user", "list")
        assert ran.status == 1
        assert "no key-encryption key" in ran.err
        assert not bare_shell.data.exists()


class TestVerify:
    def test_says_that_every_value_opens(self, shell: Shell):
        """A sealed signing secret opens."""
        shell.run("key", "create", "--name", "bot")
        ran = shell.run("vault", "verify", "--json")
        assert (ran.status, ran.json) == (0, {"unreadable": []})


class TestRewrap:
    def test_another_kek_opens_the_same_database(self, shell: Shell):
        """After a replaced key-encryption key the old file opens nothing, the new one everything."""
        kek = shell.data.parent / "keys" / "kek.json"
        old = kek.read_bytes()
        shell.run("key", "create", "--name", "bot")
        assert shell.run("vault", "rewrap").status == 0
        assert kek.read_bytes() != old
        assert shell.run("vault", "verify").status == 0
