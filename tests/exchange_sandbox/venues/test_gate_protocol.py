from typing import Any

import pytest

from exchange_sandbox.venues.gate_protocol import Endpoint, sign
from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.gate_desk import gate

DETAIL = "/account/detail"
NOW = NOW_MS // 1000
EMPTY = (
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
)


class TestSign:
    def test_is_the_documents_example(self) -> None:
        """Gate's own example, and one of somebody else's."""
        text = "GET\n/api/v4/futures/orders\ncontract=BTC_USD&status=finished&limit=50\n" + EMPTY + "\n1541993715"
        assert sign("secret", text) == (
            "55f84ea195d6fe57ce62464daaa7c3c02fa9d1dde954e4c898289c9a2407a3d6"
            "fb3faf24deff16790d726b66ac9f74526668b13bd01029199cc4fcc522418b8a"
        )
        other = sign("gate-secret", f"GET\n/api/v4/spot/accounts\n\n{EMPTY}\n1790274000")
        assert other.startswith("a1ac53ee45ebdeeade3145cd")


class TestTime:
    @pytest.mark.parametrize(
        ("timestamp", "status"),
        [
            (NOW - 60, 200),
            (NOW - 61, 403),
            (NOW + 60, 200),
            (NOW + 61, 403),
            (f"{NOW}.123", 200),
            ("soon", 403),
            ("nan", 403),
        ],
    )
    def test_gap(self, desk: Desk, timestamp: Any, status: int) -> None:
        """A minute at most, either way; decimals are allowed."""
        answer = gate(desk, DETAIL, timestamp=timestamp)
        assert answer.status == status
        assert status == 200 or answer.json["label"] == "REQUEST_EXPIRED"


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "told"),
        [
            ("trader", {"api_key": "0" * 32}, (401, "INVALID_KEY", "Invalid key provided")),
            ("revoked", {}, (401, "INVALID_KEY", "Invalid key provided")),
            ("too_new", {}, (401, "INVALID_KEY", "Invalid key provided")),
            ("trader", {"secret": "x"}, (401, "INVALID_SIGNATURE", "Signature mismatch")),
            ("trader", {"sent": "limit=2"}, (401, "INVALID_SIGNATURE", "Signature mismatch")),
            ("ip_locked", {}, (403, "FORBIDDEN", "Request IP not in whitelist: 127.0.0.1")),
            ("ip_locked", {"secret": "x"}, (403, "FORBIDDEN", "Request IP not in whitelist: 127.0.0.1")),
            ("missing_read", {}, (403, "FORBIDDEN", "Request API key does not have account permission")),
            ("missing_read", {"secret": "x"}, (401, "INVALID_SIGNATURE", "Signature mismatch")),
        ],
    )
    def test_bodies(self, desk: Desk, label: str, more: dict[str, Any], told: tuple[int, str, str]) -> None:
        """Status, label and text; the earlier check speaks first."""
        answer = gate(desk, DETAIL, label, **more)
        assert (answer.status, answer.json["label"], answer.json["message"]) == told

    def test_an_address_on_the_list_is_let_in(self, desk: Desk) -> None:
        """Loopback for one key, another address for the other."""
        assert gate(desk, DETAIL, "ip_here").status == 200
        assert gate(desk, DETAIL, "ip_locked", address="203.0.113.7").status == 200

    def test_the_query_is_signed_without_encoding(self, desk: Desk) -> None:
        """What travels encoded was signed plain."""
        assert gate(desk, "/spot/accounts", query="currency=A B", sent="currency=A%20B").json == []
        assert gate(desk, "/spot/accounts", query="currency=A%20B").status == 401


class TestEndpoint:
    @pytest.mark.parametrize(("permission", "is_open"), [("spot", True), ("account", True), ("wallet", False)])
    def test_read_only_is_enough(self, desk: Desk, permission: str, is_open: bool) -> None:
        """A permission that may not write reads."""
        endpoint = Endpoint(lambda _: None, permission)
        assert endpoint.is_open_to(desk.key("gate", "read_only")) is is_open
