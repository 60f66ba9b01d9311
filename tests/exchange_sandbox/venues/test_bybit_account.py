from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk

WALLET = "/v5/account/wallet-balance"
UNIFIED = "accountType=UNIFIED"


class TestKeyInformation:
    def test_a_key_without_addresses_ends(self, desk: Desk) -> None:
        """Its list is a star, its end is told in days and as a date."""
        told = desk.bybit("/v5/user/query-api").json["result"]
        assert (told["ips"], told["deadlineDay"], told["expiredAt"]) == (["*"], 60, "2027-01-21T12:20:00Z")
        assert (told["readOnly"], told["userID"], told["isMaster"], told["parentUid"]) == (0, 53888001, True, "0")
        assert told["permissions"]["ContractTrade"] == ["Order", "Position"]
        assert told["permissions"]["Options"] == []

    def test_a_bound_key_does_not_end(self, desk: Desk) -> None:
        """Which is the year 1970."""
        told = desk.bybit("/v5/user/query-api", "ip_here").json["result"]
        assert (told["ips"], told["deadlineDay"], told["expiredAt"]) == (["127.0.0.1"], -2, "1970-01-01T00:00:00Z")

    def test_a_key_that_reads_only(self, desk: Desk) -> None:
        """The flag does not show among the permissions."""
        told = desk.bybit("/v5/user/query-api", "read_only").json["result"]
        assert (told["readOnly"], told["permissions"]["Spot"]) == (1, ["SpotTrade"])

    def test_a_sub_account_names_its_parent(self, desk: Desk) -> None:
        """The main account's number."""
        told = desk.bybit("/v5/user/query-api", "sub_account").json["result"]
        assert (told["isMaster"], told["parentUid"]) == (False, "53888001")


class TestWalletBalance:
    def test_coins(self, desk: Desk) -> None:
        """A loan is in the wallet's balance and not in the equity, to which a position's profit belongs."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        coins = {coin["coin"]: coin for coin in self.coins(desk)}
        usdt = coins["USDT"]
        assert (usdt["walletBalance"], usdt["borrowAmount"], usdt["locked"]) == ("4350.12345678", "300.5", "150")
        assert usdt["equity"] == "4089.61115678"  # 4350.12345678 - 300.5 - 0.0123 + 0.02 * (64000 - 62000)
        assert (usdt["unrealisedPnl"], usdt["totalPositionIM"]) == ("40", "124")
        assert (coins["BTC"]["unrealisedPnl"], coins["BTC"]["totalPositionIM"]) == ("0.0001875", "0.0008")
        assert coins["ETH"]["walletBalance"] == "2.718281828459045235"

    def coins(self, desk: Desk, query: str = UNIFIED) -> list[dict[str, str]]:
        """Return the coins of the trader."""
        found: list[dict[str, str]] = desk.bybit(WALLET, query=query).json["result"]["list"][0]["coin"]
        return found

    def test_some_coins(self, desk: Desk) -> None:
        """Names with commas."""
        assert [coin["coin"] for coin in self.coins(desk, f"{UNIFIED}&coin=ETH,XRP")] == ["ETH", "XRP"]

    @pytest.mark.parametrize("query", ["", "accountType=SPOT", "accountType=CONTRACT"])
    def test_a_unified_account_has_no_other_type(self, desk: Desk, query: str) -> None:
        """The old types are refused."""
        assert desk.bybit(WALLET, query=query).json["retCode"] == 10001

    def test_an_empty_account(self, desk: Desk) -> None:
        """Has a row without coins."""
        (row,) = desk.bybit(WALLET, "brand_new", query=UNIFIED).json["result"]["list"]
        assert (row["coin"], row["totalEquity"]) == ([], "0")


class TestAccountInfo:
    def test_version(self, desk: Desk) -> None:
        """A unified account of version 2.0."""
        assert desk.bybit("/v5/account/info").json["result"]["unifiedMarginStatus"] == 5


class TestCoinsBalance:
    PATH = "/v5/asset/transfer/query-account-coins-balance"

    def test_funding(self, desk: Desk) -> None:
        """Coins that are empty are listed too."""
        told = desk.bybit(self.PATH, query="accountType=FUND").json["result"]
        rows = {row["coin"]: (row["walletBalance"], row["transferBalance"]) for row in told["balance"]}
        assert rows == {"USDT": ("75.25", "75.25"), "SOL": ("3.5", "3"), "DRIFTWOOD": ("9", "9"), "DOGE": ("0", "0")}
        assert told["memberId"] == "53888001"

    def test_other_wallets(self, desk: Desk) -> None:
        """Are asked for elsewhere."""
        assert desk.bybit(self.PATH, query="accountType=UNIFIED").json["retCode"] == 10001


class TestStakedPosition:
    @pytest.mark.parametrize(("category", "held"), [("FlexibleSaving", {"USDC": "640.5"}), ("OnChain", {})])
    def test_savings(self, desk: Desk, category: str, held: dict[str, str]) -> None:
        """Flexible ones; nothing is staked on chain."""
        rows = desk.bybit("/v5/earn/position", query=f"category={category}").json["result"]["list"]
        assert {row["coin"]: row["amount"] for row in rows} == held

    def test_the_category_is_needed(self, desk: Desk) -> None:
        """And must be one."""
        assert desk.bybit("/v5/earn/position").json["retCode"] == 10001


class TestCoinInfo:
    def test_every_asset(self, desk: Desk) -> None:
        """Each with a chain."""
        answer = desk.bybit("/v5/asset/coin/query-info").json
        assert {"BTC", "DRIFTWOOD"} <= {row["coin"] for row in answer["result"]["rows"]}
        assert answer["time"] == NOW_MS
