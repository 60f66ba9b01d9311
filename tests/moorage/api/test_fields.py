from collections.abc import Callable
from typing import Any

import pytest

from moorage.api.fields import LONGEST_SECRET, Fields, parse_id
from moorage.domain.credentials import Secret
from moorage.domain.errors import NotFound, RecordInvalid

CANARY = "CANARY"
NO_TEXT: list[object] = [1, 1.5, True, [], {}, ["a"], "a\0b", "\ud800", "x\udfff"]


def fault(read: Callable[[Fields], object], given: dict[str, object]) -> dict[str, Any]:
    fields = Fields(given)
    read(fields)
    with pytest.raises(RecordInvalid) as refused:
        fields.require_sound()
    assert CANARY not in str(refused.value.attributes)
    return dict(refused.value.attributes)


class TestParseId:
    @pytest.mark.parametrize("text", ["1", "41871907", "2147483647", "0000000005"])
    def test_ascii_digits_in_range(self, text: str):
        """Ids are 1 to 2^31-1."""
        assert parse_id(text) == int(text)

    @pytest.mark.parametrize(
        "text",
        [
            "0",
            "-1",
            "+5",
            "1_0",
            " 1",
            "1 ",
            "1.0",
            "",
            "2147483648",
            "9" * 30,
            "\u0661",
            "\u00b2",
            "1\n",
            "summary",
            "0x1",
        ],
    )
    def test_anything_else_is_nobodys(self, text: str):
        """What is no id is not found, like an id nobody has."""
        with pytest.raises(NotFound):
            parse_id(text)


class TestText:
    def test_absent_is_none(self):
        """Not given is not a fault."""
        fields = Fields({})
        assert fields.text("name") is None
        fields.require_sound()

    def test_empty_is_kept(self):
        """Whether empty is enough is for the rules to say."""
        assert Fields({"name": ""}).text("name") == ""

    @pytest.mark.parametrize("value", NO_TEXT)
    def test_what_is_no_text_is_invalid(self, value: object):
        """Other types, NUL and broken surrogates are refused."""
        assert fault(lambda fields: fields.text("name"), {"name": value}) == {"name": ["is invalid"]}

    def test_too_long_is_told_with_the_bound(self):
        """The bound is told, the value is not."""
        found = fault(lambda fields: fields.text("name"), {"name": CANARY * 50})
        assert found == {"name": ["is too long (maximum is 255 characters)"]}


class TestRequired:
    def test_missing_and_empty_are_told_apart(self):
        """The contract has two sentences."""
        assert fault(lambda fields: fields.required("name"), {}) == {"name": ["is missing"]}
        assert fault(lambda fields: fields.required("name"), {"name": ""}) == {"name": ["is empty"]}

    def test_invalid_is_told_once(self):
        """One fault, one sentence."""
        assert fault(lambda fields: fields.required("name"), {"name": [CANARY]}) == {"name": ["is invalid"]}

    def test_faults_of_several_fields_are_told_together(self):
        """A form is corrected in one go."""
        found = fault(lambda fields: (fields.required("a"), fields.required("b")), {})
        assert found == {"a": ["is missing"], "b": ["is missing"]}


class TestSecret:
    def test_a_secret_is_wrapped(self):
        """It never stands in the clear again."""
        assert Fields({"secret": "s3cret"}).secret("secret") == Secret("s3cret")

    def test_it_may_be_a_pem_but_not_endless(self):
        """Some exchanges hand out RSA keys."""
        assert len(Fields({"secret": "x" * LONGEST_SECRET}).secret("secret") or "") == LONGEST_SECRET
        assert "secret" in fault(lambda fields: fields.secret("secret"), {"secret": "x" * (LONGEST_SECRET + 1)})


class TestFlag:
    @pytest.mark.parametrize(
        ("value", "flag"), [(True, True), ("true", True), ("1", True), (False, False), ("false", False), ("0", False)]
    )
    def test_spellings(self, value: object, flag: bool):
        """JSON booleans and four texts."""
        assert Fields({"f": value}).flag("f") is flag

    def test_absent_is_none(self):
        """Not given leaves things as they are."""
        assert Fields({}).flag("f") is None

    @pytest.mark.parametrize("value", [1, 0, "yes", "", "TRUE", [], 1.0])
    def test_anything_else_is_invalid(self, value: object):
        """A flag is not guessed."""
        assert fault(lambda fields: fields.flag("f"), {"f": value}) == {"f": ["is invalid"]}


class TestNumber:
    @pytest.mark.parametrize(("value", "number"), [(1, 1), ("1", 1), (100, 100), ("100", 100)])
    def test_whole_numbers_in_range(self, value: object, number: int):
        """From 1 to the highest."""
        assert Fields({"n": value}).number("n", 7, 100) == number

    def test_absent_is_the_default(self):
        """Not given is the default."""
        assert Fields({}).number("n", 7, 100) == 7

    @pytest.mark.parametrize("value", [0, 101, -1, True, 1.0, "1.0", "-1", "", "9" * 11, "१", None, [], 10**30])
    def test_anything_else_is_invalid(self, value: object):
        """Out of range is a fault, not a clamp."""
        assert fault(lambda fields: fields.number("n", 7, 100), {"n": value}) == {"n": ["is invalid"]}


class TestTexts:
    @pytest.mark.parametrize("value", [["a", "b"], '["a","b"]', ' ["a", "b"] '])
    def test_a_list_or_json_text_of_one(self, value: object):
        """The fourth spelling is JSON inside a form value."""
        assert Fields({"t": value}).texts("t") == ("a", "b")

    def test_absent_is_empty(self):
        """No wish, no types."""
        assert Fields({}).texts("t") == ()

    @pytest.mark.parametrize(
        "value", ["a", "", "{}", '"a"', "[1]", "[null]", [1], ["a", None], {}, 5, "[" * 5000, ["\0"], ["\ud800"]]
    )
    def test_anything_else_is_invalid(self, value: object):
        """A list of texts and nothing else."""
        assert fault(lambda fields: fields.texts("t"), {"t": value}) == {"t": ["is invalid"]}


class TestAccountId:
    @pytest.mark.parametrize("value", [5, "5"])
    def test_a_number_or_its_text(self, value: object):
        """JSON clients send either."""
        assert Fields({"account_id": value}).account_id("account_id") == 5

    @pytest.mark.parametrize("value", [0, -5, 2**31, 10**30, "x", "1_0", "0"])
    def test_no_possible_id_is_not_found(self, value: object):
        """As an id in a path."""
        with pytest.raises(NotFound):
            Fields({"account_id": value}).account_id("account_id")

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({}, "is missing"),
            ({"account_id": ""}, "is empty"),
            ({"account_id": True}, "is invalid"),
            ({"account_id": [5]}, "is invalid"),
            ({"account_id": 5.5}, "is invalid"),
        ],
    )
    def test_what_cannot_be_an_id_at_all_is_told(self, given: dict[str, object], sentence: str):
        """Missing, empty and other types are 400."""
        with pytest.raises(RecordInvalid) as refused:
            Fields(given).account_id("account_id")
        assert refused.value.attributes == {"account_id": [sentence]}
