from exchange_sandbox.venues.kraken_futures_trades import fills
from tests.exchange_sandbox.desk import Desk, asked_of


class TestFills:
    def test_come_before_a_time(self, desk: Desk) -> None:
        """The newest first; sizes are coins, or dollars."""
        told = fills(asked_of(desk, "kraken_futures"))["fills"]
        assert [(row["symbol"], bytes(row["size"])) for row in told] == [
            ("PF_XBTUSD", b"0.02"),
            ("PI_XBTUSD", b"3200"),
            ("PF_XBTUSD", b"0.06"),
        ]
        before = fills(asked_of(desk, "kraken_futures", lastFillTime=told[0]["fillTime"]))["fills"]
        assert [row["fill_id"] for row in before] == [row["fill_id"] for row in told[1:]]
