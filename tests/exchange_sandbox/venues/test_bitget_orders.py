from exchange_sandbox.venues.bitget_orders import futures_orders, open_orders, unified_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "bitget"))
        assert {(row["symbol"], row["side"], row["size"]) for row in told} == {
            ("BTCUSDT", "sell", "0.04"),
            ("BTCUSDT", "buy", "0.001605"),
        }

    def test_older_ones(self, desk: Desk) -> None:
        """`idLessThan` goes on."""
        (newest,) = open_orders(asked_of(desk, "bitget", limit="1"))
        assert len(open_orders(asked_of(desk, "bitget", idLessThan=newest["orderId"]))) == 1


class TestFuturesOrders:
    def test_none_is_null(self, desk: Desk) -> None:
        """And not an empty list."""
        (order,) = futures_orders(asked_of(desk, "bitget"))["entrustedList"]
        assert futures_orders(asked_of(desk, "bitget", idLessThan=order["orderId"]))["entrustedList"] is None


class TestUnifiedOrders:
    def test_come_by_category(self, desk: Desk) -> None:
        """With a cursor."""
        told = unified_orders(asked_of(desk, "bitget", "unified"))
        assert len(told["list"]) == 2
        assert told["cursor"] == told["list"][-1]["orderId"]
        assert unified_orders(asked_of(desk, "bitget", "unified", category="USDT-FUTURES"))["list"] is None
