from tests.exchange_sandbox.desk import Desk


class TestAccount:
    def test_zeros_are_listed_unless_unwanted(self, desk: Desk) -> None:
        """Every asset of the venue, or only those with something in them."""
        everything = {row["asset"] for row in desk.binance("/api/v3/account").json["balances"]}
        some = desk.binance("/api/v3/account", params={"omitZeroBalances": "true"}).json["balances"]
        assert everything >= set(desk.sandbox.world.asset_codes)
        assert {row["asset"] for row in some} < everything
        assert all(float(row["free"]) + float(row["locked"]) for row in some)

    def test_amounts_have_eight_places(self, desk: Desk) -> None:
        """Exact text."""
        rows = {row["asset"]: row for row in desk.binance("/api/v3/account").json["balances"]}
        assert rows["USDT"] == {"asset": "USDT", "free": "10250.12345678", "locked": "499.50000000"}

    def test_sub_accounts_have_their_own_number(self, desk: Desk) -> None:
        """The uid is the sub-account's."""
        assert desk.binance("/api/v3/account", "sub_account").json["uid"] == 354937999

    def test_weights_differ_by_country(self, desk: Desk) -> None:
        """20 at Binance, 10 at Binance US."""
        ours = desk.binance("/api/v3/account").reply.headers["X-MBX-USED-WEIGHT"]
        theirs = desk.binance("/api/v3/account", venue="binance_us").reply.headers["X-MBX-USED-WEIGHT"]
        assert (ours, theirs) == ("20", "10")
