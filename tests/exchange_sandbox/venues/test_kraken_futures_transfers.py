from exchange_sandbox.venues.kraken_futures_transfers import account_log
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of
from tests.exchange_sandbox.kraken_futures_desk import kraken_futures

LOG = "/api/history/v3/account-log"
DAY_MS = 86_400_000


class TestAccountLog:
    def test_tells_balances_before_and_after(self, desk: Desk) -> None:
        """What crossed to spot and back, the newest first, among other entries."""
        rows = kraken_futures(desk, LOG).json["logs"]
        crossed = [row for row in rows if row["info"] == "cross-exchange transfer"]
        assert [(row["asset"], row["new_balance"]) for row in crossed] == [
            ("eth", 999.9488),
            ("usdt", 2000.5),
            ("xbt", 1000.25),
        ]
        assert {row["old_balance"] for row in rows} == {1000}
        assert rows[-1]["info"] == "funding rate change"

    def test_since_up_to_an_id_and_how_many(self, desk: Desk) -> None:
        """As the query asks; an id counts itself."""
        first, second = account_log(asked_of(desk, "kraken_futures", count="2"))["logs"]
        later = account_log(asked_of(desk, "kraken_futures", to=str(second["id"])))["logs"]
        assert (first["id"] > second["id"], later[0]) == (True, second)
        since = account_log(asked_of(desk, "kraken_futures", since=str(NOW_MS - 11 * DAY_MS)))["logs"]
        assert "xbt" not in {row["asset"] for row in since}
