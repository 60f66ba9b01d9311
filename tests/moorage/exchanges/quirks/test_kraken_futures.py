"""Kraken Futures: what is signed, which wallets are rows of what, and which prices count."""

import base64
import hashlib
import hmac
import json

import msgspec
import pytest

from moorage.exchanges.catalog import Catalog
from moorage.exchanges.quirks.kraken_futures import KRAKEN_FUTURES, instruments, log, payload, prices, wallets
from moorage.exchanges.signers.signer import Signer, Stamp
from tests.moorage.exchanges.venue_case import read_case

ENTRY = Catalog.load().entries["kraken_futures"]
CASE = read_case("kraken_futures")
FLEX = {"type": "multiCollateralMarginAccount", "totalUnrealized": 0, "currencies": {}}


def rows(**accounts: object) -> dict[str, list[dict[str, str]]]:
    """Return the rows of some wallets."""
    told: dict[str, list[dict[str, str]]] = json.loads(wallets(msgspec.json.encode({"accounts": accounts})))
    return told


class TestPayload:
    def test_the_first_step_of_the_path_is_not_signed(self):
        """Only /derivatives is left out; the key's page is signed whole."""
        assert payload({"query": "", "path": "/derivatives/api/v3/accounts"}) == _sha256("/api/v3/accounts")
        assert payload({"query": "", "path": "/api/auth/v1/x"}) == _sha256("/api/auth/v1/x")

    def test_the_query_comes_first(self):
        """As it is sent."""
        assert payload({"query": "a=%2B", "path": "/derivatives/api/v3/x"}) == _sha256("a=%2B/api/v3/x")

    def test_the_keys_page(self):
        """Unknown to ccxt: the signature is worked out here, from the document."""
        wire = Signer(ENTRY.signing, KRAKEN_FUTURES, CASE.given()).sign(ENTRY.requests["key"], "", Stamp())
        secret = base64.b64decode(CASE.credentials["secret"])
        mac = hmac.new(secret, _sha256("/api/auth/v1/api-keys/v3/check"), "sha512").digest()
        assert wire.headers == {"APIKey": CASE.credentials["api_key"], "Authent": base64.b64encode(mac).decode()}


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


class TestWallets:
    def test_the_profit_is_dollars(self):
        """Also where no dollars are held."""
        told = rows(flex={**FLEX, "totalUnrealized": -12.5, "currencies": {"XBT": {"quantity": 2, "available": 1.5}}})
        assert told["multi"] == [
            {"currency": "USD", "total": "0", "free": "0", "equity": "-12.5"},
            {"currency": "XBT", "total": "2", "free": "1.5", "equity": "2"},
        ]

    def test_nothing_below_zero_is_free(self):
        """What is available may be owed."""
        told = rows(flex={**FLEX, "currencies": {"EUR": {"quantity": 1, "available": -3}}})
        assert told["multi"][1]["free"] == "0"

    def test_a_position_is_no_currency(self):
        """In a single-collateral wallet its size stands among the balances."""
        told = rows(
            fi_xbtusd={
                "type": "marginAccount",
                "currency": "xbt",
                "balances": {"FI_XBTUSD_171215": "50000", "xbt": "3", "eth": "0.5"},
                "auxiliary": {"af": 1, "pv": 2.5},
            }
        )
        assert told["single"] == [
            {"currency": "xbt", "total": "3", "free": "1", "equity": "2.5"},
            {"currency": "eth", "total": "0.5", "free": "0.5", "equity": "0.5"},
        ]

    def test_a_wallet_of_an_unknown_kind(self):
        """Is misread: it must not be left out of a sum."""
        with pytest.raises(msgspec.ValidationError):
            rows(flex=FLEX, vault={"type": "vaultAccount"})


class TestPrices:
    def test_only_perpetuals_with_an_index(self):
        """Dated contracts, indices and what has no price yet are left out."""
        body = CASE.answers["prices"].encode()
        told = json.loads(prices(body))
        assert told == [
            {"pair": "XBT:USD", "price": "78279.34", "change": "2.4"},
            {"pair": "EUR:USD", "price": "1.09981", "change": None},
        ]


class TestInstruments:
    def test_contracts_with_an_end_are_left_out(self):
        """They tell when they are traded last; digits of the others stay."""
        perpetual = '{"symbol":"PF_XBTUSD","tickSize":0.50}'
        dated = '{"symbol":"FF_XBTUSD_270326","lastTradingTime":"2027-03-26T15:00:00.000Z"}'
        told = instruments(f'{{"result":"success","instruments":[{dated},{perpetual}]}}'.encode())
        assert [(row["symbol"], str(row["tickSize"]).rstrip("0")) for row in json.loads(told)] == [("PF_XBTUSD", "0.5")]

    def test_an_answer_without_a_list_is_misread(self):
        """It is no empty list."""
        with pytest.raises(KeyError):
            instruments(b'{"result":"error","error":"Unavailable"}')


class TestLog:
    def test_tells_the_change(self):
        """After less before, to the last digit; what is not told is nothing."""
        row = b'{"id": 9, "date": "d", "info": "transfer", "asset": "xbt", "old_balance": 0.1, "new_balance": %s}'
        told = [json.loads(log(b'{"logs": [' + row % after + b"]}"))[0]["amount"] for after in (b"0.35", b"null")]
        assert told == ["0.25", "-0.1"]
