from exchange_sandbox.venues.deribit_transfers import deposit_address
from tests.exchange_sandbox.deribit_desk import code_of, deribit
from tests.exchange_sandbox.desk import Desk, asked_of


class TestHistories:
    def test_deposits_of_one_currency(self, desk: Desk) -> None:
        """Page by page, with how many there are."""
        told = deribit(desk, "get_deposits", query="currency=USDT&count=1&offset=1").json["result"]
        assert told["count"] == 2
        assert [(row["amount"], row["state"]) for row in told["data"]] == [(1000.5, "completed")]

    def test_withdrawals_have_fees(self, desk: Desk) -> None:
        """Beside the amount."""
        (row,) = deribit(desk, "get_withdrawals", query="currency=ETH").json["result"]["data"]
        assert (row["amount"], row["fee"], row["state"]) == (0.05, 0.0012, "completed")

    def test_transfers(self, desk: Desk) -> None:
        """There are none of Ada's."""
        assert deribit(desk, "get_transfers", query="currency=BTC").json["result"] == {"count": 0, "data": []}

    def test_the_scope(self, desk: Desk) -> None:
        """A key without the wallet's scope is refused."""
        assert code_of(deribit(desk, "get_deposits", "ip_here", query="currency=BTC")) == 13021


class TestDepositAddress:
    def test_of_a_currency(self, desk: Desk) -> None:
        """The current one; null where none was made."""
        told = deribit(desk, "get_current_deposit_address", query="currency=BTC").json["result"]
        assert (told["currency"], told["address"][:4]) == ("BTC", "bc1q")
        assert deposit_address(asked_of(desk, "deribit", "brand_new", currency="BTC")) is None
