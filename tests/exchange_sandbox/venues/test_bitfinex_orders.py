from exchange_sandbox.venues.bitfinex_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "bitfinex"))
        assert {(row[3], row[8], row[6] > 0) for row in told} == {
            ("tBTCUSD", "EXCHANGE LIMIT", False),
            ("tBTCUST", "EXCHANGE LIMIT", True),
            ("tBTCUSD", "LIMIT", True),
        }
