from decimal import Decimal

from exchange_sandbox.venues.kraken_trades import trades_history
from tests.exchange_sandbox.desk import Desk, asked_of


class TestTradesHistory:
    def test_in_the_venues_own_words(self, desk: Desk) -> None:
        """Under their ids, the newest first; `ofs` leaves out the first ones."""
        told = trades_history(asked_of(desk, "kraken"))
        rows = list(told["trades"].values())
        assert [(row["pair"], Decimal(row["cost"])) for row in rows] == [
            ("XXBTZUSD", Decimal("128.2")),
            ("XETHZUSD", Decimal("1220.2")),
            ("XXBTZUSD", Decimal("787.5")),
        ]
        assert (told["count"], len(trades_history(asked_of(desk, "kraken", ofs="2"))["trades"])) == (3, 1)
