from exchange_sandbox.venues.bitstamp_trades import user_transactions
from tests.exchange_sandbox.desk import Desk, asked_of


class TestUserTransactions:
    def test_the_pair_is_a_field(self, desk: Desk) -> None:
        """The newest first, by offset; what was given is negative."""
        every = user_transactions(asked_of(desk, "bitstamp"))
        told = [row for row in every if row["type"] == "2"]
        assert [(row["btc"], row.get("eth"), row["usd"]) for row in told] == [
            ("0.00200000", None, "-128.2"),
            (0, "-0.40000000", "1220.2"),
            ("0.01250000", None, "-787.5"),
        ]
        assert "eth_usd" in told[1]
        assert user_transactions(asked_of(desk, "bitstamp", offset="1", limit="1")) == every[1:2]
