import base64
from typing import Any

import pytest

from exchange_sandbox.venues.gemini import sign
from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.gemini_desk import gemini

BALANCES = "/v1/balances"


class TestSign:
    def test_is_a_third_partys(self) -> None:
        """HMAC-SHA384, hexadecimal, over the base64 of the payload."""
        payload = base64.b64encode(b'{"request":"/v1/balances","nonce":1790274000000}')
        assert sign("gemini-secret", payload) == (
            "46dbce9d733118655749d03b6c85322fe7a61d6fee82347836d104988175ab2999fbea36a5de22d3465a000fd177cd5b"
        )


class TestRoutes:
    def test_an_unknown_path(self, desk: Desk) -> None:
        """Or one that is asked for with another method."""
        assert gemini(desk, "/v1/nowhere").json["reason"] == "EndpointNotFound"
        assert gemini(desk, BALANCES, method="GET").status == 404
        assert desk.ask("gemini", "rest", "/v1/symbols", method="POST").status == 404


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "expected"),
        [
            ("trader", {}, (200, None)),
            ("revoked", {}, (400, "InvalidApiKey")),
            ("trader", {"api_key": "account-x"}, (400, "InvalidApiKey")),
            ("trader", {"secret": "x"}, (400, "InvalidSignature")),
            ("ip_locked", {}, (403, "RemoteAddressForbidden")),
            ("ip_locked", {"address": "203.0.113.7"}, (200, None)),
            ("ip_here", {}, (200, None)),
            ("missing_read", {}, (403, "MissingRole")),
            ("trader", {"named": "/v1/roles"}, (400, "EndpointMismatch")),
            ("trader", {"headers": {"x-gemini-apikey": ""}}, (400, "MissingApikeyHeader")),
            ("trader", {"headers": {"x-gemini-payload": ""}}, (400, "MissingPayloadHeader")),
            ("trader", {"nonce": "soon"}, (400, "InvalidNonce")),
        ],
    )
    def test_reasons(self, desk: Desk, label: str, more: dict[str, Any], expected: tuple[int, str | None]) -> None:
        """Each with its status."""
        answer = gemini(desk, BALANCES, label, **more)
        assert (answer.status, answer.json["reason"] if answer.status != 200 else None) == expected

    def test_texts(self, desk: Desk) -> None:
        """The address that was seen, and the roles that would do."""
        assert gemini(desk, BALANCES, "ip_locked").json["message"] == "Requests from 127.0.0.1 not allowed"
        assert "[Trader, FundManager, Auditor]" in gemini(desk, BALANCES, "missing_read").json["message"]

    def test_a_payload_that_is_none(self, desk: Desk) -> None:
        """It is signed, and says nothing."""
        payload = base64.b64encode(b"nothing").decode()
        signature = sign(desk.key("gemini").credentials.secret, payload.encode())
        headers = {"x-gemini-payload": payload, "x-gemini-signature": signature}
        assert gemini(desk, BALANCES, headers=headers).json["reason"] == "EndpointMismatch"

    def test_the_nonce_grows(self, desk: Desk) -> None:
        """For each key by itself; numbers and texts are taken."""
        assert gemini(desk, BALANCES, nonce=5_000_000).status == 200
        refused = gemini(desk, BALANCES, nonce="5000000").json
        assert refused["message"] == "Nonce '5000000' has not increased since your last call to the Gemini API."
        assert gemini(desk, BALANCES, "read_only", nonce="7").status == 200


class TestLimits:
    def test_a_key_asks_so_often_in_a_minute(self, desk: Desk) -> None:
        """Six hundred times."""
        statuses = [gemini(desk, "/v1/roles").status for _ in range(601)]
        assert (statuses[599], statuses[600]) == (200, 429)
        assert gemini(desk, "/v1/roles", "read_only").status == 200

    def test_an_address_asks_public_pages_so_often(self, desk: Desk) -> None:
        """A hundred and twenty times in a minute."""
        statuses = [desk.ask("gemini", "rest", "/v1/symbols").status for _ in range(121)]
        assert (statuses[119], statuses[120]) == (200, 429)
        desk.clock.advance(60_000)
        assert desk.ask("gemini", "rest", "/v1/symbols").status == 200


class TestFaults:
    def test_somebody_elses_balances(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        assert [row["amount"] for row in gemini(desk, BALANCES, wrong_user=True).json] == ["77.7"]

    def test_a_key_revoked_by_a_fault(self, desk: Desk) -> None:
        """Is unknown."""
        assert gemini(desk, BALANCES, key_revoked=True).json["reason"] == "InvalidApiKey"
