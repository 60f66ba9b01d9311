from tests.exchange_sandbox.desk import NOW_MS, Desk

DAY_MS = 86_400_000


class TestHistories:
    def test_deposits_have_the_time_of_their_success(self, desk: Desk) -> None:
        """One that is to come has none."""
        rows = desk.bybit("/v5/asset/deposit/query-record").json["result"]["rows"]
        assert [(row["status"], bool(row["successAt"])) for row in rows] == [(2, False), (3, True), (3, True)]

    def test_withdrawals_have_fees(self, desk: Desk) -> None:
        """Beside the amount."""
        failed, done = desk.bybit("/v5/asset/withdraw/query-record").json["result"]["rows"]
        assert (done["amount"], done["withdrawFee"], done["status"], failed["status"]) == (
            "0.05",
            "0.0012",
            "success",
            "Fail",
        )

    def test_moves_between_accounts(self, desk: Desk) -> None:
        """By time."""
        (move,) = desk.bybit("/v5/asset/transfer/query-inter-transfer-list").json["result"]["list"]
        assert (move["fromAccountType"], move["toAccountType"], move["amount"]) == ("FUND", "UNIFIED", "120")
        query = f"startTime={NOW_MS - DAY_MS}"
        assert desk.bybit("/v5/asset/transfer/query-inter-transfer-list", query=query).json["result"]["list"] == []
        assert desk.bybit("/v5/asset/deposit/query-internal-record").json["result"]["rows"] == []

    def test_an_address(self, desk: Desk) -> None:
        """With its tag where one is needed."""
        (row,) = desk.bybit("/v5/asset/deposit/query-address", query="coin=XRP").json["result"]["chains"]
        assert row["addressDeposit"].startswith("r")
        assert row["tagDeposit"].isdigit()
