"""Binance TR's account out of its envelope."""

import json

import msgspec
import pytest

from moorage.exchanges.quirks.binance_tr import account, instruments


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


class TestInstruments:
    def test_names_are_those_of_the_prices(self):
        """Without a line between the currencies; all else, and every digit, stays."""
        row = '{"symbol":"BTC_TRY","baseAsset":"BTC","filters":[{"tickSize":0.10}]}'
        told = json.loads(instruments(f'{{"code":0,"data":{{"list":[{row}]}}}}'.encode()), parse_float=str)
        (listed,) = told["data"]["list"]
        assert (listed["symbol"], listed["baseAsset"]) == ("BTCTRY", "BTC")
        assert listed["filters"] in ([{"tickSize": "0.10"}], [{"tickSize": "0.1"}])

    @pytest.mark.parametrize("body", [b'{"code":0,"data":{}}', b'{"code":0,"data":{"list":[{}]}}'])
    def test_a_row_without_a_name_is_misread(self, body):
        """As is an answer without a list."""
        with pytest.raises(KeyError):
            instruments(body)
