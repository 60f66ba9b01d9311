from exchange_sandbox.venues.deribit_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "deribit"))
        assert {(row["instrument_name"], row["direction"]) for row in told} == {
            ("BTC-PERPETUAL", "sell"),
            ("BTC-PERPETUAL", "buy"),
        }
