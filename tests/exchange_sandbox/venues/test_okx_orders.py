from exchange_sandbox.venues.okx_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "okx"))
        assert [(row["instId"], row["side"], row["sz"]) for row in told] == [
            ("BTC-USDT", "buy", "0.003"),
            ("BTC-USDT", "sell", "0.05"),
        ]

    def test_other_instruments_have_none(self, desk: Desk) -> None:
        """And `after` asks for older ones."""
        assert open_orders(asked_of(desk, "okx", instType="SWAP")) == []
        newest = open_orders(asked_of(desk, "okx", limit="1"))[0]["ordId"]
        assert len(open_orders(asked_of(desk, "okx", after=newest))) == 1
