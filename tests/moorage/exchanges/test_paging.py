"""How lists go on."""

import json
from dataclasses import dataclass, field

import pytest

from moorage.exchanges.paging import BLANK, CursorReader, Paged, first_page, following_page
from moorage.exchanges.rows import Row


@dataclass
class End:
    """The end of a page."""

    rows: int
    last: Row = field(default_factory=dict)
    cursor: str = ""


class TestPaged:
    @pytest.mark.parametrize("wrong", [{"paging": "page"}, {"paging": "cursor"}, {"next": "x"}, {"size": 5}])
    def test_pages_need_what_turns_them(self, wrong):
        """A size, or the place of a cursor, and neither without pages."""
        with pytest.raises(ValueError, match="pages need"):
            Paged(**wrong).require_pages()

    def test_a_page_begins_at_a_time_that_is_asked_for_as_it_is_told(self):
        """Only a list that is asked from a time on has such pages."""
        facts = Paged(paging="after_time", size=2)
        facts.require_pages(starts_as_told=True)
        with pytest.raises(ValueError, match="no page here"):
            facts.require_pages()


class TestFirstPage:
    def test_it_has_a_number_and_nothing_before_it(self):
        """Where the venue counts from is the entry's."""
        assert first_page(Paged(first_page=0)) == {**BLANK, "page": "0", "offset": "0"}


class TestFollowingPage:
    @pytest.mark.parametrize(
        ("facts", "end", "named"),
        [
            ({"paging": "page", "size": 2}, End(2), {"page": "3"}),
            ({"paging": "offset", "size": 2}, End(2), {"offset": "4"}),
            ({"paging": "cursor", "next": "c"}, End(1, cursor="abc"), {"cursor": "abc"}),
            ({"paging": "before_time", "size": 1}, End(1, {"at": "9"}), {"before": "9"}),
            ({"paging": "before_reference", "size": 1}, End(1, {"reference": "7"}), {"before": "7"}),
            ({"paging": "after_time", "size": 1}, End(1, {"at": "9"}), {"start": "9"}),
        ],
    )
    def test_it_is_named(self, facts, end, named):
        """By what the entry says, and everything else is left out."""
        assert following_page(Paged(**facts), end, 1) == {**BLANK, "onward": "next", **named}

    @pytest.mark.parametrize(
        ("facts", "end"),
        [
            ({}, End(9)),
            ({"paging": "page", "size": 2}, End(1)),
            ({"paging": "cursor", "next": "c"}, End(1)),
            ({"paging": "cursor", "next": "c"}, End(0, cursor="abc")),
            ({"paging": "before_time", "size": 1}, End(1)),
        ],
    )
    def test_there_is_none(self, facts, end):
        """After a page that is not full, that is empty, or that names no other."""
        assert following_page(Paged(**facts), end, 0) is None


class TestCursorReader:
    def test_takes_the_encoding_off(self):
        """It is encoded again when it is sent."""
        reader = CursorReader(Paged(paging="cursor", next="result.next"))
        assert reader.read(json.dumps({"result": {"next": "page%3D2"}}).encode()) == "page=2"
        assert reader.read(b"{}") == ""
        assert CursorReader(Paged()).read(b"no JSON at all") == ""
