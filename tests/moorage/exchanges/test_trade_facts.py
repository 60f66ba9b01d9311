import pytest

from moorage.exchanges.rows import Rows
from moorage.exchanges.trade_facts import TradeList


class TestTradeList:
    @pytest.mark.parametrize(
        "columns", ["symbol at total", "reference symbol at price", "reference symbol at total type"]
    )
    def test_refuses_what_cannot_be_read(self, columns: str):
        """When the entry is loaded."""
        rows = Rows(source="DOC", request="trades", rows="", columns={name: name for name in columns.split()})
        with pytest.raises(ValueError, match=r"trade|type"):
            TradeList(markets=("spot",), rows=rows)
