import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk

DAY_MS = 86_400_000
DEPOSITS = "/sapi/v1/capital/deposit/hisrec"
MOVES = "/sapi/v1/asset/transfer"


class TestDeposits:
    def test_the_newest_first(self, desk: Desk) -> None:
        """With the documented numbers for how far they are."""
        rows = desk.binance(DEPOSITS).json
        assert [(row["coin"], row["amount"], row["status"]) for row in rows] == [
            ("USDT", "77.7", 0),
            ("USDT", "1000.5", 1),
            ("BTC", "0.25", 1),
        ]

    def test_filters(self, desk: Desk) -> None:
        """By time, coin, offset and limit."""
        recent = {"startTime": str(NOW_MS - 15 * DAY_MS), "endTime": str(NOW_MS - DAY_MS)}
        assert [row["amount"] for row in desk.binance(DEPOSITS, params=recent).json] == ["1000.5"]
        assert [row["amount"] for row in desk.binance(DEPOSITS, params={"coin": "BTC"}).json] == ["0.25"]
        assert [row["amount"] for row in desk.binance(DEPOSITS, params={"offset": "1", "limit": "1"}).json] == [
            "1000.5"
        ]

    @pytest.mark.parametrize(("params", "code"), [({"startTime": "1"}, -1127), ({"offset": "x"}, -1100)])
    def test_refuses(self, desk: Desk, params: dict[str, str], code: int) -> None:
        """More than 90 days, and what is no number."""
        assert desk.binance(DEPOSITS, params=params).json["code"] == code

    def test_needs_the_right_to_read(self, desk: Desk) -> None:
        """As every private page."""
        assert desk.binance(DEPOSITS, "missing_read").json["code"] == -2015


class TestWithdrawals:
    def test_fees_and_times(self, desk: Desk) -> None:
        """The fee stands beside the amount, the time is a text."""
        failed, done = desk.binance("/sapi/v1/capital/withdraw/history").json
        assert (done["amount"], done["transactionFee"], done["status"]) == ("0.05", "0.0012", 6)
        assert len(done["applyTime"]) == len("2022-08-26 10:00:00")
        assert (failed["status"], failed["txId"]) == (5, "")

    def test_the_account_may_ask_ten_times_a_minute(self, desk: Desk) -> None:
        """The weight is 18000 of 180000."""
        asked = [desk.binance("/sapi/v1/capital/withdraw/history").status for _ in range(11)]
        assert asked == [200] * 10 + [429]


class TestMoves:
    def test_one_kind_at_a_time(self, desk: Desk) -> None:
        """From wallet to wallet, of the last week where no time is given."""
        told = desk.binance(MOVES, params={"type": "MAIN_UMFUTURE"}).json
        assert [(row["amount"], row["status"]) for row in told["rows"]] == [("300", "CONFIRMED")]
        assert desk.binance(MOVES, params={"type": "FUNDING_MAIN"}).json == {"total": 0, "rows": []}
        assert desk.binance(MOVES).json["code"] == -1102

    def test_pages(self, desk: Desk) -> None:
        """Numbered from 1."""
        second = {"type": "MAIN_UMFUTURE", "current": "2", "size": "1"}
        assert desk.binance(MOVES, params=second).json == {"total": 1, "rows": []}


class TestMarginMoves:
    def test_in_and_out(self, desk: Desk) -> None:
        """Seen by the margin wallet."""
        (row,) = desk.binance("/sapi/v1/margin/transfer").json["rows"]
        assert (row["type"], row["amount"], row["transFrom"]) == ("ROLL_IN", "150.00000000", "SPOT")


class TestIncome:
    def test_transfers_with_their_sign(self, desk: Desk) -> None:
        """The oldest first; other kinds of income are none."""
        rows = desk.binance("/fapi/v1/income", host="usdm", params={"incomeType": "TRANSFER"}).json
        assert [row["income"] for row in rows] == ["300.00000000", "-25.00000000"]
        first = {"incomeType": "TRANSFER", "limit": "1", "page": "2"}
        assert desk.binance("/fapi/v1/income", host="usdm", params=first).json == rows[:1], "there are no pages"
        assert desk.binance("/fapi/v1/income", host="usdm", params={"incomeType": "FUNDING_FEE"}).json == []
        assert desk.binance("/dapi/v1/income", host="coinm").json == []
