from typing import Any

import pytest

from exchange_sandbox.calls import Call
from exchange_sandbox.venues.bitstamp_protocol import covered, sign
from tests.exchange_sandbox.bitstamp_desk import BALANCES, bitstamp
from tests.exchange_sandbox.desk import HERE, NOW_MS, Desk

NONCE = "7c1a3f2e-1111-4222-8333-944455556666"
FORM = "application/x-www-form-urlencoded"
UNKNOWN = ("API0001", "API key not found")
PLACE = ("API0002", "IP address not allowed")
RIGHT = ("API0003", "No permission found")
USED = ("API0004", "Invalid nonce")
SIGNATURE = ("API0005", "Invalid signature")
TIME = ("API0017", "X-Auth-Timestamp header has invalid timestamp")


class TestSign:
    def test_equals_the_published_vector(self) -> None:
        """A signature that somebody else made with openssl."""
        headers = {
            "x-auth": "BITSTAMP bs-key",
            "x-auth-nonce": NONCE,
            "x-auth-timestamp": "1790274000000",
            "x-auth-version": "v2",
        }
        call = Call(
            host="rest",
            method="POST",
            path=BALANCES,
            query="",
            body=b"",
            headers=headers,
            address=HERE,
            now_ms=1790274000000,
        )
        assert sign("bs-secret", covered(call)) == "a0b142f3b0f43b4c9d4a02b7e27bd817158a5c892526b40ad57262d87e6017b8"


class TestSignature:
    @pytest.mark.parametrize("more", [{"shouted": True}, {"body": b"foo=bar", "content_type": FORM}])
    def test_other_ways_to_sign(self, desk: Desk, more: dict[str, Any]) -> None:
        """Capital letters are taken, and a body with its type is covered."""
        assert bitstamp(desk, **more).status == 200

    def test_the_host_is_covered(self, desk: Desk) -> None:
        """A request for another host is another request."""
        assert bitstamp(desk, host="sandbox.bitstamp.net").json["code"] == "API0005"

    def test_a_type_without_a_body(self, desk: Desk) -> None:
        """Is refused."""
        answer = bitstamp(desk, content_type=FORM)
        assert (answer.status, answer.json["code"]) == (400, "API0020")


class TestTime:
    @pytest.mark.parametrize(
        ("timestamp", "status"),
        [
            (NOW_MS - 150_000, 200),
            (NOW_MS - 150_001, 403),
            (NOW_MS + 150_000, 200),
            (NOW_MS + 150_001, 403),
            ("soon", 403),
        ],
    )
    def test_150_seconds(self, desk: Desk, timestamp: Any, status: int) -> None:
        """Late or early."""
        assert bitstamp(desk, timestamp=timestamp).status == status


class TestNonces:
    def test_serve_once_in_150_seconds(self, desk: Desk) -> None:
        """Under one key; the clock frees them."""
        codes = [bitstamp(desk, label, nonce=NONCE).status for label in ("trader", "trader", "read_only")]
        assert codes == [200, 403, 200]
        desk.clock.advance(150_001)
        assert bitstamp(desk, nonce=NONCE).status == 200

    @pytest.mark.parametrize("nonce", ["", "1", NONCE.upper()])
    def test_have_36_characters_in_small_letters(self, desk: Desk, nonce: str) -> None:
        """Others are invalid."""
        assert bitstamp(desk, nonce=nonce).json["code"] == "API0004"


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "refused"),
        [
            ("trader", {"secret": "x"}, SIGNATURE),
            ("trader", {"auth": "BITSTAMP nobody"}, UNKNOWN),
            ("trader", {"auth": ""}, UNKNOWN),
            ("revoked", {}, UNKNOWN),
            ("trader", {"key_revoked": True}, UNKNOWN),
            ("ip_locked", {}, PLACE),
            ("ip_locked", {"timestamp": 1}, TIME),
            ("ip_locked", {"nonce": "1"}, USED),
            ("ip_locked", {"secret": "x"}, PLACE),
            ("missing_read", {"secret": "x"}, SIGNATURE),
            ("missing_read", {}, RIGHT),
        ],
    )
    def test_bodies(self, desk: Desk, label: str, more: dict[str, Any], refused: tuple[str, str]) -> None:
        """Every refusal comes with HTTP 403; the earlier check speaks first."""
        answer = bitstamp(desk, label, **more)
        code, reason = refused
        assert (answer.status, answer.json) == (403, {"status": "error", "reason": reason, "code": code})

    @pytest.mark.parametrize(("label", "address"), [("ip_here", HERE), ("ip_locked", "203.0.113.7")])
    def test_an_address_on_the_list(self, desk: Desk, label: str, address: str) -> None:
        """Is let in."""
        assert bitstamp(desk, label, address=address).status == 200
