"""KuCoin's accounts of two modes."""

import json
from typing import Any

import pytest

from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.quirks.kucoin import (
    classic_only,
    funding,
    holdings,
    isolated,
    key_page,
    places,
    second_page,
    single,
    trading,
)

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


class TestClassicOnly:
    @pytest.mark.parametrize(("name", "asked"), [("CLASSIC", {}), ("UNIFIED", None)])
    def test_a_unified_account_is_not_asked(self, name: str, asked: Any):
        """Its margin is a part of its trading account."""
        assert classic_only(mode(name)) == asked


class TestIsolated:
    def test_each_side_is_a_row(self):
        """With its own debt; amounts keep their text."""
        side = {"total": "1.10", "available": "1", "hold": "0.10", "liability": "0.5"}
        pair = {"symbol": "A-B", "baseAsset": side | {"currency": "A"}, "quoteAsset": side | {"currency": "B"}}
        rows = json.loads(isolated(json.dumps({"code": "200000", "data": {"assets": [pair]}}).encode()))
        assert rows == [side | {"currency": "A"}, side | {"currency": "B"}]

    def test_something_else_is_no_account(self):
        """And is not read as an empty one."""
        with pytest.raises(KeyError):
            isolated(b'{"code":"200000","data":{}}')


def earning(*orders: dict[str, str], pages: int = 1) -> bytes:
    """Return a page of earn."""
    return json.dumps({"code": "200000", "data": {"totalPage": pages, "items": orders}}).encode()


class TestHoldings:
    def test_staked_ether_is_left_out(self):
        """Its token stands in the funding account; everything else is told on."""
        orders = [{"productCategory": name, "currency": "ETH", "holdAmount": "1.10"} for name in ("ETH2", "STAKING")]
        assert json.loads(holdings(earning(*orders))) == {"rows": orders[1:], "pages": 1}


class TestSecondPage:
    @pytest.mark.parametrize(("pages", "asked"), [(0, None), (1, None), (2, {"page": "2"})])
    def test_is_asked_for_where_there_is_one(self, pages: int, asked: Any):
        """By the pages that the first one tells of."""
        assert second_page(holdings(earning(pages=pages))) == asked

    def test_more_are_not_read(self):
        """A part is not shown for all."""
        with pytest.raises(UnknownMarketApiError, match="more than 2 pages"):
            second_page(holdings(earning(pages=3)))


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
