from exchange_sandbox.transfers import Kind
from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.htx_desk import htx

HISTORY = "/v1/query/deposit-withdraw"


class TestHistory:
    def test_both_ways(self, desk: Desk) -> None:
        """The oldest first, or the newest from a number downwards."""
        rows = htx(desk, HISTORY, params={"type": "deposit"}).json["data"]
        assert [(row["currency"], row["state"]) for row in rows] == [
            ("btc", "safe"),
            ("usdt", "safe"),
            ("usdt", "confirming"),
        ]
        asked = {"type": "deposit", "direct": "next", "from": rows[1]["id"], "size": 1}
        assert htx(desk, HISTORY, params=asked).json["data"] == [rows[1]]

    def test_a_page_has_a_bound(self, desk: Desk) -> None:
        """However many are asked for, 50 are told at once."""
        book = desk.sandbox.world.transfers
        deposit = next(each for each in book.all() if (each.venue, each.kind) == ("htx", Kind.DEPOSIT))
        for _ in range(51):
            book.remember(deposit)
        assert len(htx(desk, HISTORY, params={"type": "deposit", "size": 500}).json["data"]) == 50

    def test_withdrawals_have_fees(self, desk: Desk) -> None:
        """As JSON numbers."""
        rows = htx(desk, HISTORY, params={"type": "withdraw"}).json["data"]
        assert [(row["state"], row["fee"]) for row in rows] == [("confirmed", 0.0012), ("canceled", 1)]

    def test_an_address(self, desk: Desk) -> None:
        """In small letters, as all there."""
        (row,) = htx(desk, "/v2/account/deposit/address", params={"currency": "btc"}).json["data"]
        assert (row["chain"], row["addressTag"]) == ("btc", "")
