from typing import Any

from tests.exchange_sandbox.desk import NOW_MS, Desk

DAY_MS = 86_400_000


def ask(desk: Desk, path: str, **params: str) -> Any:
    """Ask Binance TR for a history."""
    return desk.binance(f"/open/v1/{path}", venue="binance_tr", host="rest", params=params).json


class TestHistories:
    def test_deposits(self, desk: Desk) -> None:
        """In an envelope; times are texts."""
        told = ask(desk, "deposits", startTime=str(NOW_MS - DAY_MS))["data"]["list"]
        assert [(row["asset"], row["amount"], row["status"]) for row in told] == [("USDT", "77.7", 0)]
        assert isinstance(told[0]["insertTime"], str)

    def test_withdrawals(self, desk: Desk) -> None:
        """Fees stand beside the amount."""
        told = ask(desk, "withdraws")["data"]["list"]
        assert [(row["amount"], row["fee"], row["status"]) for row in told] == [("40", "1", 5), ("0.05", "0.0012", 10)]

    def test_ninety_days_at_most(self, desk: Desk) -> None:
        """More is refused."""
        assert ask(desk, "deposits", startTime=str(NOW_MS - 91 * DAY_MS))["code"] == -1127
