"""cli/doctor.py: what is wrong with an installation."""

from tests.moorage.cli.commands import Shell


def outcomes(shell: Shell, **settings: str) -> dict[str, str]:
    """Return what each check found."""
    return {found["check"]: found["outcome"] for found in shell.run("doctor", "--json", **settings).json}


class TestDoctor:
    def test_finds_nothing_wrong_in_a_fresh_installation(self, shell: Shell):
        """Every check passes, or warns of the machine's SQLite."""
        assert {check for check, outcome in outcomes(shell).items() if outcome != "ok"} <= {"database"}
        assert shell.run("doctor").status == 0

    def test_warns_of_a_key_beside_the_data(self, shell: Shell):
        """A key-encryption key in the data folder would be backed up with it."""
        settings = {"MOORAGE_KEK_FILE": str(shell.data / "kek.json")}
        assert outcomes(shell, **settings)["key file"] == "warning"

    def test_names_what_does_not_open(self, shell: Shell):
        """Without the key-encryption key the examination ends with a fault and status 1."""
        (shell.data.parent / "keys" / "kek.json").unlink()
        assert outcomes(shell)["opening"] == "fault"
        assert shell.run("doctor").status == 1

    def test_warns_of_an_open_door(self, shell: Shell):
        """Listening beyond this machine without TLS, and keys that may withdraw, are pointed out."""
        found = outcomes(shell, MOORAGE_HOST="0.0.0.0", MOORAGE_POLICY_WITHDRAWAL="warn")
        assert (found["listening"], found["withdrawal"]) == ("warning", "warning")
