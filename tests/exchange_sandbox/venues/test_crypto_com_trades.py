import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.crypto_com_trades import WEEK_MS, trades
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of

WEEK_AGO = str(NOW_MS - WEEK_MS + 1)


class TestTrades:
    def test_end_before_the_end(self, desk: Desk) -> None:
        """The newest first; without a time those of a day."""
        told = trades(asked_of(desk, "crypto_com", start_time=WEEK_AGO))["data"]
        assert [(row["instrument_name"], row["traded_quantity"]) for row in told] == [
            ("BTC_USD", "0.002"),
            ("ETH_USD", "0.4"),
        ]
        before = {"start_time": WEEK_AGO, "end_time": str(told[0]["create_time"])}
        assert trades(asked_of(desk, "crypto_com", **before))["data"] == told[1:]
        assert trades(asked_of(desk, "crypto_com"))["data"] == told[:1]

    def test_of_a_week_at_most(self, desk: Desk) -> None:
        """More is refused."""
        with pytest.raises(Refusal):
            trades(asked_of(desk, "crypto_com", start_time=str(NOW_MS - WEEK_MS)))
