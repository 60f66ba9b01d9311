"""What an entry may say of open orders."""

import pytest

from moorage.exchanges.activity_facts import OrderList
from moorage.exchanges.rows import Rows


def rows(**columns: str) -> Rows:
    """Return rows with columns."""
    return Rows(source="DOC", request="orders", rows="", columns=columns)


class TestOrderList:
    def test_orders_have_a_name(self):
        """Else one that is on two pages counts twice."""
        with pytest.raises(ValueError, match="reference"):
            OrderList(markets=("spot",), rows=rows(symbol="s"))

    def test_kinds_come_from_one_place(self):
        """The entry, or another list with the column `kind`."""
        told = OrderList(markets=("spot",), rows=rows(reference="id"), kinds_of=rows(kind=""))
        assert told.kinds_of is not None
        with pytest.raises(ValueError, match="kinds"):
            OrderList(markets=("spot",), rows=rows(reference="id"), kinds_of=rows(symbol=""))
        with pytest.raises(ValueError, match="kinds"):
            OrderList(markets=("spot",), rows=rows(reference="id"), kinds_of=rows(kind=""), kinds=("A",))

    def test_pages_are_checked(self):
        """As everywhere."""
        with pytest.raises(ValueError, match="pages"):
            OrderList(markets=("spot",), rows=rows(reference="id"), paging="page")
