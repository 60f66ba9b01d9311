from tests.exchange_sandbox.bitget_desk import bitget
from tests.exchange_sandbox.desk import NOW_MS, Desk

TIMES = f"startTime=0&endTime={NOW_MS}"


class TestHistories:
    def test_both_ends_are_needed(self, desk: Desk) -> None:
        """A request without them is refused."""
        assert bitget(desk, "/api/v2/spot/wallet/deposit-records").json["code"] == "400172"

    def test_pages_by_number(self, desk: Desk) -> None:
        """Each page goes on below the last number."""
        first = bitget(desk, "/api/v2/spot/wallet/deposit-records", query=f"{TIMES}&limit=2").json["data"]
        query = f"{TIMES}&idLessThan={first[-1]['orderId']}"
        rest = bitget(desk, "/api/v2/spot/wallet/deposit-records", query=query).json["data"]
        assert [row["coin"] for row in (*first, *rest)] == ["USDT", "USDT", "BTC"]

    def test_fees_are_negative(self, desk: Desk) -> None:
        """Of withdrawals."""
        rows = bitget(desk, "/api/v2/spot/wallet/withdrawal-records", query=TIMES).json["data"]
        assert [row["fee"] for row in rows] == ["-1", "-0.0012"]

    def test_futures_bills(self, desk: Desk) -> None:
        """By kind."""
        path, query = "/api/v2/mix/account/bill", f"productType=USDT-FUTURES&{TIMES}&businessType="
        (bill,) = bitget(desk, path, query=query + "trans_from_exchange").json["data"]["bills"]
        assert bill["amount"] == "60"
        assert bitget(desk, path, query=query + "trans_to_exchange").json["data"] == {"bills": [], "endId": None}

    def test_an_address(self, desk: Desk) -> None:
        """Null for no tag."""
        told = bitget(desk, "/api/v2/spot/wallet/deposit-address", query="coin=BTC").json["data"]
        assert (told["coin"], told["tag"]) == ("BTC", None)
