"""Deribit's signatures, scopes, accounts, keys and names of futures."""

import json
from typing import Any

import pytest

from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.deribit import AUTH, account, dress, own_key, scope, split

TEXTS = {"timestamp": "1576074319000", "nonce": "1iqt2wls", "method": "GET", "api_key": "AMANDA", "body": ""}
TARGET = "/api/v2/private/get_account_summary?currency=BTC"


def told(result: Any) -> bytes:
    """Return an answer."""
    return json.dumps({"jsonrpc": "2.0", "result": result}).encode()


def summary(**amounts: float) -> dict[str, Any]:
    """Return one currency."""
    return {"currency": "BTC", "balance": 1, "equity": 1, "available_funds": 1, **amounts}


class TestDress:
    def sign(self, covered: bytes) -> str:
        """Show what is covered in the place of a signature."""
        return covered.decode().replace("\n", "|")

    def test_a_private_method_is_signed_in_a_header(self):
        """Time, nonce, method, path with query, and the empty body."""
        dressed = dress(Request(host="rest", path=TARGET, limit="l"), {**TEXTS, "target": TARGET}, self.sign)
        covered = f"1576074319000|1iqt2wls|GET|{TARGET}||"
        assert dressed.headers == {
            "Authorization": f"deri-hmac-sha256 id=AMANDA,ts=1576074319000,sig={covered},nonce=1iqt2wls"
        }
        assert dressed.body is None

    def test_a_token_is_asked_for_without_the_secret(self):
        """In a message whose signature covers time and nonce; the time is a number."""
        dressed = dress(Request(host="rest", path=AUTH, limit="l"), {**TEXTS, "target": AUTH}, self.sign)
        asked = json.loads(dressed.body or "")
        assert (asked["method"], dressed.headers) == ("public/auth", {})
        assert asked["params"] == {
            "grant_type": "client_signature",
            "client_id": "AMANDA",
            "timestamp": 1576074319000,
            "nonce": "1iqt2wls",
            "data": "",
            "signature": "1576074319000|1iqt2wls|",
        }


class TestScope:
    def test_is_a_list_without_the_token(self):
        """Nothing else is told on."""
        body = scope(told({"access_token": "a", "scope": "account:read connection wallet:none"}))
        assert json.loads(body) == {"scopes": ["account:read", "connection", "wallet:none"]}


class TestAccount:
    def test_amounts_keep_their_digits(self):
        """A name and a mail address are dropped."""
        row = b'{"currency":"ETH","balance":100.000000000000000001,"equity":1e-8,"available_funds":99.5}'
        body = account(b'{"result":{"id":10,"type":"main","email":"a@b","summaries":[' + row + b"]}}")
        assert json.loads(body) == {
            "may_read": True,
            "uid": 10,
            "main": True,
            "rows": [{"currency": "ETH", "balance": "100.000000000000000001", "equity": "1E-8", "available": "99.5"}],
        }

    @pytest.mark.parametrize(("balance", "funds", "available"), [(1, 3, "1"), (1, -2, "0"), (-1, 2, "0")])
    def test_what_is_free_is_there(self, balance: int, funds: int, available: str):
        """Neither more than the balance, nor below zero."""
        body = account(
            told({"id": 1, "type": "subaccount", "summaries": [summary(balance=balance, available_funds=funds)]})
        )
        assert json.loads(body)["rows"][0]["available"] == available
        assert json.loads(body)["main"] is False


class TestOwnKey:
    def test_only_the_key_that_asks_is_told_of(self):
        """Another key's addresses are its own."""
        rows = [{"client_id": "other", "ip_whitelist": ["1.2.3.4"]}, {"client_id": "own", "ip_whitelist": []}]
        assert json.loads(own_key(told(rows), "own")) == {"addresses": []}

    @pytest.mark.parametrize(
        "result",
        [
            [{"client_id": "own"}],
            [{"client_id": "other", "ip_whitelist": []}],
            {"security_key_authorization_required": True, "challenge": "c"},
        ],
        ids=["without a list", "not listed", "a second factor is asked for"],
    )
    def test_what_is_not_told(self, result: Any):
        """Stays unknown."""
        assert json.loads(own_key(told(result), "own")) == {}


class TestSplit:
    @pytest.mark.parametrize(
        ("symbol", "pair"),
        [
            ("BTC_USDC-PERPETUAL", ("BTC", "USDC")),
            ("BTC_USDC-25DEC26", None),
            ("BTC-PERPETUAL", None),
            ("_USDC-PERPETUAL", None),
        ],
    )
    def test_only_linear_perpetuals_have_a_pair(self, symbol: str, pair: tuple[str, str] | None):
        """Their index is the price."""
        assert split(symbol) == pair
