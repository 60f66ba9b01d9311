"""cli/users.py: add and list users."""

from tests.moorage.cli.commands import Shell


class TestCreate:
    def test_adds_a_user_on_a_plan(self, shell: Shell):
        """A new user is listed with the plan."""
        assert shell.run("user", "create", "--name", "ann", "--plan", "pro").status == 0
        assert [(user["name"], user["plan"]) for user in shell.run("user", "list", "--json").json] == [
            ("owner", "expert"),
            ("ann", "pro"),
        ]

    def test_refuses_a_taken_name(self, shell: Shell):
        """A name is used once."""
        ran = shell.run("user", "create", "--name", "owner")
        assert ran.status == 1
        assert "name" in ran.err
