import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.mexc_desk import mexc


class TestKeyInformation:
    def test_of_the_key_that_asks(self, desk: Desk) -> None:
        """Rights, addresses and the days left."""
        key = desk.key("mexc").credentials.api_key
        assert mexc(desk, "/apiKeyInfo", params={"accessKey": key}).json == {
            "note": "trader",
            "accessKey": key,
            "createTime": "2026-10-23T12:20:00.000+00:00",
            "permissions": "SPOT_ACCOUNT_READ,SPOT_DEAL_READ,SPOT_DEAL_WRITE,SPOT_WITHDRAW_READ",
            "remainingValidity": 60,
            "ipWhiteList": "",
            "status": "VALID",
        }

    def test_of_a_bound_key(self, desk: Desk) -> None:
        """Its list is told; it has no end."""
        key = desk.key("mexc", "withdraw").credentials.api_key
        told = mexc(desk, "/apiKeyInfo", "withdraw", params={"accessKey": key}).json
        assert (told["ipWhiteList"], told["remainingValidity"]) == ("127.0.0.1", None)
        assert "SPOT_WITHDRAW_WRITE" in told["permissions"].split(",")

    @pytest.mark.parametrize("params", [{}, {"accessKey": "mx0AAAAAAAAAAAAAAA"}])
    def test_of_another_key(self, desk: Desk, params: dict[str, str]) -> None:
        """Is not shown."""
        assert mexc(desk, "/apiKeyInfo", params=params).json["code"] == 10072


class TestAccount:
    def test_balances(self, desk: Desk) -> None:
        """Free and locked, to the last digit; empty coins are left out."""
        rows = mexc(desk, "/account").json["balances"]
        assert {row["asset"]: (row["free"], row["locked"]) for row in rows} == {
            "BTC": ("0.12345678", "0.01"),
            "USDT": ("812.000000000000000001", "50.5"),
            "LTC": ("17.25", "0"),
            "SHIB": ("4200000.5", "0"),
            "DRIFTWOOD": ("3", "0"),
        }

    def test_flags_are_the_accounts(self, desk: Desk) -> None:
        """A key that may not withdraw sees that the account may."""
        assert mexc(desk, "/account", "read_only").json["canWithdraw"] is True

    def test_an_empty_account(self, desk: Desk) -> None:
        """Has no rows."""
        assert mexc(desk, "/account", "brand_new").json["balances"] == []

    def test_somebody_elses(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        assert mexc(desk, "/uid", wrong_user=True).json == {"uid": "20999001"}


class TestCurrencies:
    def test_every_asset(self, desk: Desk) -> None:
        """Each with a network, for keys that may see withdrawals."""
        rows = mexc(desk, "/capital/config/getall").json
        assert {"BTC", "DRIFTWOOD"} <= {row["coin"] for row in rows}
        assert all(row["networkList"] for row in rows)
        assert mexc(desk, "/capital/config/getall", "read_only").json["code"] == 700007
