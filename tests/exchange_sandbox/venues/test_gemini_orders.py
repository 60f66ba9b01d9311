from exchange_sandbox.venues.gemini_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "gemini"))
        assert {(row["symbol"], row["side"], row["original_amount"]) for row in told} == {
            ("btcusd", "sell", "0.05"),
            ("btcusd", "buy", "0.001995"),
        }
