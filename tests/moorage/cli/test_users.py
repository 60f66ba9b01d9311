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


class TestSet:
    def test_chooses_the_currency_of_values(self, shell: Shell):
        """As it is listed afterwards; small letters will do."""
        assert shell.run("user", "set", "owner", "--display-currency", "eur").status == 0
        assert [user["display_currency"] for user in shell.run("user", "list", "--json").json] == ["EUR"]

    def test_refuses_a_currency_that_is_not_known(self, shell: Shell):
        """A typing error would show dollars for ever."""
        ran = shell.run("user", "set", "owner", "--display-currency", "EUX")
        assert ran.status == 2
        assert "EUX" in ran.err
