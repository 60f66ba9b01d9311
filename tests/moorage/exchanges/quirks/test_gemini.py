"""Gemini: the signed headers are ccxt's, and the signature is a third party's."""

import ccxt
import msgspec
import pytest

from moorage.domain.credentials import Credentials, Secret
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.quirks.gemini import GEMINI, instruments, networks, split
from moorage.exchanges.signers.signer import Signer, Stamp
from moorage.transport import Wire
from tests.moorage.exchanges.venue_case import read_case

ENTRY = Catalog.load().entries["gemini"]
CASE = read_case("gemini")
NOW = 1795359891404


def ours(request: str) -> Wire:
    """Return the request as we send it."""
    stamp = Stamp("", str(NOW))
    return Signer(ENTRY.signing, GEMINI, CASE.given()).sign(ENTRY.requests[request], "api.gemini.com", stamp)


class TestDress:
    @pytest.mark.parametrize("request_name", ["roles", "account", "balances", "staking"])
    def test_headers_are_ccxts(self, request_name: str):
        """For the same key, nonce and path; the body stays empty, as the documents have it."""
        exchange = ccxt.gemini({"apiKey": CASE.credentials["api_key"], "secret": CASE.credentials["secret"]})
        exchange.incrementing_nonce = lambda: NOW
        path = ENTRY.requests[request_name].path.removeprefix("/")
        theirs = exchange.sign(path, ["private"], "POST")["headers"]
        wire = ours(request_name)
        assert {name: wire.headers[name] for name in theirs} == theirs
        assert (wire.method, wire.body) == ("POST", None)

    def test_the_signature_covers_the_payload(self):
        """HMAC-SHA384 in hexadecimal over the base64, as a third party worked it out (reference vector)."""
        given = Credentials(api_key=Secret("account-x"), secret=Secret("gemini-secret"))
        signer = Signer(ENTRY.signing, GEMINI, given)
        payload = "eyJyZXF1ZXN0IjoiL3YxL2JhbGFuY2VzIiwibm9uY2UiOjE3OTAyNzQwMDAwMDB9"
        assert signer._sign(payload.encode()).startswith("46dbce9d733118655749d03b6c85322f")


class TestSplit:
    @pytest.mark.parametrize(("symbol", "pair"), [("OMGUSD", ("OMG", "USD")), ("BTCGUSD", None), ("BTCUSD", None)])
    def test_one_name_has_two_readings(self, symbol: str, pair: tuple[str, str] | None):
        """All others follow the general rule, by which the longer quote wins."""
        assert split(symbol) == pair


class TestInstruments:
    def test_names_in_both_letters(self):
        """Requests take small letters, pairs are split in capitals as in the price feed."""
        assert msgspec.json.decode(instruments(b'["btcusd","maticgusd"]')) == [
            {"symbol": "btcusd", "pair": "BTCUSD"},
            {"symbol": "maticgusd", "pair": "MATICGUSD"},
        ]

    @pytest.mark.parametrize("body", [b"{}", b"[1]", b'{"result":"error"}'])
    def test_anything_but_names_is_misread(self, body: bytes):
        """An error is no empty list."""
        with pytest.raises(msgspec.ValidationError):
            instruments(body)


class TestNetworks:
    def test_each_is_a_row(self):
        """The venue writes them as a list of names."""
        told = networks(b'{"token":"USDT","network":["ethereum","tron"]}')
        assert msgspec.json.decode(told) == [{"network": "ethereum"}, {"network": "tron"}]
