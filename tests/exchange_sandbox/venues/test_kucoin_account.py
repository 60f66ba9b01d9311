from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import Desk

KEY_PAGE = "/api/v1/user/api-key"
FUTURES = "/api/v1/account-overview"


class TestKeyInformation:
    def test_an_unbound_key_has_no_list(self, desk: Desk) -> None:
        """And a main account no name."""
        told = desk.kucoin(KEY_PAGE).json["data"]
        assert (told["permission"], told["uid"], told["isMaster"]) == ("General,Spot,Futures", 165111215, True)
        assert not {"ipWhitelist", "subName"} & set(told)

    def test_a_bound_key(self, desk: Desk) -> None:
        """Names its addresses."""
        told = desk.kucoin(KEY_PAGE, "withdraw").json["data"]
        assert (told["permission"], told["ipWhitelist"]) == ("General,Spot,Transfer", "127.0.0.1")

    def test_a_sub_account(self, desk: Desk) -> None:
        """Says that it is one, and not whose."""
        told = desk.kucoin(KEY_PAGE, "sub_account").json["data"]
        assert (told["isMaster"], told["subName"]) == (False, "ada-sub")


class TestAccountMode:
    @pytest.mark.parametrize(("label", "mode"), [("trader", "CLASSIC"), ("unified", "UNIFIED")])
    def test_mode(self, desk: Desk, label: str, mode: str) -> None:
        """Each account has one."""
        told = desk.kucoin("/api/ua/v1/account/mode", label).json["data"]
        assert told["selfAccountMode"] == mode
        assert told["classicSubAccount"] == (["165111999"] if label == "trader" else [])


class TestAccountList:
    @pytest.mark.parametrize(
        ("query", "held"),
        [
            ("type=main", {"USDT": "300.75", "DRIFTWOOD": "5", "ADA": "0"}),
            ("type=trade&currency=BTC", {"BTC": "0.23334455"}),
            ("type=margin", {}),
        ],
    )
    def test_chosen(self, desk: Desk, query: str, held: dict[str, str]) -> None:
        """By type and currency."""
        rows = desk.kucoin("/api/v1/accounts", query=query).json["data"]
        assert {row["currency"]: row["balance"] for row in rows} == held

    def test_all(self, desk: Desk) -> None:
        """Funding and trading account in one list, told apart by type."""
        rows = desk.kucoin("/api/v1/accounts").json["data"]
        told = {(row["type"], row["currency"]): (row["available"], row["holds"]) for row in rows}
        assert told["trade", "USDT"] == ("1800.5", "20.25")
        assert told["main", "USDT"] == ("300.75", "0")
        assert len({row["id"] for row in rows}) == len(rows)


class TestUnifiedBalance:
    PATH = "/api/ua/v1/unified/account/balance"

    def test_currencies(self, desk: Desk) -> None:
        """What is owed, interest included, is no equity."""
        (account,) = desk.kucoin(self.PATH, "unified").json["data"]["accounts"]
        assert account["currencies"][0] == {
            "currency": "USDT",
            "equity": "900.2496",
            "hold": "30",
            "balance": "1000.5",
            "available": "970.5",
            "liability": "100.2504",
        }

    def test_a_classic_account_has_none(self, desk: Desk) -> None:
        """It is refused."""
        assert desk.kucoin(self.PATH).json["code"] == "400007"


class TestTypedBalance:
    PATH = "/api/ua/v1/account/balance"

    def test_funding(self, desk: Desk) -> None:
        """Of an account of either mode."""
        told = desk.kucoin(self.PATH, "unified", query="accountType=FUNDING").json["data"]
        assert [row["currency"] for row in told["accounts"][0]["currencies"]] == ["USDC"]

    def test_the_type_is_needed(self, desk: Desk) -> None:
        """And must be one."""
        assert desk.kucoin(self.PATH).json["code"] == "400100"


class TestFuturesOverview:
    def test_amounts_are_numbers(self, desk: Desk) -> None:
        """Every digit, with the profit of the open position in the equity."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        body = desk.kucoin(FUTURES, host="futures", query="currency=USDT").reply.body
        assert b'"accountEquity":1015.12345678,' in body
        assert b'"marginBalance":1000.12345678,' in body
        assert b'"availableBalance":915.12345678,' in body

    @pytest.mark.parametrize(
        ("query", "equity"), [("", 0.05), ("currency=XBT", 0.05), ("currency=ETH", 0), ("currency=BTC", None)]
    )
    def test_one_currency_at_a_time(self, desk: Desk, query: str, equity: float | None) -> None:
        """XBT unless told; one without a wallet is zero, one that nothing is settled in is refused."""
        answer = desk.kucoin(FUTURES, host="futures", query=query).json
        assert (answer.get("data") or {}).get("accountEquity") == equity


class TestMargin:
    def test_nothing_is_there(self, desk: Desk) -> None:
        """Who never borrowed has no rows, and no account is of the high-frequency kind."""
        assert desk.kucoin("/api/v3/margin/accounts", "sub_account").json["data"]["accounts"] == []
        assert desk.kucoin("/api/v1/hf/accounts/opened").json["data"] is False


class TestIsolatedMargin:
    def test_each_pair_has_two_sides(self, desk: Desk) -> None:
        """A debt is told with its interest."""
        (pair,) = desk.kucoin("/api/v3/isolated/accounts").json["data"]["assets"]
        assert (pair["symbol"], pair["baseAsset"]["currency"], pair["quoteAsset"]["currency"]) == (
            "ETH-USDT",
            "ETH",
            "USDT",
        )
        assert (pair["baseAsset"]["total"], pair["baseAsset"]["liability"]) == ("0.25", "0.0626")


class TestEarnHoldings:
    def test_orders_stand_on_pages(self, desk: Desk) -> None:
        """What is being redeemed is held until it was."""
        told = desk.kucoin("/api/v1/earn/hold-assets", query="currentPage=2&pageSize=1").json["data"]
        assert (told["totalNum"], told["totalPage"], told["currentPage"]) == (2, 2, 2)
        (order,) = told["items"]
        assert (order["currency"], order["holdAmount"], order["redeemingAmount"], order["status"]) == (
            "ADA",
            "42.5",
            "12.5",
            "REDEEMING",
        )

    def test_who_has_none(self, desk: Desk) -> None:
        """Has no page at all."""
        assert desk.kucoin("/api/v1/earn/hold-assets", "sub_account").json["data"]["totalPage"] == 0
