import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.htx_trades import LONGEST_MS, match_results
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of


def window(days_ago: int) -> dict[str, str]:
    """Return 48 hours that began so many days ago."""
    start = NOW_MS - days_ago * 86_400_000
    return {"start-time": str(start), "end-time": str(start + LONGEST_MS)}


class TestMatchResults:
    def test_of_every_pair(self, desk: Desk) -> None:
        """In small letters, of two days."""
        told = match_results(asked_of(desk, "htx"))
        assert [(row["symbol"], row["filled-amount"]) for row in told] == [("btcusdt", "0.002")]
        assert [row["symbol"] for row in match_results(asked_of(desk, "htx", **window(3)))] == ["ethusdt"]
        assert match_results(asked_of(desk, "htx", symbol="ethusdt")) == []

    def test_goes_on_behind_one(self, desk: Desk) -> None:
        """With `from` and `direct`."""
        [row] = match_results(asked_of(desk, "htx"))
        more = {"from": str(row["id"]), "direct": "next"}
        assert match_results(asked_of(desk, "htx", **more)) == []

    def test_of_48_hours_at_most(self, desk: Desk) -> None:
        """More is refused."""
        with pytest.raises(Refusal):
            match_results(asked_of(desk, "htx", **{"start-time": str(NOW_MS - LONGEST_MS - 1)}))
