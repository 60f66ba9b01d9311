"""Bitfinex's arrays."""

import json
from typing import Any

import pytest
from msgspec import structs

from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.bitfinex import envelope, instruments, key_page, movements, tickers, user, wallets

ASKED = Request(host="rest", path="/v2/auth/r/wallets", method="POST", place="json", limit="wallets")


class TestEnvelope:
    @pytest.mark.parametrize(("params", "sent"), [({}, "{}"), ({"a": "b", "end": "12"}, '{"a":"b","end":12}')])
    def test_a_blank_body_is_an_empty_object(self, params: dict[str, str], sent: str):
        """It is sent as it is signed; numbers are numbers."""
        signed = []
        dressed = envelope(
            structs.replace(ASKED, params=params),
            {"nonce": "7", "api_key": "k"},
            lambda text: signed.append(text) or "s",
        )
        assert signed == [f"/api/v2/auth/r/wallets7{sent}".encode()]
        assert dressed.body == sent
        assert dressed.headers == {"bfx-nonce": "7", "bfx-apikey": "k", "bfx-signature": "s"}


class TestKeyPage:
    def test_flags_of_each_scope(self):
        """What is not a yes or a no is left for the reader to refuse."""
        told = json.loads(key_page(b'[["wallets",1,0],["orders",1,1],["odd",2,null]]'))
        assert told == {
            "wallets_read": True,
            "wallets_write": False,
            "orders_read": True,
            "orders_write": True,
            "odd_read": 2,
            "odd_write": None,
        }


class TestUser:
    @pytest.mark.parametrize(
        ("row", "master"), [([7], None), ([7, *[None] * 19], None), ([7, *[0] * 19], None), ([7, *[5] * 19], 5)]
    )
    def test_a_master_where_one_is_named(self, row: list[Any], master: int | None):
        """Nobody, zero and a short row name none."""
        assert json.loads(user(json.dumps(row).encode())) == {"uid": 7, "parent_uid": master}


class TestWallets:
    def test_numbers_keep_their_digits(self):
        """Also those that no float can hold; what is not worked out yet is not free, nor is a debt."""
        rows = b'[["exchange","ETH",1.414213562373095048801,0,null,null,null],["margin","USD",-1.5,0,-1.5]]'
        assert json.loads(wallets(rows)) == {
            "exchange": [{"currency": "ETH", "total": "1.414213562373095048801", "free": "0"}],
            "margin": [{"currency": "USD", "total": "-1.5", "free": "0"}],
            "funding": [],
        }

    def test_an_unknown_kind_is_not_left_out(self):
        """A sum without it would be too small."""
        with pytest.raises(ValueError, match="unknown kind"):
            wallets(b'[["vault","USD",1,0,1,null,null]]')


class TestTickers:
    def test_pairs_of_coins_only(self):
        """Short names stand together; funding and derivatives have other prices."""
        row = ",2,1,3,1,-1,1,0.5,1,1,1]"
        symbols = ("tBTCUSD", "tDOGE:UST", "tBTCF0:USTF0", "fUSD")
        body = "[" + ",".join(f'["{symbol}"{row}' for symbol in symbols) + "]"
        assert json.loads(tickers(body.encode())) == [
            {"pair": "BTC:USD", "bid": "2", "ask": "3", "change": "-1", "price": "0.5"},
            {"pair": "DOGE:UST", "bid": "2", "ask": "3", "change": "-1", "price": "0.5"},
        ]


class TestMovements:
    def test_places(self):
        """A fee that is not told is none."""
        row = [7, "BTC", "BITCOIN", None, None, 1574175052000, 0, None, None, "COMPLETED", None, None, -0.24, None]
        (told,) = json.loads(movements(json.dumps([row]).encode()))
        assert told | {"amount": "-0.24", "fee": "0"} == told
        assert (told["id"], told["currency"], told["at"], told["state"]) == (7, "BTC", 1574175052000, "COMPLETED")


class TestInstruments:
    def test_places(self):
        """The symbol as requests name it, the pair with its mark, the smallest and the largest order as they stand."""
        sizes = '[null,null,null,"0.00006","2000.0",null,null,null,0.2,0.1]'
        body = f'[[["BTCUSD",{sizes}],["DUSK:USD",{sizes},"more"]]]'
        assert json.loads(instruments(body.encode())) == [
            {"symbol": "tBTCUSD", "pair": "BTC:USD", "min_lot": "0.00006", "max_lot": "2000.0"},
            {"symbol": "tDUSK:USD", "pair": "DUSK:USD", "min_lot": "0.00006", "max_lot": "2000.0"},
        ]

    @pytest.mark.parametrize("body", [b"[]", b'[[["BTCUSD",[1,2]]]]', b'[["BTCUSD"]]'])
    def test_a_row_that_is_too_short_is_misread(self, body: bytes):
        """Nothing is taken from another place."""
        with pytest.raises((IndexError, ValueError)):
            instruments(body)
