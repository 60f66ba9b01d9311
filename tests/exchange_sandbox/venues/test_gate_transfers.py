from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.gate_desk import gate

DAY_S = 86_400


class TestHistories:
    def test_deposits(self, desk: Desk) -> None:
        """Times are in seconds; pages by offset."""
        rows = gate(desk, "/wallet/deposits").json
        assert [(row["currency"], row["status"]) for row in rows] == [
            ("USDT", "PEND"),
            ("USDT", "DONE"),
            ("BTC", "DONE"),
        ]
        query = f"from={NOW_MS // 1000 - 15 * DAY_S}&to={NOW_MS // 1000}&limit=1&offset=1"
        assert [row["amount"] for row in gate(desk, "/wallet/deposits", query=query).json] == ["1000.5"]

    def test_withdrawals(self, desk: Desk) -> None:
        """With fees."""
        assert [row["fee"] for row in gate(desk, "/wallet/withdrawals").json] == ["1", "0.0012"]

    def test_futures_book(self, desk: Desk) -> None:
        """What came from the spot account; other types are none here."""
        assert [row["change"] for row in gate(desk, "/futures/usdt/account_book", query="type=dnw").json] == ["90"]
        assert gate(desk, "/futures/usdt/account_book", query="type=pnl").json == []

    def test_an_address(self, desk: Desk) -> None:
        """One line per chain."""
        told = gate(desk, "/wallet/deposit_address", query="currency=BTC").json
        assert told["address"] == told["multichain_addresses"][0]["address"]
