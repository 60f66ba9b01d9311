import pytest
from sqlalchemy import bindparam, insert, select

from moorage.domain.errors import RecordInvalid
from moorage.storage.query import Query
from moorage.storage.tables import USERS

BY_NAME = Query(select(USERS.c.id).where(USERS.c.name == bindparam("name"), USERS.c.plan == bindparam("plan")))


class TestQuery:
    def test_each_driver_gets_its_own_marks(self):
        """One statement becomes question marks for SQLite and numbers for PostgreSQL."""
        assert BY_NAME.sqlite.text.count("?") == 2
        assert "$1" in BY_NAME.postgresql.text
        assert "$2" in BY_NAME.postgresql.text

    def test_a_lock_is_asked_of_postgresql_only(self):
        """SQLite has one writer, so it needs no row locks."""
        query = Query(select(USERS.c.id).with_for_update())
        assert "FOR UPDATE" in query.postgresql.text
        assert "FOR UPDATE" not in query.sqlite.text

    def test_columns_of_an_insert_are_its_parameters(self):
        """An insert takes the values of the columns it names."""
        query = Query(insert(USERS), ["plan", "name"])
        assert sorted(query.sqlite.bind({"name": "ada", "plan": "pro", "other": 1})) == ["ada", "pro"]


class TestBind:
    def test_values_stand_in_the_order_of_the_statement(self):
        """Parameters are taken by name, whatever the order they are given in."""
        assert BY_NAME.sqlite.bind({"plan": "pro", "name": "ada"}) == ["ada", "pro"]

    def test_constants_of_a_statement_are_kept(self):
        """A constant inside a statement needs no value."""
        query = Query(select(USERS.c.id).where(USERS.c.id == 5, USERS.c.name == bindparam("name")))
        assert query.sqlite.bind({"name": "ada"}) == [5, "ada"]
        assert query.postgresql.bind({"name": "ada"}) == [5, "ada"]

    def test_a_missing_value_is_a_mistake(self):
        """A parameter without a value is never taken for NULL."""
        with pytest.raises(KeyError):
            BY_NAME.sqlite.bind({"name": "ada"})

    @pytest.mark.parametrize("text", ["a\0b", "\0", "a\ud800", "\udfff"])
    def test_text_that_postgresql_cannot_store_is_refused(self, text: str):
        """NUL and half a surrogate pair are refused for both engines, naming the parameter."""
        for compiled in (BY_NAME.sqlite, BY_NAME.postgresql):
            with pytest.raises(RecordInvalid) as refused:
                compiled.bind({"name": "ada", "plan": text})
            assert list(refused.value.attributes) == ["plan"]

    @pytest.mark.parametrize("text", ["", "é", "\N{ANCHOR}", "\U0001f6a2", "\x01\x7f\u2028"])
    def test_any_other_text_is_taken(self, text: str):
        """Whatever else Unicode has can be stored."""
        assert BY_NAME.sqlite.bind({"name": text, "plan": "pro"}) == [text, "pro"]
