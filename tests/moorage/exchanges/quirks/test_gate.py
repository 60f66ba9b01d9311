"""Gate's list of keys and its futures account, after its document's samples."""

import json
from typing import Any

import pytest

from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.quirks.gate import futures_account, isolated, lent, main_key

KEY = "c5dcfbf1f3a74c2e9b8d7f6a5e4d3c2b"


def told(*permissions: dict[str, Any], shown: str = "c5dcfbf1f3a7*****") -> dict[str, Any]:
    """Return what is told of a key that is listed with permissions, between two others."""
    other = {"state": 1, "perms": [{"name": "wallet", "read_only": False}]}
    listed = [
        {**other, "key": "52fd0035f665*****"},
        {"perms": permissions, "key": shown},
        {**other, "key": "c5dc0*****"},
    ]
    answer: dict[str, Any] = json.loads(main_key(json.dumps(listed).encode(), KEY))
    return answer


class TestMainKey:
    @pytest.mark.parametrize(
        ("permissions", "more"),
        [
            ({"spot": True, "futures": True}, []),
            ({"account": False, "earn": False}, []),
            ({"spot": False}, ["trading"]),
            ({"futures": False, "wallet": True}, ["trading"]),
            ({"wallet": False}, ["withdrawing"]),
            ({"options": False, "wallet": False}, ["trading", "withdrawing"]),
        ],
    )
    def test_rights(self, permissions: dict[str, bool], more: list[str]):
        """A permission that may write lets trade, the one of the wallet lets withdraw."""
        answer = told(*({"name": name, "read_only": read_only} for name, read_only in permissions.items()))
        assert answer == {"rights": [*permissions, *more], "main": True}

    def test_a_permission_without_the_flag_may_write(self):
        """What is not said to be read-only is not taken for it."""
        assert told({"name": "wallet"})["rights"] == ["wallet", "withdrawing"]

    @pytest.mark.parametrize("shown", ["c5dcfbf1f3a8*****", "", "*****", KEY + "0"])
    def test_a_list_without_the_key_tells_nothing(self, shown: str):
        """The rights of another key are never told as this one's."""
        assert told({"name": "spot"}, shown=shown) == {}

    def test_two_that_may_be_the_key_tell_nothing(self):
        """Which of them asks cannot be seen."""
        listed = [{"key": "c5dc*", "perms": []}, {"key": KEY, "perms": []}]
        assert main_key(json.dumps(listed).encode(), KEY) == b"{}"

    @pytest.mark.parametrize("body", [b"", b"{}", b'[{"perms":[]}]', b'[{"key":"c","perms":{}}]'])
    def test_what_is_no_list_of_keys_is_refused(self, body: bytes):
        """Nothing is made up from an answer that is not the document's."""
        with pytest.raises(MISREAD):
            main_key(body, KEY)


class TestFuturesAccount:
    @pytest.mark.parametrize("more", [b"", b',"margin_mode":0'])
    def test_the_account_becomes_a_row(self, more: bytes):
        """Amounts keep their text."""
        body = b'{"total":"0.10","currency":"BTC"' + more + b"}"
        assert futures_account(body) == b"[" + body + b"]"

    @pytest.mark.parametrize("mode", [1, 2, 3])
    def test_a_unified_account_is_refused(self, mode: int):
        """Its total means nothing, so it is not read."""
        with pytest.raises(UnknownMarketApiError, match="unified mode"):
            futures_account(b'{"total":"1","margin_mode":%d}' % mode)

    @pytest.mark.parametrize("body", [b"", b"[]", b'{"margin_mode":"x"}'])
    def test_what_is_no_account_is_refused(self, body: bytes):
        """An answer of another form is not wrapped."""
        with pytest.raises(MISREAD):
            futures_account(body)


class TestLent:
    def test_a_whole_list_is_let_through(self):
        """As it came."""
        body = json.dumps([{"currency": "A"}] * 99).encode()
        assert lent(body) == body

    def test_a_full_page_may_be_a_part(self):
        """Which is not shown for all."""
        with pytest.raises(UnknownMarketApiError, match="100 currencies or more"):
            lent(json.dumps([{"currency": "A"}] * 100).encode())


class TestIsolated:
    def test_each_side_is_a_row(self):
        """With its own debt; amounts keep their text."""
        side = {"available": "1.10", "locked": "0", "borrowed": "0.5", "interest": "0.001"}
        pair = {"currency_pair": "A_B", "base": side | {"currency": "A"}, "quote": side | {"currency": "B"}}
        rows = json.loads(isolated(json.dumps([pair]).encode()))
        assert rows == [side | {"currency": "A"}, side | {"currency": "B"}]

    @pytest.mark.parametrize("body", [b"{}", b"[{}]", b"null"])
    def test_something_else_is_no_list_of_pairs(self, body: bytes):
        """And is not read as an empty one."""
        with pytest.raises(MISREAD):
            isolated(body)
