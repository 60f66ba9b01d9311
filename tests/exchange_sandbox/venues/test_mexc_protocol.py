from typing import Any

import pytest

from exchange_sandbox.venues.mexc_protocol import sign
from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.mexc_desk import mexc, mexc_query

SIGNATURE = {"code": 700002, "msg": "Signature for this request is not valid."}
UNKNOWN = {"code": 10072, "msg": "Api key info invalid"}
TIME = {"code": 700003, "msg": "Timestamp for this request is outside of the recvWindow."}
PLACE = {"code": 700006, "msg": "IP [127.0.0.1] not in the ip white list"}
RIGHT = {"code": 700007, "msg": "No permission to access the endpoint"}


class TestSign:
    def test_equals_the_published_vector(self) -> None:
        """A signature that somebody else made with openssl."""
        assert sign("mexc-secret", b"timestamp=1790274000000&recvWindow=5000") == (
            "454aeab6cc9a170f62940827104b8e6ed65e14310062e1b31ef781d2ee456cea"
        )


class TestSignature:
    def test_capital_letters_are_another_one(self, desk: Desk) -> None:
        """Only lower case is taken."""
        key = desk.key("mexc").credentials
        query, _, signature = mexc_query(key.secret, {"timestamp": NOW_MS}).rpartition("=")
        headers = {"x-mexc-apikey": key.api_key}
        answers = [
            desk.ask("mexc", "rest", "/api/v3/account", f"{query}={text}", headers=headers)
            for text in (signature, signature.upper())
        ]
        assert (answers[0].status, answers[1].json) == (200, SIGNATURE)

    def test_none_at_all(self, desk: Desk) -> None:
        """Is a wrong one."""
        headers = {"x-mexc-apikey": desk.key("mexc").credentials.api_key}
        assert desk.ask("mexc", "rest", "/api/v3/uid", f"timestamp={NOW_MS}", headers=headers).json == SIGNATURE

    def test_covers_a_parameter(self, desk: Desk) -> None:
        """One that is added after signing makes it another request."""
        key = desk.key("mexc").credentials
        query = mexc_query(key.secret, {"timestamp": NOW_MS}) + "&recvWindow=60000"
        assert desk.ask("mexc", "rest", "/api/v3/uid", query, headers={"x-mexc-apikey": key.api_key}).json == SIGNATURE


class TestTime:
    @pytest.mark.parametrize(
        ("timestamp", "window", "refused"),
        [
            (NOW_MS - 5_000, 5_000, None),
            (NOW_MS - 5_001, 5_000, TIME),
            (NOW_MS - 60_000, 60_000, None),
            (NOW_MS, 60_001, {"code": 700005, "msg": "recvWindow must less than 60000"}),
            (NOW_MS + 999, 5_000, None),
            (NOW_MS + 1_000, 5_000, TIME),
            ("soon", 5_000, TIME),
        ],
    )
    def test_window(self, desk: Desk, timestamp: Any, window: int, refused: dict[str, Any] | None) -> None:
        """Late by the window at most, early by less than a second."""
        answer = mexc(desk, "/uid", timestamp=timestamp, window=window)
        assert (answer.status, answer.json) == ((400, refused) if refused else (200, {"uid": "20930283"}))


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "refused"),
        [
            ("trader", {"secret": "x"}, SIGNATURE),
            ("trader", {"api_key": "mx0AAAAAAAAAAAAAAA"}, UNKNOWN),
            ("trader", {"api_key": "A" * 64}, {"code": 700001, "msg": "apiKey format invalid"}),
            ("trader", {"api_key": ""}, {"code": 400, "msg": "api key required"}),
            ("expired", {}, UNKNOWN),
            ("revoked", {}, UNKNOWN),
            ("trader", {"key_revoked": True}, UNKNOWN),
            ("ip_locked", {}, PLACE),
            ("ip_locked", {"timestamp": 1}, TIME),
            ("ip_locked", {"secret": "x"}, PLACE),
            ("missing_read", {"secret": "x"}, SIGNATURE),
            ("missing_read", {}, RIGHT),
        ],
    )
    def test_bodies(self, desk: Desk, label: str, more: dict[str, Any], refused: dict[str, Any]) -> None:
        """Every refusal comes with HTTP 400; the earlier check speaks first."""
        answer = mexc(desk, "/account", label, **more)
        assert (answer.status, answer.json) == (400, refused)

    @pytest.mark.parametrize(("label", "address"), [("ip_here", "127.0.0.1"), ("ip_locked", "203.0.113.7")])
    def test_an_address_on_the_list(self, desk: Desk, label: str, address: str) -> None:
        """Is let in."""
        assert mexc(desk, "/account", label, address=address).status == 200
