import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.htx_desk import htx

KEYS = "/v2/user/api-key"


class TestUid:
    def test_of_the_keys_account(self, desk: Desk) -> None:
        """A number; the fault `wrong_user` shows another one."""
        assert htx(desk, "/v2/user/uid").json == {"code": 200, "data": 63628520}
        assert htx(desk, "/v2/user/uid", wrong_user=True).json["data"] != 63628520


class TestKeyPage:
    def test_of_one_key(self, desk: Desk) -> None:
        """Rights, addresses and the days left."""
        key = desk.key("htx").credentials.api_key
        (row,) = htx(desk, KEYS, params={"uid": 63628520, "accessKey": key}).json["data"]
        assert (row["accessKey"], row["permission"]) == (key, "readOnly,trade")
        assert (row["ipAddresses"], row["validDays"], row["status"]) == ("", 60, "normal")

    def test_of_all(self, desk: Desk) -> None:
        """A key without an end has -1 days; deleted ones are gone."""
        rows = {row["note"]: row for row in htx(desk, KEYS, params={"uid": 63628520}).json["data"]}
        assert rows["withdraw"]["validDays"] == -1
        assert rows["withdraw"]["ipAddresses"] == "127.0.0.1"
        assert rows["expired"]["status"] == "expired"
        assert "revoked" not in rows

    def test_not_for_a_sub_account(self, desk: Desk) -> None:
        """It is refused its own page."""
        assert htx(desk, KEYS, "sub_account", params={"uid": 63628599}).json == {"code": 1002, "message": "forbidden"}

    @pytest.mark.parametrize(
        ("params", "field"), [({"uid": 1}, "uid"), ({"uid": 63628520, "accessKey": "a"}, "accessKey")]
    )
    def test_of_somebody_else(self, desk: Desk, params: dict[str, object], field: str) -> None:
        """Is not shown."""
        assert htx(desk, KEYS, params=params).json == {"code": 2002, "message": f"invalid field value in `{field}`"}


class TestAccounts:
    def test_spot_and_point_cards(self, desk: Desk) -> None:
        """Each has a number of its own; who never opened a margin account has no more."""
        rows = htx(desk, "/v1/account/accounts", "sub_account").json["data"]
        assert {row["type"]: row["id"] for row in rows} == {"point": 636285992, "spot": 636285991}


class TestBalance:
    def rows(self, desk: Desk, number: int, label: str = "trader") -> dict[tuple[str, str], str]:
        """Return what is not zero."""
        told = htx(desk, f"/v1/account/accounts/{number}/balance", label).json["data"]["list"]
        return {(row["currency"], row["type"]): row["balance"] for row in told if row["balance"] != "0"}

    def test_spot(self, desk: Desk) -> None:
        """Free and frozen stand in two rows, to the last digit."""
        assert self.rows(desk, 636285201) == {
            ("btc", "trade"): "0.314159265358979323",
            ("btc", "frozen"): "0.02",
            ("usdt", "trade"): "1411.000000000000000001",
            ("usdt", "frozen"): "25.5",
            ("xrp", "frozen"): "300",
            ("shib", "trade"): "9000000.25",
            ("driftwood", "trade"): "4",
        }

    def test_empty_accounts(self, desk: Desk) -> None:
        """Point cards hold nothing, a new account neither."""
        assert self.rows(desk, 636285202) == {}
        assert self.rows(desk, 636990011, "brand_new") == {}

    def test_of_somebody_else(self, desk: Desk) -> None:
        """Is not shown."""
        assert htx(desk, "/v1/account/accounts/636990011/balance").json["err-code"] == "base-record-invalid"


class TestMargin:
    def test_cross(self, desk: Desk) -> None:
        """Four rows of a coin; what is owed stands below zero."""
        told = htx(desk, "/v1/account/accounts/636285203/balance").json["data"]
        assert told["type"] == "super-margin"
        assert [(row["currency"], row["type"], row["balance"]) for row in told["list"]] == [
            ("usdt", "trade", "150.000000000000000001"),
            ("usdt", "frozen", "20"),
            ("usdt", "loan", "-80.5"),
            ("usdt", "interest", "-0.025"),
        ]

    def test_isolated(self, desk: Desk) -> None:
        """A pair is an account, and is listed as one."""
        (pair,) = htx(desk, "/v1/margin/accounts/balance").json["data"]
        listed = {row["type"]: row["id"] for row in htx(desk, "/v1/account/accounts").json["data"]}
        assert (pair["symbol"], pair["id"]) == ("ethusdt", listed["margin"])
