from exchange_sandbox.venues.crypto_com_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "crypto_com"))
        assert {(row["instrument_name"], row["side"], row["quantity"]) for row in told["data"]} == {
            ("BTC_USD", "SELL", "0.02"),
            ("BTC_USD", "BUY", "0.00199"),
        }
