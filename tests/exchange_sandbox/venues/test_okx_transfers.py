from tests.exchange_sandbox.desk import NOW_MS, Desk

DAY_MS = 86_400_000


class TestDeposits:
    def test_the_newest_first(self, desk: Desk) -> None:
        """With chain and state as OKX writes them."""
        rows = desk.okx("/api/v5/asset/deposit-history").json["data"]
        assert [(row["chain"], row["amt"], row["state"]) for row in rows] == [
            ("USDT-ERC20", "77.7", "0"),
            ("USDT-TRC20", "1000.5", "2"),
            ("BTC-BTC", "0.25", "2"),
        ]

    def test_pages_by_time(self, desk: Desk) -> None:
        """`after` asks for earlier ones, `before` for later ones."""
        rows = desk.okx("/api/v5/asset/deposit-history", query=f"after={NOW_MS - 15 * DAY_MS}").json["data"]
        assert [row["ccy"] for row in rows] == ["BTC"]
        query = f"before={NOW_MS - 15 * DAY_MS}&ccy=USDT"
        assert len(desk.okx("/api/v5/asset/deposit-history", query=query).json["data"]) == 2

    def test_needs_the_right_to_read(self, desk: Desk) -> None:
        """As every private page."""
        assert desk.okx("/api/v5/asset/deposit-history", "missing_read").json["code"] == "50120"


class TestWithdrawals:
    def test_fees(self, desk: Desk) -> None:
        """Beside the amount, with their currency."""
        failed, done = desk.okx("/api/v5/asset/withdrawal-history").json["data"]
        assert (done["amt"], done["fee"], done["feeCcy"], done["state"]) == ("0.05", "0.0012", "ETH", "2")
        assert (failed["state"], failed["txId"]) == ("-1", "")


class TestBills:
    def test_of_the_funding_account(self, desk: Desk) -> None:
        """What went to the trading account is of type 131."""
        (bill,) = desk.okx("/api/v5/asset/bills").json["data"]
        assert (bill["type"], bill["balChg"]) == ("131", "-120")
        assert desk.okx("/api/v5/asset/bills", query="type=20").json["data"] == []

    def test_of_the_trading_account(self, desk: Desk) -> None:
        """What came from the funding account is of subtype 11; ids page."""
        (bill,) = desk.okx("/api/v5/account/bills-archive", query="type=1").json["data"]
        assert (bill["subType"], bill["balChg"], bill["notes"]) == ("11", "120", "From Funding Account")
        older = f"type=1&after={bill['billId']}"
        assert desk.okx("/api/v5/account/bills-archive", query=older).json["data"] == []
        assert desk.okx("/api/v5/account/bills-archive", query="type=2").json["data"] == []
