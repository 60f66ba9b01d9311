import json

import msgspec
import pytest

from moorage.exchanges.quirks.binance import main_account, received


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
