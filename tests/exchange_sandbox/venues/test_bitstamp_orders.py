from exchange_sandbox.venues.bitstamp_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "bitstamp"))
        assert {(row["currency_pair"], row["type"], row["amount"]) for row in told} == {
            ("BTC/USD", "0", "0.00201"),
            ("BTC/USD", "1", "0.015"),
        }
