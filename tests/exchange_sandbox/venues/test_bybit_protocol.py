from typing import Any

import pytest

from exchange_sandbox.venues.bybit_protocol import Endpoint, sign
from tests.exchange_sandbox.desk import NOW_MS, Desk

KEY_PAGE = "/v5/user/query-api"


class TestSign:
    def test_is_lower_case_hexadecimal(self) -> None:
        """The example of HMAC-SHA256 that everybody knows."""
        assert sign("key", b"The quick brown fox jumps over the lazy dog") == (
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
        )


class TestTime:
    @pytest.mark.parametrize(
        ("timestamp", "window", "code"),
        [
            (NOW_MS - 5_000, "5000", 0),
            (NOW_MS - 5_001, "5000", 10002),
            (NOW_MS - 5_001, "10000", 0),
            (NOW_MS + 999, "5000", 0),
            (NOW_MS + 1_000, "5000", 10002),
            ("soon", "5000", 10002),
        ],
    )
    def test_window(self, desk: Desk, timestamp: Any, window: str, code: int) -> None:
        """Late by the window at most, early by less than a second."""
        assert desk.bybit(KEY_PAGE, timestamp=timestamp, window=window).json["retCode"] == code

    def test_the_refusal_names_the_times(self, desk: Desk) -> None:
        """Theirs, ours, and the window."""
        text = desk.bybit(KEY_PAGE, timestamp=1).json["retMsg"]
        assert text.endswith(f"req_timestamp[1],server_timestamp[{NOW_MS}],recv_window[5000]")


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "code"),
        [
            ("trader", {}, 0),
            ("trader", {"secret": "x"}, 10004),
            ("expired", {}, 33004),
            ("ip_locked", {}, 10010),
            ("ip_locked", {"address": "203.0.113.7"}, 0),
            ("ip_here", {}, 0),
            ("expired", {"timestamp": 1}, 33004),
            ("ip_locked", {"timestamp": 1}, 10002),
            ("ip_locked", {"secret": "x"}, 10010),
        ],
    )
    def test_codes(self, desk: Desk, label: str, more: dict[str, Any], code: int) -> None:
        """Every refusal but one comes with HTTP 200; the earlier check speaks first."""
        answer = desk.bybit(KEY_PAGE, label, **more)
        assert (answer.status, answer.json["retCode"]) == (200, code)

    @pytest.mark.parametrize(("label", "api_key"), [("trader", "unknown"), ("revoked", None)])
    def test_an_unknown_key_gets_no_body(self, desk: Desk, label: str, api_key: str | None) -> None:
        """HTTP 401 and nothing else."""
        answer = desk.bybit(KEY_PAGE, label, **({"api_key": api_key} if api_key else {}))
        assert (answer.status, answer.reply.body) == (401, b"")

    def test_a_wrong_signature_repeats_what_was_to_be_signed(self, desk: Desk) -> None:
        """Time, key, window and query."""
        key = desk.key("bybit").credentials.api_key
        answer = desk.bybit("/v5/account/wallet-balance", query="accountType=UNIFIED", secret="x")
        assert answer.json["retMsg"] == f"error sign! origin_string[{NOW_MS}{key}5000accountType=UNIFIED]"


class TestEndpoint:
    @pytest.mark.parametrize(
        ("needed", "open_to"),
        [((), {"trader", "missing_read"}), (("Earn",), {"trader"}), (("Wallet.Withdraw",), set())],
    )
    def test_a_group_or_a_permission_lets_in(self, desk: Desk, needed: tuple[str, ...], open_to: set[str]) -> None:
        """One of those named is enough."""
        endpoint = Endpoint(lambda _: None, 1, frozenset(needed))
        keys = [desk.key("bybit", label) for label in ("trader", "missing_read")]
        assert {key.label for key in keys if endpoint.is_open_to(key)} == open_to
