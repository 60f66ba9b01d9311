from exchange_sandbox.venues.kraken_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "kraken"))
        assert [(row["descr"]["pair"], row["descr"]["type"], row["vol"]) for row in told["open"].values()] == [
            ("XBTUSD", "buy", "0.00200000"),
            ("XBTUSD", "sell", "0.10000000"),
        ]
