from exchange_sandbox.venues.htx_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "htx"))
        assert {(row["symbol"], row["type"]) for row in told} == {
            ("btcusdt", "sell-limit"),
            ("btcusdt", "buy-limit"),
            ("xrpusdt", "sell-limit"),
        }

    def test_goes_on_after_an_order(self, desk: Desk) -> None:
        """`from` is the last one that was seen."""
        first = open_orders(asked_of(desk, "htx", size="2"))
        rest = open_orders(asked_of(desk, "htx", size="2", direct="next", **{"from": str(first[-1]["id"])}))
        assert (len(first), len(rest)) == (2, 1)
