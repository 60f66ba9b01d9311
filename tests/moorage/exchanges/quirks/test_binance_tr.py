"""Binance TR's account out of its envelope."""

import json

import msgspec
import pytest

from moorage.exchanges.quirks.binance_tr import account


class TestAccount:
    def test_amounts_keep_their_text(self):
        """Rights of the account are dropped; who reads may read."""
        told = '{"code":0,"data":{"canWithdraw":1,"accountAssets":[{"asset":"TRY","free":"1.50","locked":"0"}]}}'
        rows = [{"asset": "TRY", "free": "1.50", "locked": "0"}]
        assert json.loads(account(told.encode())) == {"read": True, "rows": rows}

    def test_without_an_account(self):
        """Is not guessed at."""
        with pytest.raises(msgspec.ValidationError):
            account(b'{"code":0,"data":null}')
