"""cli/audit.py: the chain of changes is whole, or the first broken record is named."""

import sqlite3

from tests.moorage.cli.commands import Shell


class TestVerify:
    def test_counts_whole_records(self, shell: Shell):
        """After changes the chain is whole, and its anchor is accepted by the next run."""
        shell.run("key", "create", "--name", "bot")
        told = shell.run("audit", "verify", "--json").json
        assert told["broken"] is None
        assert told["records"] >= 2
        assert shell.run("audit", "verify", "--anchor", told["anchor"]).status == 0

    def test_names_an_edited_record(self, shell: Shell):
        """An edit by somebody with the database but not the vault is found, with status 1."""
        with sqlite3.connect(shell.data / "moorage.sqlite3") as database:
            database.execute("UPDATE audit_records SET action = 'nothing' WHERE seq = 1")
        database.close()
        ran = shell.run("audit", "verify", "--json")
        assert (ran.status, ran.json["broken"]) == (1, 1)

    def test_says_what_an_anchor_looks_like(self, shell: Shell):
        """A wrong anchor is a wrong option."""
        assert shell.run("audit", "verify", "--anchor", "x").status == 2
