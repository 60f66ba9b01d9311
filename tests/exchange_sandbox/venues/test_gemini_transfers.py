from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.gemini_desk import gemini

DAY_MS = 86_400_000


class TestTransfers:
    def test_both_ways_in_one_list(self, desk: Desk) -> None:
        """What is done, the newest first; only what left has a fee."""
        rows = gemini(desk, "/v1/transfers").json
        assert [(row["type"], row["amount"]) for row in rows] == [
            ("Withdrawal", "0.05"),
            ("Deposit", "1000.5"),
            ("Deposit", "0.25"),
        ]
        assert [row.get("feeAmount") for row in rows] == ["0.0012", None, None]

    def test_since_and_how_many(self, desk: Desk) -> None:
        """As the payload asks."""
        said = {"timestamp": NOW_MS - 11 * DAY_MS, "limit_transfers": 1}
        (row,) = gemini(desk, "/v1/transfers", said=said).json
        assert row["type"] == "Withdrawal"
