"""KuCoin's accounts of two modes."""

import json
from typing import Any

import pytest

from moorage.exchanges.quirks.kucoin import funding, key_page, places, single, trading

UNIFIED = b"""{"code":"200000","data":{"accountType":"UNIFIED","ts":1764731696945,"accounts":[{"currencies":[
{"currency":"USDT","equity":"97.9936711985","hold":"1.5","balance":"100.9936711985","available":"99.4936711985",
"liability":"3.0000000000"}]}]}}"""


def mode(name: Any) -> bytes:
    """Return the answer that tells the mode."""
    return json.dumps({"code": "200000", "data": {"selfAccountMode": name}}).encode()


class TestPlaces:
    @pytest.mark.parametrize(
        ("name", "trading_at", "funding_at"),
        [
            ("CLASSIC", "v1/accounts", "v1/accounts?type=main"),
            ("UNIFIED", "ua/v1/unified/account/balance", "ua/v1/account/balance?accountType=FUNDING"),
        ],
    )
    def test_follow_the_mode(self, name: str, trading_at: str, funding_at: str):
        """Each mode has pages of its own."""
        assert places(mode(name)) == {"trading": trading_at, "funding": funding_at}

    @pytest.mark.parametrize("name", ["MIXED", None])
    def test_a_mode_that_is_not_known(self, name: Any):
        """Is not guessed at."""
        with pytest.raises(KeyError):
            places(mode(name))


class TestUnified:
    @pytest.mark.parametrize("read", [trading, funding])
    def test_one_form_for_both_modes(self, read: Any):
        """What is owed is told apart from what is held."""
        assert json.loads(read(UNIFIED)) == [
            {
                "currency": "USDT",
                "total": "100.9936711985",
                "free": "99.4936711985",
                "used": "1.5",
                "borrowed": "3.0000000000",
                "equity": "97.9936711985",
            }
        ]


class TestSingle:
    def test_numbers_keep_their_text(self):
        """The one row becomes a list, every digit as it was sent."""
        row = b'{"currency":"XBT","accountEquity":0.12345678901234567890}'
        assert single(b'{"code":"200000","data":' + row + b"}") == b"[" + row + b"]"


class TestKeyPage:
    @pytest.mark.parametrize("told", [{}, {"ipWhitelist": ""}, {"ipWhitelist": None}])
    def test_a_missing_list_of_addresses_is_empty(self, told: dict[str, Any]):
        """The key is known not to be bound."""
        page = json.loads(key_page(json.dumps({"data": {"uid": 1, **told}}).encode()))
        assert page == {"uid": 1, "ipWhitelist": ""}
