from exchange_sandbox.venues.mexc_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "mexc"))
        assert {(row["symbol"], row["side"], row["origQty"]) for row in told} == {
            ("BTCUSDT", "SELL", "0.01"),
            ("BTCUSDT", "BUY", "0.00101"),
        }
