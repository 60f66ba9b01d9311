from exchange_sandbox.venues.gate_orders import futures_orders, open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "gate"))
        assert [(row["currency_pair"], row["total"], len(row["orders"])) for row in told] == [("BTC_USDT", 2, 2)]


class TestFuturesOrders:
    def test_come_by_offset(self, desk: Desk) -> None:
        """Of one settlement coin."""
        assert len(futures_orders("usdt")(asked_of(desk, "gate"))) == 1
        assert futures_orders("usdt")(asked_of(desk, "gate", offset="1")) == []
