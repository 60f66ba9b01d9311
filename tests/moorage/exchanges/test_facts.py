"""The base of every block of an entry."""

import msgspec
import pytest

from moorage.exchanges.facts import Facts


class Harbour(Facts, frozen=True, kw_only=True):
    """A block of its own."""

    name: str


class TestFacts:
    def test_refuses_an_unknown_key(self):
        """A key that the form does not know is a mistake, not a remark."""
        with pytest.raises(msgspec.ValidationError, match="unknown field"):
            msgspec.convert({"name": "Brest", "depth": 3}, Harbour)

    def test_cannot_be_changed(self):
        """Facts are shared by all sessions."""
        with pytest.raises(AttributeError):
            Harbour(name="Brest").name = "Kiel"
