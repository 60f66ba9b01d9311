from exchange_sandbox.venues.coinbase_trades import fills
from tests.exchange_sandbox.desk import Desk, asked_of


class TestFills:
    def test_of_spot_and_futures_come_together(self, desk: Desk) -> None:
        """A sale of coins is told by what was got; contracts are of a hundredth coin."""
        told = fills(asked_of(desk, "coinbase"))["fills"]
        assert [(row["product_id"], row["size"], row["size_in_quote"]) for row in told] == [
            ("BTC-USD", "0.002", False),
            ("BTP-20DEC30-CDE", "2", False),
            ("ETH-USD", "1220.2", True),
            ("BTP-20DEC30-CDE", "6", False),
            ("BTC-USD", "0.0125", False),
        ]
        since = fills(asked_of(desk, "coinbase", start_sequence_timestamp=told[2]["trade_time"]))["fills"]
        assert since == told[:3]

    def test_a_cursor_goes_on(self, desk: Desk) -> None:
        """Blank at the end."""
        first = fills(asked_of(desk, "coinbase", limit="3"))
        rest = fills(asked_of(desk, "coinbase", limit="3", cursor=first["cursor"]))
        assert (len(first["fills"]), len(rest["fills"]), rest["cursor"]) == (3, 2, "")
