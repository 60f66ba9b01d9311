from typing import Any

import pytest

from exchange_sandbox.venues.crypto_com import sign, signed_params
from tests.exchange_sandbox.crypto_com_desk import BALANCE, crypto_com, public
from tests.exchange_sandbox.desk import NOW_MS, Desk


class TestSign:
    def test_is_a_third_partys(self) -> None:
        """HMAC-SHA256, hexadecimal (reference vector)."""
        text = "private/user-balance1cdc-key1790274000000"
        assert sign("cdc-secret", text).startswith("d672598d0ba69f21c364ebf7")


class TestSignedParams:
    @pytest.mark.parametrize(
        ("params", "text"),
        [
            ({}, ""),
            ({"b": "2", "a": 1, "c": None}, "a1b2cnull"),
            ({"list": [{"y": "1", "x": "0"}, {"z": "2"}], "kind": "LIST"}, "kindLISTlistx0y1z2"),
            ({"a": [{"b": [{"c": [{"d": 1}]}]}]}, "abc{'d': 1}"),
            ({"ids": ["7", "8"]}, "ids78"),
        ],
    )
    def test_names_and_values(self, params: dict[str, Any], text: str) -> None:
        """By name, lists in their order, and the fourth level as one text."""
        assert signed_params(params) == text


class TestRoutes:
    def test_an_unknown_method(self, desk: Desk) -> None:
        """Or one that is asked for in the other way."""
        refused = crypto_com(desk, "private/nowhere")
        assert (refused.status, refused.json["code"]) == (400, 40002)
        assert crypto_com(desk, method="private/user-balance", body=b"").status == 400
        assert desk.ask("crypto_com", "rest", f"/exchange/v1/{BALANCE}").json["code"] == 40002

    def test_an_answer_tells_whose_it_is(self, desk: Desk) -> None:
        """The id and the method of the request."""
        told = crypto_com(desk, params={"page": "0"}, signed="page0").json
        assert (told["id"], told["method"], told["code"]) == (11, BALANCE, 0)
        assert public(desk, "get-instruments").json["id"] == -1


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "expected"),
        [
            ("trader", {}, (200, 0)),
            ("read_only", {}, (200, 0)),
            ("ip_here", {}, (200, 0)),
            ("ip_locked", {"address": "203.0.113.7"}, (200, 0)),
            ("trader", {"nonce": str(NOW_MS)}, (200, 0)),
            ("trader", {"nonce": NOW_MS - 60_000}, (200, 0)),
            ("trader", {"nonce": NOW_MS - 60_001}, (400, 40102)),
            ("trader", {"nonce": NOW_MS + 60_001}, (400, 40102)),
            ("trader", {"nonce": "soon"}, (400, 40102)),
            ("revoked", {}, (401, 40101)),
            ("trader", {"api_key": "x"}, (401, 40101)),
            ("trader", {"secret": "x"}, (401, 40101)),
            ("trader", {"named": "private/get-accounts"}, (401, 40101)),
            ("trader", {"params": {"a": "1"}}, (401, 40101)),
            ("missing_read", {}, (401, 40101)),
            ("ip_locked", {}, (401, 40103)),
            ("trader", {"body": b"nothing"}, (400, 40001)),
        ],
    )
    def test_codes(self, desk: Desk, label: str, more: dict[str, Any], expected: tuple[int, int]) -> None:
        """Each with its status."""
        answer = crypto_com(desk, BALANCE, label, **more)
        assert (answer.status, answer.json["code"]) == expected


class TestLimits:
    def test_a_key_asks_so_often_for_a_method(self, desk: Desk) -> None:
        """Three times in a tenth of a second; another method has its own count."""
        assert [crypto_com(desk).status for _ in range(4)] == [200, 200, 200, 429]
        assert crypto_com(desk, "private/get-accounts").status == 200
        desk.clock.advance(100)
        assert crypto_com(desk).status == 200

    def test_an_address_asks_for_public_pages(self, desk: Desk) -> None:
        """A hundred times in a second."""
        statuses = [public(desk, "get-tickers").status for _ in range(101)]
        assert (statuses[99], statuses[100]) == (200, 429)


class TestFaults:
    def test_somebody_elses_balance(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        rows = crypto_com(desk, wrong_user=True).json["result"]["data"][0]["position_balances"]
        assert [row["quantity"] for row in rows] == ["42.5"]

    def test_a_key_revoked_by_a_fault(self, desk: Desk) -> None:
        """Is refused like one that never was."""
        assert crypto_com(desk, key_revoked=True).json["code"] == 40101
