import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moorage.api.parameters import is_json, parse
from moorage.domain.errors import RecordInvalid

TYPES = ["binance_margin", "binance_futures"]


def refuse(query: bytes, body: bytes, name: str) -> None:
    with pytest.raises(RecordInvalid) as refused:
        parse(query, body)
    assert refused.value.attributes == {name: ["is invalid"]}


class TestSources:
    @pytest.mark.parametrize(
        ("query", "body"), [(b"name=a+b%21", b""), (b"", b"name=a+b%21"), (b"", b'{"name": "a b!"}')]
    )
    def test_all_three_are_read(self, query: bytes, body: bytes):
        """Query, form and JSON say the same."""
        assert parse(query, body) == {"name": "a b!"}

    @pytest.mark.parametrize("body", [b"name=body&type=t", b'{"name": "body", "type": "t"}'])
    def test_the_query_wins(self, body: bytes):
        """Where both carry a name, the query's value counts."""
        assert parse(b"name=query", body) == {"name": "query", "type": "t"}

    def test_an_empty_body_has_none(self):
        """Nothing is nothing, whatever its content type."""
        assert parse(b"", b"") == {}

    def test_null_is_no_parameter(self):
        """A JSON null says that nothing is given."""
        assert parse(b"", b'{"name": null}') == {}


class TestLists:
    @pytest.mark.parametrize(
        ("query", "body"),
        [
            (b"", json.dumps({"types_to_create": TYPES}).encode()),
            (b"types_to_create[0]=binance_margin&types_to_create[1]=binance_futures", b""),
            (b"types_to_create%5B1%5D=binance_futures&types_to_create%5B0%5D=binance_margin", b""),
            (b"", b"types_to_create[]=binance_margin&types_to_create[]=binance_futures"),
        ],
    )
    def test_spellings_mean_the_same(self, query: bytes, body: bytes):
        """JSON, indexed and repeated names are one list."""
        assert parse(query, body) == {"types_to_create": TYPES}

    @pytest.mark.parametrize("query", [b"types[0]=a&types[0]=b", b"types[]=a&types[0]=b"])
    def test_two_values_in_one_place_are_refused(self, query: bytes):
        """Which one counts is not guessed."""
        refuse(query, b"", "types")

    def test_a_name_alone_and_in_a_list_is_refused(self):
        """`a` and `a[]` cannot both be meant."""
        refuse(b"a=1&a[]=2", b"", "query")


class TestRefusals:
    def test_a_name_given_twice(self):
        """In one source a name has one value."""
        refuse(b"name=a&name=b", b"", "name")
        refuse(b"", b'{"name": "a", "name": "a"}', "body")
        refuse(b"", b'{"x": {"y": 1, "y": 2}}', "body")

    @pytest.mark.parametrize(
        "body",
        [
            b"{" * 60_000,
            b"[" * 60_000,
            b'{"a":' * 60_000,
            b'{"a": ' + b"[" * 17 + b"]" * 17 + b"}",
            b'{"a": ' + b"9" * 5000 + b"}",
            b'{"a": 1.' + b"9" * 5000 + b"}",
            b'{"a": NaN}',
            b'{"a": -Infinity}',
            b'{"a": "\xff"}',
            b'{"a": 1',
            b'{"a": 1} trailing',
            b"[]",
            b"{'a': 1}",
            b'{"a": "\x01"}',
        ],
    )
    def test_json_that_cannot_be_read(self, body: bytes):
        """Too deep, too long, not a number, not UTF-8, not an object: all are one clean refusal."""
        refuse(b"", body, "body")

    @pytest.mark.parametrize("query", [b"a=%ff", b"%ff=1", b"a=\xff", b"a=%ED%A0%80"])
    def test_text_that_is_not_utf8(self, query: bytes):
        """Bytes that are no text are refused."""
        refuse(query, b"", "query")

    def test_more_than_a_hundred(self):
        """A hundred parameters are enough."""
        many = "&".join(f"p{number}=1" for number in range(101)).encode()
        refuse(many, b"", "query")
        refuse(b"", many, "body")
        refuse(b"", json.dumps({f"p{number}": 1 for number in range(101)}).encode(), "body")
        assert len(parse(many.rpartition(b"&")[0], b"")) == 100
        refuse(b"x=1", many.rpartition(b"&")[0], "body")

    def test_a_name_that_is_no_name_is_not_echoed(self):
        """A value pasted in a name's place stays unsaid."""
        refuse(b"S3cret-Value=1&S3cret-Value=2", b"", "query")

    @given(st.binary(max_size=200), st.binary(max_size=200))
    @settings(max_examples=500)
    def test_any_bytes_are_read_or_refused(self, query: bytes, body: bytes):
        """No input raises anything else."""
        with contextlib.suppress(RecordInvalid):
            assert isinstance(parse(query, body), dict)

    @given(st.dictionaries(st.text("abc_", min_size=1), st.text(st.characters(exclude_categories=["Cs"])), max_size=9))
    def test_json_is_read_back(self, given_parameters: dict[str, str]):
        """What JSON says is what is given."""
        assert parse(b"", json.dumps(given_parameters).encode()) == given_parameters


class TestIsJson:
    def test_the_first_byte_decides(self):
        """As it decides for signatures."""
        assert [is_json(body) for body in (b"{", b"[", b" {", b"a=1", b"")] == [True, True, False, False, False]
