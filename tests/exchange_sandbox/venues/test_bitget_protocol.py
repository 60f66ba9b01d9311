from typing import Any

import pytest

from exchange_sandbox.venues.bitget_protocol import sign
from tests.exchange_sandbox.bitget_desk import bitget
from tests.exchange_sandbox.desk import NOW_MS, Desk

ASSETS = "/api/v2/spot/account/assets"


class TestSign:
    def test_is_somebody_elses(self) -> None:
        """An example that was worked out with openssl."""
        signature = sign("bitget-secret", b"1790274000000GET/api/v2/spot/account/assets")
        assert signature.startswith("brEzc+ysgkDwUJnCT9u3pA52")


class TestTime:
    @pytest.mark.parametrize(
        ("timestamp", "code"),
        [
            (NOW_MS - 30_000, "00000"),
            (NOW_MS - 30_001, "40008"),
            (NOW_MS + 30_000, "00000"),
            (NOW_MS + 30_001, "40008"),
            ("soon", "40005"),
            ("", "40005"),
        ],
    )
    def test_window(self, desk: Desk, timestamp: Any, code: str) -> None:
        """Half a minute either way."""
        answer = bitget(desk, ASSETS, timestamp=timestamp)
        assert answer.json["code"] == code
        assert answer.status == (200 if code == "00000" else 400)


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "told"),
        [
            ("trader", {"api_key": "bg_0"}, ("40037", "Apikey does not exist")),
            ("revoked", {}, ("40037", "Apikey does not exist")),
            ("too_new", {}, ("40037", "Apikey does not exist")),
            ("trader", {"secret": "x"}, ("40009", "sign signature error")),
            ("trader", {"sent": "coin=ETH"}, ("40009", "sign signature error")),
            ("trader", {"passphrase": "x"}, ("40012", "apikey/password is incorrect")),
            ("trader", {"extra": {"paptrading": "1"}}, ("40099", "exchange environment is incorrect")),
            ("ip_locked", {}, ("40018", "Invalid IP")),
            ("ip_locked", {"secret": "x"}, ("40018", "Invalid IP")),
            ("missing_read", {}, ("40014", "Incorrect permissions, need spot account read permissions")),
            ("missing_read", {"passphrase": "x"}, ("40012", "apikey/password is incorrect")),
        ],
    )
    def test_bodies(self, desk: Desk, label: str, more: dict[str, Any], told: tuple[str, str]) -> None:
        """Every one comes with HTTP 400; the earlier check speaks first."""
        answer = bitget(desk, ASSETS, label, **more)
        assert (answer.status, answer.json) == (
            400,
            {"code": told[0], "msg": told[1], "requestTime": 1, "data": None},
        )

    def test_an_address_on_the_list_is_let_in(self, desk: Desk) -> None:
        """Loopback for one key, another address for the other."""
        assert bitget(desk, ASSETS, "ip_here").status == 200
        assert bitget(desk, ASSETS, "ip_locked", address="203.0.113.7").status == 200

    def test_the_query_is_signed_without_encoding(self, desk: Desk) -> None:
        """What travels encoded was signed plain."""
        assert bitget(desk, ASSETS, query="coin=A B", sent="coin=A%20B").json["data"] == []


class TestKinds:
    @pytest.mark.parametrize(
        ("label", "path", "code"),
        [
            ("unified", ASSETS, "40085"),
            ("unified", "/api/v2/spot/account/info", "40085"),
            ("unified", "/api/v2/account/funding-assets", "40085"),
            ("unified", "/api/v3/account/info", "00000"),
            ("trader", "/api/v3/account/info", "40084"),
            ("trader", "/api/v3/account/settings", "40084"),
            ("trader", ASSETS, "00000"),
        ],
    )
    def test_pages_are_for_one_kind_of_account(self, desk: Desk, label: str, path: str, code: str) -> None:
        """Classic ones for classic accounts, those of v3 for unified ones."""
        assert bitget(desk, path, label).json["code"] == code
