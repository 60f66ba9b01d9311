from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import Desk


class TestConfig:
    @pytest.mark.parametrize(
        ("label", "perm", "ip"),
        [
            ("trader", "read_only,trade", ""),
            ("read_only", "read_only", ""),
            ("withdraw", "read_only,trade,withdraw", ""),
            ("ip_here", "read_only,trade", "127.0.0.1"),
        ],
    )
    def test_rights_and_addresses(self, desk: Desk, label: str, perm: str, ip: str) -> None:
        """Both are told, separated by commas."""
        (row,) = desk.okx("/api/v5/account/config", label).json["data"]
        assert (row["perm"], row["ip"], row["label"]) == (perm, ip, label)

    def test_main_and_sub(self, desk: Desk) -> None:
        """A main account is its own main account."""
        (main,) = desk.okx("/api/v5/account/config").json["data"]
        (sub,) = desk.okx("/api/v5/account/config", "sub_account").json["data"]
        assert main["mainUid"] == main["uid"] == sub["mainUid"] != sub["uid"]
        assert (main["type"], sub["type"], main["acctLv"], sub["acctLv"]) == ("0", "1", "3", "1")


class TestBalance:
    def test_equity(self, desk: Desk) -> None:
        """Cash is what is there less debt; equity adds profit and takes interest off."""
        desk.sandbox.world.prices.set("BTC", Decimal(63000))
        rows = {row["ccy"]: row for row in desk.okx("/api/v5/account/balance").json["data"][0]["details"]}
        usdt = rows["USDT"]
        assert (usdt["cashBal"], usdt["liab"], usdt["upl"]) == ("2349.62345678901", "300.5", "20")
        assert usdt["eq"] == "2369.61115678901"
        assert (usdt["availBal"], usdt["frozenBal"]) == ("2500.12345678901", "150")
        assert "DOGE" not in rows

    def test_spot_mode(self, desk: Desk) -> None:
        """Equity that is available is an empty text."""
        (data,) = desk.okx("/api/v5/account/balance", "sub_account").json["data"]
        assert (data["details"][0]["availEq"], data["details"][0]["availBal"]) == ("", "77.7")

    def test_an_empty_account(self, desk: Desk) -> None:
        """No currencies, a total of 0."""
        (data,) = desk.okx("/api/v5/account/balance", "brand_new").json["data"]
        assert (data["details"], data["totalEq"]) == ([], "0")
        assert desk.okx("/api/v5/asset/balances", "brand_new").json["data"] == []

    def test_filter(self, desk: Desk) -> None:
        """Only the currencies asked for."""
        (data,) = desk.okx("/api/v5/account/balance", query="ccy=BTC,OKB").json["data"]
        assert {row["ccy"] for row in data["details"]} == {"BTC", "OKB"}
        assert [row["bal"] for row in desk.okx("/api/v5/asset/balances", query="ccy=BTC").json["data"]] == ["0.03"]


class TestValuation:
    def test_total(self, desk: Desk) -> None:
        """The parts make the whole."""
        (data,) = desk.okx("/api/v5/asset/asset-valuation", query="ccy=USDT").json["data"]
        assert sum(map(Decimal, data["details"].values())) == Decimal(data["totalBal"]) > 0

    def test_unknown_currency(self, desk: Desk) -> None:
        """Is refused."""
        assert desk.okx("/api/v5/asset/asset-valuation", query="ccy=NONE").json["code"] == "51000"


class TestOthers:
    def test_staking(self, desk: Desk) -> None:
        """Orders of on-chain earn tell their amount inside."""
        (row,) = desk.okx("/api/v5/finance/staking-defi/orders-active").json["data"]
        assert (row["state"], row["investData"]) == ("1", [{"amt": "20.125", "ccy": "DOT"}])

    def test_savings(self, desk: Desk) -> None:
        """The earn account."""
        rows = desk.okx("/api/v5/finance/savings/balance").json["data"]
        assert [(row["ccy"], row["amt"]) for row in rows] == [("USDT", "1000")]

    def test_currencies(self, desk: Desk) -> None:
        """Every asset."""
        rows = desk.okx("/api/v5/asset/currencies").json["data"]
        assert {row["ccy"] for row in rows} == set(desk.sandbox.world.asset_codes)

    def test_subaccounts(self, desk: Desk) -> None:
        """Only a main account may list."""
        rows = desk.okx("/api/v5/users/subaccount/list").json["data"]
        assert [row["uid"] for row in rows] == ["44059127999"]
        answer = desk.okx("/api/v5/users/subaccount/list", "sub_account")
        assert (answer.status, answer.json["code"]) == (200, "50030")
