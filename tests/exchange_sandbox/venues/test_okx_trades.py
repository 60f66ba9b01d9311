from exchange_sandbox.venues.okx_trades import fills_history
from tests.exchange_sandbox.desk import Desk, asked_of


class TestFillsHistory:
    def test_in_the_venues_own_words(self, desk: Desk) -> None:
        """The newest first; `after` asks for older ones."""
        told = fills_history(asked_of(desk, "okx", instType="SPOT"))
        assert [(row["instId"], row["fillPx"], row["fillSz"]) for row in told] == [
            ("BTC-USDT", "64100", "0.002"),
            ("ETH-USDT", "3050.5", "0.4"),
            ("BTC-USDT", "63000", "0.0125"),
        ]
        assert fills_history(asked_of(desk, "okx", after=told[1]["billId"])) == told[2:]
        assert fills_history(asked_of(desk, "okx", instType="MARGIN")) == []

    def test_contracts_are_counted(self, desk: Desk) -> None:
        """Of a hundredth coin, and of 100 dollars."""
        told = fills_history(asked_of(desk, "okx", instType="SWAP"))
        assert [(row["instId"], row["fillSz"]) for row in told] == [
            ("BTC-USDT-SWAP", "2"),
            ("BTC-USD-SWAP", "32"),
            ("BTC-USDT-SWAP", "6"),
        ]
