"""Rows as texts."""

from decimal import Decimal

import msgspec
import pytest

from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.rows import RowReader, Rows, text


def rows(**facts) -> Rows:
    """Return facts about rows with the least that is needed."""
    return Rows(**{"source": "DOC", "request": "pairs", "rows": "data", "columns": {"symbol": "s"}, **facts})


class TestRows:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"shape": "tree"}, "as list or map"),
            ({"key": "symbol"}, "only in a map"),
            ({"outer": {"a": "b"}}, "need inner rows"),
        ],
    )
    def test_refuses_what_does_not_fit_together(self, wrong, said):
        """An entry that cannot be read as meant is refused at once."""
        with pytest.raises(ValueError, match=said):
            rows(**wrong)


class TestRowReader:
    def test_reads_columns_as_texts(self):
        """Digits stay, truths are words, and what is not told is not there."""
        facts = rows(columns={"symbol": "s", "step": "f.0.t", "size": "z", "live": "l", "gone": "g", "none": "n"})
        body = (
            b'{"data":[{"s":"BTCUSDT","f":[{"t":0.00000001}],"z":"1.50","l":true,"n":null,"x":{"deep":[1]}},{"s":""}]}'
        )
        assert list(RowReader(facts).read(body)) == [
            {"symbol": "BTCUSDT", "step": "0.00000001", "size": "1.50", "live": "true"},
            {},
        ]

    def test_reads_rows_of_a_list_by_place(self):
        """A row may be a list, as at Bitfinex."""
        facts = rows(rows="", columns={"symbol": "0", "size": "1.3"})
        assert list(RowReader(facts).read(b'[["tBTC",[1,2,3,4e-8]]]')) == [{"symbol": "tBTC", "size": "0.00000004"}]

    def test_reads_a_map_with_its_keys(self):
        """In a map the key is a column."""
        facts = rows(shape="map", key="name", columns={"step": "t"})
        assert list(RowReader(facts).read(b'{"data":{"A":{"t":5},"B":{}}}')) == [
            {"name": "A", "step": "5"},
            {"name": "B"},
        ]

    def test_reads_the_only_row(self):
        """Where an answer is about one thing."""
        assert list(RowReader(rows(shape="one")).read(b'{"data":{"s":"A"}}')) == [{"symbol": "A"}]

    def test_reads_inner_rows_with_what_stands_around_them(self):
        """One row per network, each with its currency and the columns that are the same in all."""
        facts = rows(each="nets", columns={"network": "n"}, outer={"currency": "c"}, fixed={"kind": "spot"})
        body = b'{"data":[{"c":"USDT","nets":[{"n":"TRX"},{"n":"ETH"}]},{"c":"XYZ","nets":null}]}'
        assert list(RowReader(facts).read(body)) == [
            {"kind": "spot", "currency": "USDT", "network": "TRX"},
            {"kind": "spot", "currency": "USDT", "network": "ETH"},
        ]

    def test_leaves_out_rows_in_which_a_text_stands(self):
        """A row that says nothing there is read."""
        reader = RowReader(rows(unless={"state": ("dead",)}))
        body = b'{"data": [{"s": "1", "state": "dead"}, {"s": "2", "state": "live"}, {"s": "3"}]}'
        assert [row["symbol"] for row in reader.read(body)] == ["2", "3"]

    def test_leaves_out_what_is_not_asked_for(self):
        """Only rows in a named state are read."""
        facts = rows(where={"state": ("live", "pre")})
        body = b'{"data":[{"s":"A","state":"live"},{"s":"B","state":"gone"},{"s":"C"}]}'
        assert list(RowReader(facts).read(body)) == [{"symbol": "A"}]

    def test_a_page_is_as_full_as_the_venue_told_it(self):
        """Rows that are not asked for count, and one of them may be the last: the next page begins behind it."""
        body = b'{"data":[{"s":"A","state":"live"},{"s":"B","state":"gone"}]}'
        page = RowReader(rows(where={"state": ("live",)})).page(body)
        assert (list(page.rows), page.told, page.last) == ([{"symbol": "A"}], 2, {"symbol": "B"})
        assert RowReader(rows()).page(b'{"data":[]}') == ([], 0, {})

    @pytest.mark.parametrize("body", [b"", b"{}", b'{"data":null}', b'{"data":{}}', b'{"data":["a"]}', b"[]"])
    def test_refuses_what_has_no_rows(self, body):
        """An answer without rows is misread, never empty."""
        with pytest.raises(MISREAD):
            list(RowReader(rows()).read(body))

    @pytest.mark.parametrize("body", [b"{}", b'{"data":null}'])
    def test_reads_nothing_where_rows_may_be_missing(self, body):
        """Only where the entry says so is a missing list an empty one."""
        assert list(RowReader(rows(may_be_missing=True)).read(body)) == []

    def test_refuses_inner_rows_that_are_no_list(self):
        """A row inside a row stands in a list."""
        with pytest.raises(MISREAD):
            list(RowReader(rows(each="n")).read(b'{"data":[{"s":"A","n":{"a":1}}]}'))


class TestText:
    @pytest.mark.parametrize(
        ("value", "told"), [("a", "a"), ("", None), (False, "false"), (7, "7"), (None, None), ({}, None), ([], None)]
    )
    def test_is_plain_or_nothing(self, value, told):
        """Only plain values have a text."""
        assert text(value) == told

    def test_never_has_an_exponent(self):
        """A number is written out."""
        assert text(msgspec.json.decode(b"1E-9", type=Decimal)) == "0.000000001"
