from tests.exchange_sandbox.desk import Desk


class TestHistories:
    def test_pages(self, desk: Desk) -> None:
        """Numbered from 1, with how many there are."""
        told = desk.kucoin("/api/v1/deposits", query="currentPage=2&pageSize=2").json["data"]
        assert (told["totalNum"], told["totalPage"]) == (3, 2)
        assert [(row["currency"], row["amount"]) for row in told["items"]] == [("BTC", 0.25)]

    def test_withdrawals_have_ids_and_fees(self, desk: Desk) -> None:
        """Failed ones too."""
        failed, done = desk.kucoin("/api/v1/withdrawals").json["data"]["items"]
        assert (failed["status"], done["status"], done["fee"], len(done["id"])) == ("FAILURE", "SUCCESS", 0.0012, 24)

    def test_an_address_is_there_or_not(self, desk: Desk) -> None:
        """Who never made one has none."""
        (row,) = desk.kucoin("/api/v3/deposit-addresses", query="currency=BTC&chain=btc").json["data"]
        assert row["address"].startswith("bc1q")
        assert desk.kucoin("/api/v3/deposit-addresses", "brand_new", query="currency=BTC").json["data"] == []


class TestFuturesLedger:
    def test_one_kind(self, desk: Desk) -> None:
        """What came from another wallet."""
        told = desk.kucoin("/api/v1/transaction-history", query="type=Transferin", host="futures").json["data"]
        assert [(row["amount"], row["currency"]) for row in told["dataList"]] == [(45, "USDT")]

    def test_pages(self, desk: Desk) -> None:
        """The smallest offset of a page leads to the next."""
        first = desk.kucoin("/api/v1/transaction-history", query="maxCount=1", host="futures").json["data"]
        assert first["hasMore"]
        query = f"maxCount=1&offset={first['dataList'][0]['offset']}"
        rest = desk.kucoin("/api/v1/transaction-history", query=query, host="futures").json["data"]
        assert (rest["hasMore"], rest["dataList"][0]["type"]) == (False, "TransferIn")
