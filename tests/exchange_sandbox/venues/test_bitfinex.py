from typing import Any

import pytest

from tests.exchange_sandbox.bitfinex_desk import bitfinex
from tests.exchange_sandbox.desk import Desk

UNKNOWN = ["error", 10100, "apikey: invalid"]
DIGEST = ["error", 10100, "apikey: digest invalid"]
RIGHT = ["error", 10001, "action: invalid (incorrect permissions)"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "refused"),
        [
            ("trader", {"api_key": "A" * 43}, UNKNOWN),
            ("trader", {"api_key": ""}, UNKNOWN),
            ("revoked", {}, UNKNOWN),
            ("trader", {"key_revoked": True}, UNKNOWN),
            ("ip_locked", {}, UNKNOWN),
            ("trader", {"secret": "x"}, DIGEST),
            ("missing_read", {"secret": "x"}, DIGEST),
            ("trader", {"nonce": 0}, ["error", 10114, "nonce: small"]),
            ("missing_read", {}, RIGHT),
        ],
    )
    def test_bodies(self, desk: Desk, label: str, more: dict[str, Any], refused: list[Any]) -> None:
        """All of them with HTTP 500; the earlier check speaks first."""
        answer = bitfinex(desk, "/wallets", label, **more)
        assert (answer.status, answer.json) == (500, refused)

    @pytest.mark.parametrize(("label", "address"), [("ip_here", "127.0.0.1"), ("ip_locked", "203.0.113.7")])
    def test_an_address_on_the_list(self, desk: Desk, label: str, address: str) -> None:
        """Is let in."""
        assert bitfinex(desk, "/wallets", label, address=address).status == 200

    def test_a_key_without_rights_sees_what_it_may(self, desk: Desk) -> None:
        """Its permissions need none."""
        assert bitfinex(desk, "/permissions", "missing_read").status == 200


class TestRoutes:
    @pytest.mark.parametrize(
        ("host", "path", "method"),
        [
            ("rest", "/v2/nowhere", "GET"),
            ("rest", "/v2/auth/r/wallets", "GET"),
            ("public", "/v2/auth/r/wallets", "POST"),
            ("public", "/v2/tickers", "POST"),
        ],
    )
    def test_unknown(self, desk: Desk, host: str, path: str, method: str) -> None:
        """A path that is not there, or not for this method or host."""
        assert desk.ask("bitfinex", host, path, method=method).status == 404


class TestLimits:
    def test_an_address_asks_one_path_so_often_in_a_minute(self, desk: Desk) -> None:
        """Ninety times; another path and another address are counted apart."""
        allowed = {bitfinex(desk, "/wallets").status for _ in range(90)}
        refused = bitfinex(desk, "/wallets")
        assert allowed == {200}
        assert (refused.status, refused.json) == (429, ["error", 11010, "ratelimit: error"])
        assert bitfinex(desk, "/permissions").status == 200
        assert bitfinex(desk, "/wallets", address="192.0.2.1").status == 200
        desk.clock.advance(60_000)
        assert bitfinex(desk, "/wallets").status == 200
