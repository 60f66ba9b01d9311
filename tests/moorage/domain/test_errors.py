import inspect
import re
from collections.abc import Iterator

import pytest

from moorage.domain import errors, exchange_errors
from moorage.domain.errors import AlreadyConnected, MoorageError, NotFound, RecordInvalid


def tree(root: type[MoorageError] = MoorageError) -> Iterator[type[MoorageError]]:
    """Yield every error class of the domain."""
    yield root
    for child in root.__subclasses__():
        if child.__module__ in {errors.__name__, exchange_errors.__name__}:
            yield from tree(child)


class TestTree:
    def test_the_drawing_is_the_code(self) -> None:
        """The tree in the module's docstring names exactly the classes there are, at their depths."""
        drawn = dict(_drawn())
        there = {kind.__name__: len(kind.__mro__) - len(MoorageError.__mro__) for kind in tree()}
        assert drawn == there

    def test_the_drawn_statuses_and_codes_are_the_code(self) -> None:
        """Where the drawing names a status and a code, they are the class's own."""
        kinds = {kind.__name__: kind for kind in tree()}
        named = re.findall(r"[├└]── (\w+) +(\d{3}) ([^:\n]+)", errors.__doc__ or "")
        assert len(named) > 15
        for name, status, code in named:
            assert (kinds[name].status, kinds[name].code) == (int(status), code.strip()), name

    @pytest.mark.parametrize("kind", list(tree()), ids=lambda kind: kind.__name__)
    def test_every_error_has_a_sentence_and_a_status(self, kind: type[MoorageError]) -> None:
        """The docstring is what a user reads, the status one of HTTP's error statuses."""
        assert inspect.getdoc(kind)
        assert 400 <= kind.status <= 599
        assert kind.code


class TestMoorageError:
    def test_the_docstring_is_the_sentence(self) -> None:
        """Without words of its own an occurrence says what its class says."""
        assert (NotFound().description, str(NotFound())) == ("Not Found", "Not Found")

    def test_an_occurrence_adds_to_its_class(self) -> None:
        """Description, attributes, delay and extension are kept."""
        fault = RecordInvalid("No.", attributes={"name": ["is bad"]}, retry_after=2.5, extension={"a": 1})
        assert (fault.description, fault.attributes, fault.retry_after) == ("No.", {"name": ["is bad"]}, 2.5)
        assert fault.extension == {"a": 1}

    def test_nothing_is_shared_between_occurrences(self) -> None:
        """Absent attributes are empty."""
        assert (RecordInvalid().attributes, RecordInvalid().extension) == ({}, {})


class TestAlreadyConnected:
    def test_it_names_the_account(self) -> None:
        """The sentence is the API's, the id goes into the extension."""
        fault = AlreadyConnected(7)
        assert fault.attributes == {"api_key": ["This account is already connected!"]}
        assert fault.extension == {"account_id": 7}

    def test_a_lost_race_names_none(self) -> None:
        """Who lost to a race may not know the winner."""
        assert AlreadyConnected().extension == {}


def _drawn() -> Iterator[tuple[str, int]]:
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ((?:│   |    )*)(?:[├└]── )?([A-Z]\w+)", line)
        if found and ("──" in line or found[2] == "MoorageError"):
            yield found[2], len(found[1]) // 4 + ("──" in line)
