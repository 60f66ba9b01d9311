import json
from typing import Any

import pytest

from exchange_sandbox.venues.kraken import LARGEST_NONCE, sign
from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.signing import kraken_sign

BALANCE = "/0/private/Balance"


class TestSign:
    def test_the_published_example(self) -> None:
        """The vector of docs.kraken.com."""
        secret = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg=="
        body = b"nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25"
        signature = sign(secret, "/0/private/AddOrder", "1616492376594", body)
        assert signature == (
            b"4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ=="
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "error"),
        [
            ("trader", {"api_key": "A" * 56}, "EAPI:Invalid key"),
            ("trader", {"api_key": ""}, "EAPI:Invalid key"),
            ("revoked", {}, "EAPI:Invalid key"),
            ("expired", {}, "EAPI:Invalid key"),
            ("too_new", {}, "EAPI:Invalid key"),
            ("trader", {"secret": "A" * 86 + "=="}, "EAPI:Invalid signature"),
            ("ip_locked", {}, "EGeneral:Permission denied"),
            ("missing_read", {}, "EGeneral:Permission denied"),
            ("trader", {"method": "GET"}, "EGeneral:Unknown method"),
        ],
    )
    def test_errors(self, desk: Desk, label: str, more: dict[str, Any], error: str) -> None:
        """All of them with HTTP 200."""
        answer = desk.kraken(BALANCE, label, **more)
        assert (answer.status, answer.json) == (200, {"error": [error]})

    def test_unknown_method(self, desk: Desk) -> None:
        """A path that is not there."""
        assert desk.kraken("/0/private/Nothing").json == {"error": ["EGeneral:Unknown method"]}

    def test_a_key_with_an_end_works_until_then(self, desk: Desk) -> None:
        """Ten days, to the millisecond."""
        desk.clock.advance(864_000_000 - 1)
        assert desk.kraken(BALANCE, "expiring").json["error"] == []
        desk.clock.advance(1)
        assert desk.kraken(BALANCE, "expiring").json["error"] == ["EAPI:Invalid key"]


class TestNonce:
    def test_it_must_grow(self, desk: Desk) -> None:
        """Equal and smaller ones are refused; each key has its own."""
        errors = [desk.kraken(BALANCE, nonce=nonce).json["error"] for nonce in (10, 10, 9, 11)]
        assert errors == [[], ["EAPI:Invalid nonce"], ["EAPI:Invalid nonce"], []]
        assert desk.kraken(BALANCE, "read_only", nonce=1).json["error"] == []

    @pytest.mark.parametrize("nonce", ["", "x", "-1", "1.5", "0", LARGEST_NONCE + 1])
    def test_it_must_be_a_whole_number_of_64_bits(self, desk: Desk, nonce: object) -> None:
        """Everything else is refused; the largest is accepted."""
        assert desk.kraken(BALANCE, nonce=nonce).json["error"] == ["EAPI:Invalid nonce"]
        assert desk.kraken(BALANCE, nonce=LARGEST_NONCE).json["error"] == []

    def test_a_wrong_signature_uses_no_nonce(self, desk: Desk) -> None:
        """Nobody can lock a key out without its secret."""
        desk.kraken(BALANCE, nonce=1_000, secret="A" * 86 + "==")
        assert desk.kraken(BALANCE, nonce=5).json["error"] == []


class TestBodies:
    def test_json(self, desk: Desk) -> None:
        """A JSON body is signed as it is sent."""
        key = desk.key("kraken").credentials
        body = json.dumps({"nonce": 77, "x": 1})
        headers = {
            "api-key": key.api_key,
            "api-sign": kraken_sign(key.secret, BALANCE, "77", body),
            "content-type": "application/json",
        }
        more = {"method": "POST", "headers": headers}
        assert desk.ask("kraken", "rest", BALANCE, body=body.encode(), **more).json["error"] == []
        assert desk.ask("kraken", "rest", BALANCE, body=b"{", **more).json["error"] == ["EGeneral:Invalid arguments"]


class TestLimits:
    def test_the_counter_is_per_key_and_drains(self, desk: Desk) -> None:
        """20 for a pro account, one back per second; 15 for a starter."""
        errors = [desk.kraken(BALANCE).json["error"] for _ in range(21)]
        assert errors == [[]] * 20 + [["EAPI:Rate limit exceeded"]]
        assert desk.kraken(BALANCE, "read_only").json["error"] == []
        desk.clock.advance(1_000)
        assert [bool(desk.kraken(BALANCE).json["error"]) for _ in range(2)] == [False, True]
        starter = [bool(desk.kraken(BALANCE, "brand_new").json["error"]) for _ in range(16)]
        assert starter == [False] * 15 + [True]
