import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.bybit_trades import WEEK_MS, executions
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of


class TestExecutions:
    def test_a_cursor_goes_on(self, desk: Desk) -> None:
        """Over the last seven days when no time is asked for."""
        first = executions(asked_of(desk, "bybit", category="spot", limit="1"))
        rest = executions(asked_of(desk, "bybit", category="spot", limit="1", cursor=first["nextPageCursor"]))
        assert [row["symbol"] for row in (*first["list"], *rest["list"])] == ["BTCUSDT", "ETHUSDT"]
        assert (first["nextPageCursor"], rest["nextPageCursor"]) == ("1", "")

    def test_an_inverse_contract_is_a_dollar(self, desk: Desk) -> None:
        """Its value is in coins."""
        [row] = executions(asked_of(desk, "bybit", category="inverse"))["list"]
        assert (row["symbol"], row["execQty"], row["execValue"]) == ("BTCUSD", "3200", "0.05")

    def test_seven_days_at_most(self, desk: Desk) -> None:
        """More is refused."""
        times = {"startTime": str(NOW_MS - WEEK_MS - 1), "endTime": str(NOW_MS)}
        with pytest.raises(Refusal):
            executions(asked_of(desk, "bybit", category="spot", **times))
