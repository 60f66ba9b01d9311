import json

import msgspec
import pytest

from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.quirks.binance import main_account, pairs, received, second_page


class TestMainAccount:
    @pytest.mark.parametrize("rows", [[], [{"subUserId": 1}]])
    def test_who_is_given_the_list_is_a_main_account(self, rows):
        """Also one without any sub-account."""
        assert json.loads(main_account(json.dumps({"subAccounts": rows}).encode())) == {"main": True}

    @pytest.mark.parametrize("body", [b"{}", b"[]", b"null"])
    def test_something_else_is_no_list(self, body):
        """And tells nothing."""
        with pytest.raises(msgspec.ValidationError):
            main_account(body)


class TestReceived:
    def test_a_transfer_from_the_main_account_tells_a_sub_account(self):
        """Wherever it stands in the history."""
        rows = [{"counterParty": "subAccount"}, {"counterParty": "master"}]
        assert json.loads(received(json.dumps(rows).encode())) == {"sub": True}

    @pytest.mark.parametrize("rows", [[], [{"counterParty": "subAccount"}]])
    def test_a_history_without_one_tells_nothing(self, rows):
        """The main account, too, has sub-accounts on the other side."""
        assert json.loads(received(json.dumps(rows).encode())) == {}


class TestPairs:
    def test_each_side_is_a_row(self):
        """With its own debt; amounts keep their text."""
        side = {"free": "1.00", "locked": "0", "borrowed": "0.5", "interest": "0.001"}
        pair = {"symbol": "AB", "baseAsset": side | {"asset": "A"}, "quoteAsset": side | {"asset": "B"}}
        rows = json.loads(pairs(json.dumps({"assets": [pair]}).encode()))
        assert rows == [side | {"asset": "A"}, side | {"asset": "B"}]

    @pytest.mark.parametrize("body", [b"{}", b"[]", b'{"assets":[{}]}'])
    def test_something_else_is_no_account(self, body):
        """And is not read as an empty one."""
        with pytest.raises(msgspec.ValidationError):
            pairs(body)


class TestSecondPage:
    @pytest.mark.parametrize(("total", "page"), [(0, None), (100, None), (101, {"page": "2"}), (200, {"page": "2"})])
    def test_is_asked_for_where_there_is_one(self, total, page):
        """A page holds a hundred positions."""
        assert second_page(json.dumps({"rows": [], "total": total}).encode()) == page

    def test_more_than_is_read_is_refused(self):
        """A part of the positions is never shown for all."""
        with pytest.raises(UnknownMarketApiError, match="200"):
            second_page(b'{"total":201}')
