from exchange_sandbox.venues.coinbase_orders import orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = orders(asked_of(desk, "coinbase"))
        assert {(row["product_id"], row["side"], row["product_type"]) for row in told["orders"]} == {
            ("BTC-USD", "SELL", "SPOT"),
            ("BTC-USD", "BUY", "SPOT"),
            ("BTP-20DEC30-CDE", "BUY", "FUTURE"),
        }

    def test_a_cursor_goes_on(self, desk: Desk) -> None:
        """As long as there are more."""
        first = orders(asked_of(desk, "coinbase", product_type="SPOT", limit="1"))
        assert (first["has_next"], first["cursor"]) == (True, "1")
        assert orders(asked_of(desk, "coinbase", product_type="SPOT", limit="1", cursor="1"))["has_next"] is False
