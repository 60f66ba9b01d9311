from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.gemini_desk import gemini

DAY_MS = 86_400_000


class TestTransfers:
    def test_both_ways_in_one_list(self, desk: Desk) -> None:
        """What is done, the newest first; only what left has a fee."""
        rows = gemini(desk, "/v1/transfers").json
        assert [(row["type"], row["amount"]) for row in rows] == [
            ("Withdrawal", "0.05"),
            ("Deposit", "1000.5"),
            ("Deposit", "0.25"),
        ]
        assert [row.get("feeAmount") for row in rows] == ["0.0012", None, None]

    def test_since_and_how_many(self, desk: Desk) -> None:
        """As the payload asks."""
        said = {"timestamp": NOW_MS - 11 * DAY_MS, "limit_transfers": 1}
        (row,) = gemini(desk, "/v1/transfers", said=said).json
        assert row["type"] == "Withdrawal"


class TestAddresses:
    def test_of_a_network(self, desk: Desk) -> None:
        """A token's networks are public, the addresses of one are the account's."""
        assert desk.ask("gemini", "rest", "/v1/network/usdt").json == {"token": "USDT", "network": ["ethereum", "tron"]}
        (row,) = gemini(desk, "/v1/addresses/bitcoin").json
        assert (row["address"][:4], row["network"]) == ("bc1q", "bitcoin")

    def test_none_was_made(self, desk: Desk) -> None:
        """None is made by asking, nor is there one on a network that is none."""
        assert gemini(desk, "/v1/addresses/bitcoin", "brand_new").json == []
        assert gemini(desk, "/v1/addresses/pigeon").json == []
