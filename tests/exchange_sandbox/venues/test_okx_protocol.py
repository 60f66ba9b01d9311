from typing import Any

import pytest

from exchange_sandbox.venues.okx_protocol import sign
from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.signing import okx_time

CONFIG = "/api/v5/account/config"


class TestSign:
    def test_another_implementation_agrees(self) -> None:
        """The scheme is Bitget's too: its vector, made with openssl."""
        signature = sign("bitget-secret", b"1790274000000GET/api/v2/spot/account/assets")
        assert signature == "brEzc+ysgkDwUJnCT9u3pA52oO8bbhInt6826XmfJGY="


class TestHeaders:
    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ("ok-access-key", "50103"),
            ("ok-access-passphrase", "50104"),
            ("ok-access-sign", "50106"),
            ("ok-access-timestamp", "50107"),
        ],
    )
    def test_a_missing_one_is_named(self, desk: Desk, header: str, code: str) -> None:
        """Each has its own code."""
        answer = desk.okx(CONFIG, extra={header: ""})
        assert (answer.status, answer.json) == (
            401,
            {"msg": f"Request header {header.upper()} cannot be empty.", "code": code},
        )

    @pytest.mark.parametrize(
        ("timestamp", "code"),
        [
            (okx_time(NOW_MS - 30_000), "0"),
            (okx_time(NOW_MS - 30_001), "50102"),
            (okx_time(NOW_MS + 30_001), "50102"),
            (str(NOW_MS), "50112"),
            (okx_time(NOW_MS)[:-1], "50112"),
        ],
    )
    def test_time(self, desk: Desk, timestamp: str, code: str) -> None:
        """30 seconds either way, ISO 8601 with milliseconds and Z."""
        assert desk.okx(CONFIG, timestamp=timestamp).json["code"] == code


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "code"),
        [
            ("trader", {"api_key": "no-uuid"}, "50111"),
            ("trader", {"api_key": "00000000-0000-4000-8000-000000000000"}, "50119"),
            ("revoked", {}, "50119"),
            ("expired", {}, "50119"),
            ("too_new", {}, "50119"),
            ("trader", {"passphrase": "x"}, "50105"),
            ("trader", {"secret": "x"}, "50113"),
            ("trader", {"passphrase": "x", "secret": "x"}, "50105"),
            ("demo", {}, "50101"),
            ("trader", {"extra": {"x-simulated-trading": "1"}}, "50101"),
            ("demo", {"extra": {"x-simulated-trading": "1"}}, "0"),
            ("other_region", {}, "50119"),
            ("other_region", {"host": "eea"}, "0"),
            ("trader", {"host": "us"}, "50119"),
            ("ip_locked", {}, "50110"),
            ("ip_locked", {"address": "203.0.113.7"}, "0"),
            ("missing_read", {}, "50120"),
        ],
    )
    def test_codes(self, desk: Desk, label: str, more: dict[str, Any], code: str) -> None:
        """Each reason has its own code."""
        answer = desk.okx(CONFIG, label, **more)
        assert answer.json["code"] == code
        assert answer.status == (200 if code == "0" else 401)

    def test_the_query_is_signed(self, desk: Desk) -> None:
        """A path signed without its query is refused."""
        assert desk.okx("/api/v5/account/balance", query="ccy=BTC").json["code"] == "0"
        target = "/api/v5/account/balance"
        key = desk.key("okx").credentials
        now = okx_time(NOW_MS)
        headers = {
            "ok-access-key": key.api_key,
            "ok-access-passphrase": str(key.passphrase),
            "ok-access-timestamp": now,
            "ok-access-sign": sign(key.secret, f"{now}GET{target}".encode()),
        }
        assert desk.ask("okx", "rest", target, headers=headers).json["code"] == "0"
        assert desk.ask("okx", "rest", target, "ccy=BTC", headers=headers).json["code"] == "50113"
