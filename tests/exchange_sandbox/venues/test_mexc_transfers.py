from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.mexc_desk import mexc

DAY_MS = 86_400_000
HISTORY = "/capital/deposit/hisrec"


class TestHistories:
    def test_a_week_at_a_time(self, desk: Desk) -> None:
        """More is refused; behind a dash stands the chain."""
        assert [row["coin"] for row in mexc(desk, HISTORY).json] == ["USDT-ETH"]
        times = {"startTime": NOW_MS - 22 * DAY_MS, "endTime": NOW_MS - 18 * DAY_MS}
        assert [row["coin"] for row in mexc(desk, HISTORY, params=times).json] == ["BTC"]
        assert mexc(desk, HISTORY, params={"startTime": 1}).status == 400

    def test_withdrawals(self, desk: Desk) -> None:
        """With fees and numbers for how far they are."""
        rows = mexc(desk, "/capital/withdraw/history").json
        assert [(row["status"], row["transactionFee"]) for row in rows] == [(8, "1"), (7, "0.0012")]

    def test_an_address(self, desk: Desk) -> None:
        """That was made."""
        (row,) = mexc(desk, "/capital/deposit/address", params={"coin": "BTC"}).json
        assert (row["coin"], row["memo"]) == ("BTC", None)
