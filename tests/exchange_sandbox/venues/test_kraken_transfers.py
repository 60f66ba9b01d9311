from tests.exchange_sandbox.desk import NOW_MS, Desk

DAY_S = 86_400


class TestLedgers:
    def test_what_changed_balances(self, desk: Desk) -> None:
        """The newest first, signed, under Kraken's names; what failed or is to come is not in it."""
        told = desk.kraken("/0/private/Ledgers").json["result"]
        rows = [(row["type"], row["asset"], row["amount"], row["fee"]) for row in told["ledger"].values()]
        assert rows == [
            ("withdrawal", "XETH", "-0.0500000000", "0.0012000000"),
            ("deposit", "USDT", "1000.5000000000", "0.0000000000"),
            ("deposit", "XXBT", "0.2500000000", "0.0000000000"),
        ]
        assert told["count"] == 3

    def test_filters(self, desk: Desk) -> None:
        """By type, time and offset."""
        since = NOW_MS // 1000 - 15 * DAY_S
        asked = {"type": "deposit", "start": str(since)}
        assert desk.kraken("/0/private/Ledgers", params=asked).json["result"]["count"] == 1
        older = {"type": "deposit", "ofs": "1"}
        assert len(desk.kraken("/0/private/Ledgers", params=older).json["result"]["ledger"]) == 1

    def test_needs_a_right_of_its_own(self, desk: Desk) -> None:
        """The right to see funds is not enough."""
        assert desk.kraken("/0/private/Ledgers", "ip_here").json["error"] == ["EGeneral:Permission denied"]


class TestStatuses:
    def test_deposits_and_withdrawals(self, desk: Desk) -> None:
        """With how far they are."""
        deposits = desk.kraken("/0/private/DepositStatus").json["result"]
        assert [row["status"] for row in deposits] == ["Pending", "Success", "Success"]
        withdrawals = desk.kraken("/0/private/WithdrawStatus").json["result"]
        assert [(row["asset"], row["status"]) for row in withdrawals] == [("USDT", "Failure"), ("XETH", "Success")]


class TestAddresses:
    def test_methods_are_named_for_people(self, desk: Desk) -> None:
        """One per network."""
        told = desk.kraken("/0/private/DepositMethods", params={"asset": "USDT"}).json["result"]
        assert [row["method"] for row in told] == ["Tether (ERC20)", "Tether (TRC20)"]

    def test_an_address_is_there_or_not(self, desk: Desk) -> None:
        """Who never made one has none; an unknown method is refused."""
        asked = {"asset": "XXRP", "method": "XRP"}
        (row,) = desk.kraken("/0/private/DepositAddresses", params=asked).json["result"]
        assert row["tag"].isdigit()
        assert desk.kraken("/0/private/DepositAddresses", "brand_new", params=asked).json["result"] == []
        wrong = {"asset": "XXRP", "method": "Doves"}
        assert desk.kraken("/0/private/DepositAddresses", params=wrong).json["error"] == ["EFunding:No funding method"]
