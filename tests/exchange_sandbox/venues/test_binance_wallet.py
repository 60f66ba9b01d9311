from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk

RESTRICTIONS = "/sapi/v1/account/apiRestrictions"


class TestApiRestrictions:
    @pytest.mark.parametrize(
        ("label", "true"),
        [
            ("trader", {"enableReading", "enableSpotAndMarginTrading", "enableMargin", "enableFutures"}),
            ("read_only", {"enableReading"}),
            (
                "withdraw",
                {
                    "ipRestrict",
                    "enableReading",
                    "enableSpotAndMarginTrading",
                    "enableWithdrawals",
                    "enableInternalTransfer",
                    "permitsUniversalTransfer",
                },
            ),
            ("missing_read", {"enableSpotAndMarginTrading"}),
        ],
    )
    def test_rights(self, desk: Desk, label: str, true: set[str]) -> None:
        """Each flag says what the key may do; a key without the right to read may ask as well."""
        told = desk.binance(RESTRICTIONS, label).json
        assert {name for name, value in told.items() if value is True} == true

    def test_the_end_of_trading(self, desk: Desk) -> None:
        """After it the key lives on without the right to trade; other keys have no such field."""
        told = desk.binance(RESTRICTIONS, "expired").json
        assert told["tradingAuthorityExpirationTime"] == NOW_MS - 86_400_000
        assert not told["enableSpotAndMarginTrading"]
        assert "tradingAuthorityExpirationTime" not in desk.binance(RESTRICTIONS).json


class TestWallets:
    def test_overview(self, desk: Desk) -> None:
        """Opened wallets are activated and worth something."""
        rows = {row["walletName"]: row for row in desk.binance("/sapi/v1/asset/wallet/balance", "futures_less").json}
        assert {name for name, row in rows.items() if row["activate"]} == {"Spot"}
        ours = desk.binance("/sapi/v1/asset/wallet/balance").json
        assert all(row["activate"] and Decimal(row["balance"]) > 0 for row in ours)

    def test_account_info(self, desk: Desk) -> None:
        """Says which wallets were opened."""
        ours = desk.binance("/sapi/v1/account/info").json
        theirs = desk.binance("/sapi/v1/account/info", "futures_less").json
        assert (ours["isMarginEnabled"], ours["isFutureEnabled"]) == (True, True)
        assert (theirs["isMarginEnabled"], theirs["isFutureEnabled"]) == (False, False)
        assert desk.binance("/sapi/v1/account/status").json == {"data": "Normal"}
        assert desk.binance("/sapi/v1/account/apiTradingStatus").json["data"]["isLocked"] is False

    def test_funding(self, desk: Desk) -> None:
        """Only what is there, valued when asked."""
        path = "/sapi/v1/asset/get-funding-asset"
        rows = desk.binance(path, method="POST", params={"asset": "BTC", "needBtcValuation": "true"}).json
        assert [(row["asset"], row["free"], row["btcValuation"]) for row in rows] == [
            ("BTC", "0.00100000", "0.00150000")
        ]

    def test_user_assets(self, desk: Desk) -> None:
        """Only what is there; a coin without a price is worth 0."""
        rows = desk.binance("/sapi/v3/asset/getUserAsset", method="POST", params={"needBtcValuation": "true"}).json
        worth = {row["asset"]: row["btcValuation"] for row in rows}
        assert "LTC" not in worth
        assert worth["DRIFTWOOD"] == "0.00000000"
        assert worth["BTC"] == "0.61234567"


class TestEarn:
    def test_positions_and_total(self, desk: Desk) -> None:
        """The account is worth what its positions are."""
        total = desk.binance("/sapi/v1/simple-earn/account").json
        flexible = desk.binance("/sapi/v1/simple-earn/flexible/position").json["rows"]
        assert [(row["asset"], row["totalAmount"]) for row in flexible] == [("USDT", "250.00000000")]
        parts = (total["totalFlexibleAmountInBTC"], total["totalLockedInBTC"])
        assert Decimal(total["totalAmountInBTC"]) == sum(map(Decimal, parts)) > 0
        assert desk.binance("/sapi/v1/simple-earn/locked/position").json["total"] == 1

    def test_locked_positions_come_in_pages(self, desk: Desk) -> None:
        """Every page tells how many there are on all."""
        second = desk.binance("/sapi/v1/simple-earn/locked/position", params={"size": "1", "current": "2"}).json
        assert second == {"rows": [], "total": 1}


class TestCoins:
    def test_all_coins(self, desk: Desk) -> None:
        """Every asset, with what the owner has of it."""
        rows = {row["coin"]: row for row in desk.binance("/sapi/v1/capital/config/getall").json}
        assert set(rows) == set(desk.sandbox.world.asset_codes)
        assert rows["BTC"]["free"] == "0.51234567"
        assert not rows["DRIFTWOOD"]["trading"]


class TestSubAccounts:
    def test_only_main_accounts_may_list(self, desk: Desk) -> None:
        """The refusal to a sub-account is -1002."""
        assert [row["subUserId"] for row in desk.binance("/sapi/v1/sub-account/list").json["subAccounts"]] == [
            354937999
        ]
        assert desk.binance("/sapi/v1/sub-account/list", "sub_account").json["code"] == -1002

    def test_only_sub_accounts_have_a_history_of_their_own(self, desk: Desk) -> None:
        """What it received came from the main account; a main account is refused."""
        path = "/sapi/v1/sub-account/transfer/subUserHistory"
        assert [row["counterParty"] for row in desk.binance(path, "sub_account").json] == ["master"]
        assert desk.binance(path).json["code"] == -1002
