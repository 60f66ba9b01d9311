from exchange_sandbox.venues.kraken_futures_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "kraken_futures"))
        assert [(row["symbol"], row["side"]) for row in told["openOrders"]] == [
            ("PF_XBTUSD", "sell"),
            ("PF_XBTUSD", "buy"),
            ("PF_XBTUSD", "sell"),
        ]
