from datetime import UTC, datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from moorage.exchanges.rows import Rows
from moorage.exchanges.trade_facts import TradeList
from moorage.exchanges.trades import TradeReader

COLUMNS = {"reference": "id", "symbol": "s", "at": "t", "price": "p", "amount": "q", "type": "k"}
ROWS = Rows(source="DOC", request="trades", rows="", columns=COLUMNS)
READER = TradeReader(TradeList(markets=("spot",), rows=ROWS, counted=("Trade",)))
FILL = b'{"id": 1, "s": "ETHUSDT", "t": 1795348800000, "p": "2000.5", "q": "-0.2", "k": "Trade"}'


class TestRead:
    def test_a_total_is_made_exactly(self):
        """Whatever the sign of a sale."""
        [trade] = READER.read(b"[" + FILL + b"]").trades
        assert (trade.reference, trade.symbol, trade.total) == ("1", "ETHUSDT", Decimal("400.1"))
        assert trade.at == datetime(2026, 11, 22, 12, tzinfo=UTC)

    def test_contracts_are_left_to_the_rules(self):
        """How much one is stands there."""
        columns = {**{name: place for name, place in COLUMNS.items() if name != "amount"}, "contracts": "q"}
        reader = TradeReader(TradeList(markets=("futures",), rows=replace(ROWS, columns=columns), counted=("Trade",)))
        [trade] = reader.read(b"[" + FILL + b"]").trades
        assert (trade.total, trade.contracts, trade.price) == (None, Decimal("0.2"), Decimal("2000.5"))

    def test_a_total_that_is_told_counts(self):
        """Where some rows tell one."""
        reader = TradeReader(
            TradeList(markets=("spot",), rows=replace(ROWS, columns={**COLUMNS, "total": "v"}), counted=("Trade",))
        )
        told = reader.read(b"[" + FILL + b"," + FILL.replace(b'"k"', b'"v": "7", "k"') + b"]")
        assert [trade.total for trade in told.trades] == [Decimal("400.1"), 7]

    def test_what_is_no_trade_counts_for_the_page_only(self):
        """The next page is still asked for."""
        page = READER.read(b"[" + FILL.replace(b"Trade", b"Funding") + b"]")
        assert (page.trades, page.rows) == ((), 1)

    def test_a_trade_lacks_nothing(self):
        """One without an amount cannot be read."""
        with pytest.raises(ValueError, match="amount"):
            READER.read(b"[" + FILL.replace(b'"q"', b'"x"') + b"]")
