from typing import Any

import pytest

from exchange_sandbox.venues.kucoin_protocol import sign
from tests.exchange_sandbox.desk import NOW_MS, Desk

KEY_PAGE = "/api/v1/user/api-key"


class TestSign:
    @pytest.mark.parametrize(
        ("text", "signature"),
        [
            (b"1790274000000GET/api/v1/accounts", "1IQclfd7ZIzIsIT5X47cdnJKnoEiZ5mElgGxVJwDuv8="),
            (b"kucoin-pass", "OplStk3M/IYYslJlMpTMb7auKQZQhD1g+JEQkER3KkA="),
        ],
    )
    def test_another_implementation_agrees(self, text: bytes, signature: str) -> None:
        """Vectors made with openssl, of a request and of a passphrase."""
        assert sign("kucoin-secret", text) == signature


class TestHeaders:
    @pytest.mark.parametrize("header", ["kc-api-key", "kc-api-sign", "kc-api-timestamp", "kc-api-passphrase"])
    def test_a_missing_one_is_named(self, desk: Desk, header: str) -> None:
        """All four are needed."""
        answer = desk.kucoin(KEY_PAGE, extra={header: ""})
        assert (answer.status, answer.json["code"]) == (400, "400001")
        assert header.upper() in answer.json["msg"]

    @pytest.mark.parametrize(
        ("timestamp", "code"),
        [
            (NOW_MS - 5_000, "200000"),
            (NOW_MS + 5_000, "200000"),
            (NOW_MS - 5_001, "400002"),
            (NOW_MS + 5_001, "400002"),
            ("soon", "400002"),
        ],
    )
    def test_time(self, desk: Desk, timestamp: Any, code: str) -> None:
        """Five seconds either way, in milliseconds."""
        assert desk.kucoin(KEY_PAGE, timestamp=timestamp).json["code"] == code


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "refused"),
        [
            ("trader", {"api_key": "0" * 24}, (401, "400003")),
            ("revoked", {}, (401, "400003")),
            ("trader", {"secret": "x"}, (401, "400005")),
            ("trader", {"passphrase": "x"}, (401, "400004")),
            ("trader", {"extra": {"kc-api-key-version": "1"}}, (401, "400004")),
            ("ip_locked", {}, (200, "400006")),
            ("ip_locked", {"address": "203.0.113.7"}, (200, "200000")),
            ("ip_here", {}, (200, "200000")),
            ("missing_read", {}, (200, "400007")),
            ("trader", {"key_revoked": True}, (401, "400003")),
            ("ip_locked", {"secret": "x"}, (200, "400006")),
        ],
    )
    def test_codes(self, desk: Desk, label: str, more: dict[str, Any], refused: tuple[int, str]) -> None:
        """Each reason has its own code; the earlier check speaks first."""
        answer = desk.kucoin(KEY_PAGE, label, **more)
        assert (answer.status, answer.json["code"]) == refused

    def test_the_query_is_signed(self, desk: Desk) -> None:
        """A path signed without its query is refused."""
        assert desk.kucoin("/api/v1/accounts", query="type=main").json["code"] == "200000"
        signed = desk.kucoin("/api/v1/accounts").reply
        assert signed.status == 200
        refused = desk.kucoin("/api/v1/accounts", query="type=main", extra={"kc-api-sign": "x"})
        assert (refused.status, refused.json) == (401, {"code": "400005", "msg": "Invalid KC-API-SIGN"})
