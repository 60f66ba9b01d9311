"""Blocks about instruments refuse what nobody reads."""

import msgspec
import pytest

from moorage.exchanges.rule_facts import BOUNDS, Quotes, Rules, columns_of

PLACE = {"source": "DOC", "request": "pairs", "rows": "", "markets": ["brest"]}


class TestRules:
    def test_takes_a_base_and_a_quote_or_a_pair(self):
        """A pair needs a separator, or a kind of ticker whose symbols are taken apart alike."""
        for columns, more in [
            ({"symbol": "s", "base": "b", "quote": "q"}, {}),
            ({"symbol": "s", "pair": "p"}, {"separator": "/"}),
            ({"symbol": "s", "pair": "p"}, {"split": "spot"}),
        ]:
            assert msgspec.convert(PLACE | {"columns": columns} | more, Rules).markets == ("brest",)

    @pytest.mark.parametrize(
        "columns",
        [
            {"symbol": "s", "base": "b"},
            {"base": "b", "quote": "q"},
            {"symbol": "s", "pair": "p"},
            {"symbol": "s", "base": "b", "quote": "q", "lot": "l"},
        ],
    )
    def test_refuses_what_names_no_instrument(self, columns):
        """So that no entry maps into nothing."""
        with pytest.raises(msgspec.ValidationError, match=r"an instrument has|no such column: lot"):
            msgspec.convert(PLACE | {"columns": columns}, Rules)


class TestQuotes:
    def test_takes_prices_and_bounds(self):
        """Some exchanges tell bounds of one pair at a time."""
        columns = dict.fromkeys(["last", "bid", "ask", "symbol", *BOUNDS], "x")
        assert columns_of(msgspec.convert(PLACE | {"columns": columns}, Quotes)) == set(columns)

    def test_refuses_another_column(self):
        """The names of an instrument are known already."""
        with pytest.raises(msgspec.ValidationError, match="no such column: base"):
            msgspec.convert(PLACE | {"columns": {"base": "b"}}, Quotes)
