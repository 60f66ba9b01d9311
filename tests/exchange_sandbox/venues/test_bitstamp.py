import hmac

import pytest

from tests.exchange_sandbox.bitstamp_desk import BALANCES, bitstamp
from tests.exchange_sandbox.desk import NOW_MS, Desk


class TestRoutes:
    @pytest.mark.parametrize(
        ("path", "method"), [("/api/v2/nowhere/", "POST"), ("/api/v2/ticker", "GET"), (BALANCES, "GET")]
    )
    def test_an_unknown_path(self, desk: Desk, path: str, method: str) -> None:
        """Or one without its last stroke, or one that is asked for with another method."""
        assert desk.ask("bitstamp", "rest", path, method=method).status == 404

    @pytest.mark.parametrize("path", ["/api/v2/ticker/", "/api/v2/markets/"])
    def test_public_pages_take_no_parameters(self, desk: Desk, path: str) -> None:
        """Whatever it is."""
        assert desk.ask("bitstamp", "rest", path, "x=1").status == 400
        assert desk.ask("bitstamp", "rest", path).status == 200


class TestBalances:
    def test_every_currency(self, desk: Desk) -> None:
        """In small letters, to the last digit, empty ones too."""
        rows = bitstamp(desk).json
        assert {row["currency"]: (row["total"], row["available"], row["reserved"]) for row in rows} == {
            "usd": ("1600.75", "1500.25", "100.5"),
            "btc": ("0.225", "0.21", "0.015"),
            "xrp": ("250.123456789012345678", "250.123456789012345678", "0"),
            "eur": ("80.04", "80.04", "0"),
            "driftwood": ("1", "1", "0"),
            "eth": ("0", "0", "0"),
        }

    @pytest.mark.parametrize(("label", "rows"), [("brand_new", 0), ("sub_account", 1)])
    def test_other_accounts(self, desk: Desk, label: str, rows: int) -> None:
        """An empty account is an empty list; a sub-account has its own."""
        assert len(bitstamp(desk, label).json) == rows

    def test_somebody_elses(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        assert [row["total"] for row in bitstamp(desk, wrong_user=True).json] == ["77.7"]

    def test_the_answer_is_signed(self, desk: Desk) -> None:
        """Over nonce and time of the request, type and body of the answer."""
        nonce = "7c1a3f2e-1111-4222-8333-944455556666"
        reply = bitstamp(desk, nonce=nonce).reply
        text = f"{nonce}{NOW_MS}application/json".encode() + reply.body
        secret = desk.key("bitstamp").credentials.secret.encode()
        assert reply.headers["X-Server-Auth-Signature"] == hmac.new(secret, text, "sha256").hexdigest()


class TestLimits:
    def test_an_address_asks_so_often_in_a_second(self, desk: Desk) -> None:
        """400 times, then it is refused; another address is not."""
        statuses = [desk.ask("bitstamp", "rest", "/api/v2/markets/", "x=1").status for _ in range(401)]
        assert (statuses[399], statuses[400]) == (400, 429)
        refused = bitstamp(desk)
        body = {"response_code": "400.002", "response_explanation": "Request rate limit exceeded."}
        assert (refused.status, refused.json) == (429, body)
        assert bitstamp(desk, address="192.0.2.1").status == 200
        desk.clock.advance(1_000)
        assert bitstamp(desk).status == 200

    def test_and_so_often_in_ten_minutes(self, desk: Desk) -> None:
        """10,000 times, however slowly."""
        for _ in range(26):
            statuses = [desk.ask("bitstamp", "rest", "/api/v2/markets/", "x=1").status for _ in range(400)]
            desk.clock.advance(1_000)
        assert statuses[-1] == 429
        desk.clock.advance(600_000)
        assert bitstamp(desk).status == 200
