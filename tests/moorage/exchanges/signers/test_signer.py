"""Requests on the wire: equal to ccxt's for the same key, time and request, and to the venues' own examples."""

import json

import ccxt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from moorage.domain.credentials import Credentials, Secret
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.entry import Entry, Request, Signing
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.quirks.quirk import NO_QUIRK
from moorage.exchanges.signers.signer import Signer, Stamp, Wire, unsigned
from tests.moorage.exchanges.recorded import BINANCE, KRAKEN, OKX

ENTRIES = Catalog.load().entries
NOW = 1795359891404  # milliseconds
REQUEST = Request(host="rest", path="/api/v5/thing", limit="x")


def sign(venue: str, name: str, credentials: Credentials, stamp: Stamp) -> Wire:
    entry: Entry = ENTRIES[venue]
    return Signer(entry.signing, QUIRKS[entry.quirk], credentials).sign(entry.requests[name], "host", stamp)


def oracle(kind: type[ccxt.Exchange], credentials: Credentials) -> ccxt.Exchange:
    exchange = kind(
        {
            "apiKey": credentials.api_key.reveal(),
            "secret": credentials.secret.reveal(),
            "password": credentials.passphrase.reveal() if credentials.passphrase else None,
        }
    )
    exchange.milliseconds = lambda: NOW
    exchange.options["timeDifference"] = 0
    return exchange


def signer(signing: Signing, **secrets: str) -> Signer:
    given = {"api_key": "k", "secret": "s"} | secrets
    return Signer(signing, NO_QUIRK, Credentials(**{name: Secret(text) for name, text in given.items()}))


class TestAgainstCcxt:
    @pytest.mark.parametrize(
        ("name", "api", "path"),
        [
            ("restrictions", "sapi", "account/apiRestrictions"),
            ("account", "private", "account"),
            ("margin", "sapi", "margin/account"),
            ("usdm", "fapiPrivateV3", "account"),
            ("coinm", "dapiPrivate", "account"),
        ],
    )
    def test_binance(self, name, api, path):
        """Query, order of parameters, signature and headers are ccxt's."""
        request = ENTRIES["binance"].requests[name]
        theirs = oracle(ccxt.binance, BINANCE).sign(path, [api], "GET", {"recvWindow": "10000", **request.params})
        ours = sign("binance", name, BINANCE, Stamp(str(NOW)))
        host = ENTRIES["binance"].hosts[request.host]
        assert host + ours.target == theirs["url"]
        assert ours.headers == theirs["headers"]
        assert ours.body is None

    def test_binance_with_an_ed25519_key(self):
        """A private key in PEM signs the same bytes, and its base64 is percent-encoded in the query."""
        pem = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        credentials = Credentials(api_key=BINANCE.api_key, secret=Secret(pem.decode()))
        theirs = oracle(ccxt.binance, credentials).sign("account", ["private"], "GET", {"recvWindow": "10000", "omitZeroBalances": "true"})  # fmt: skip  # noqa: E501
        ours = sign("binance", "account", credentials, Stamp(str(NOW)))
        assert ENTRIES["binance"].hosts["spot"] + ours.target == theirs["url"]

    def test_binance_us(self):
        """Binance US signs as Binance does."""
        theirs = oracle(ccxt.binanceus, BINANCE).sign("account", ["private"], "GET", {"recvWindow": "10000"})
        assert ENTRIES["binance_us"].hosts["spot"] + sign("binance_us", "account", BINANCE, Stamp(str(NOW))).target == theirs["url"]  # fmt: skip  # noqa: E501

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("config", "account/config"),
            ("trading", "account/balance"),
            ("funding", "asset/balances"),
            ("savings", "finance/savings/balance"),
        ],
    )
    def test_okx(self, name, path):
        """Target and all four headers are ccxt's."""
        exchange = oracle(ccxt.okx, OKX)
        theirs = exchange.sign(path, ["private"], "GET", {})
        ours = sign("okx", name, OKX, Stamp(exchange.iso8601(NOW)))
        assert ENTRIES["okx"].hosts["rest"] + ours.target == theirs["url"]
        assert ours.headers == {key: value for key, value in theirs["headers"].items() if key.startswith("OK-")}

    @pytest.mark.parametrize(("name", "path"), [("balances", "BalanceEx"), ("key", "GetApiKeyInfo")])
    def test_kraken(self, name, path):
        """Target, body and headers are ccxt's."""
        theirs = oracle(ccxt.kraken, KRAKEN).sign(path, ["private"], "POST", {})
        nonce = dict(pair.split("=") for pair in theirs["body"].split("&"))["nonce"]
        ours = sign("kraken", name, KRAKEN, Stamp(nonce=nonce))
        assert ENTRIES["kraken"].hosts["rest"] + ours.target == theirs["url"]
        assert ours.body == theirs["body"].encode()
        assert ours.headers == theirs["headers"]


class TestKrakenVector:
    def test_kraken_documents_this_signature(self):
        """The example of docs.kraken.com, Spot REST authentication."""
        secret = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg=="
        params = {"ordertype": "limit", "pair": "XBTUSD", "price": "37500", "type": "buy", "volume": "1.25"}
        request = Request(
            host="rest", path="/0/private/AddOrder", method="POST", place="form", params=params, limit="private"
        )
        credentials = Credentials(api_key=KRAKEN.api_key, secret=Secret(secret))
        entry = ENTRIES["kraken"]
        wire = Signer(entry.signing, QUIRKS["kraken"], credentials).sign(request, "", Stamp(nonce="1616492376594"))
        assert wire.headers["API-Sign"] == (
            "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ=="
        )


class TestTemplates:
    """The template carries the ways of venues that have no entry yet: nothing but facts has to be added for them."""

    def test_gate_signs_lines_with_the_hash_of_the_body(self):
        """Gate's official example: five lines, the SHA-512 of an empty body, seconds, SHA-512 in hex."""
        signing = Signing(
            source="Gate API v4",
            clock="s",
            payload="{method}\n{path}\n{query_plain}\n{body_sha512}\n{timestamp}",
            algorithm="sha512",
            encoding="hex",
            headers={"KEY": "{api_key}", "Timestamp": "{timestamp}", "SIGN": "{signature}"},
        )
        request = Request(
            host="rest",
            path="/api/v4/futures/orders",
            params={"contract": "BTC_USD", "status": "finished", "limit": "50"},
            limit="x",
        )
        wire = signer(signing, secret="secret").sign(request, "", Stamp("1541993715"))
        assert wire.headers["SIGN"] == (
            "55f84ea195d6fe57ce62464daaa7c3c02fa9d1dde954e4c898289c9a2407a3d6"
            "fb3faf24deff16790d726b66ac9f74526668b13bd01029199cc4fcc522418b8a"
        )

    def test_kucoin_signs_its_passphrase(self):
        """KuCoin's passphrase travels signed, not plain."""
        signing = Signing(
            source="KuCoin",
            clock="ms",
            payload="{timestamp}{method}{target}{body}",
            algorithm="sha256",
            encoding="base64",
            passphrase="signed",
            headers={"KC-API-PASSPHRASE": "{passphrase}", "KC-API-SIGN": "{signature}"},
        )
        request = Request(host="rest", path="/api/v1/accounts", limit="x")
        wire = signer(signing, secret="kucoin-secret", passphrase="kucoin-pass").sign(
            request, "", Stamp("1790274000000")
        )
        assert wire.headers["KC-API-PASSPHRASE"] == "OplStk3M/IYYslJlMpTMb7auKQZQhD1g+JEQkER3KkA="
        assert wire.headers["KC-API-SIGN"] == "1IQclfd7ZIzIsIT5X47cdnJKnoEiZ5mElgGxVJwDuv8="

    def test_bitstamp_signs_host_nonce_and_time(self):
        """Bitstamp's string covers the host and a nonce beside the time."""
        signing = Signing(
            source="Bitstamp",
            clock="ms",
            nonce="uuid",
            payload="BITSTAMP {api_key}{method}{host}{path}{query}{nonce}{timestamp}v2{body}",
            algorithm="sha256",
            encoding="hex",
            headers={"X-Auth-Signature": "{signature}", "X-Auth-Nonce": "{nonce}"},
        )
        request = Request(host="rest", path="/api/v2/account_balances/", method="POST", place="form", limit="x")
        stamp = Stamp("1790274000000", "7c1a3f2e-1111-4222-8333-944455556666")
        wire = signer(signing, api_key="bs-key", secret="bs-secret").sign(request, "www.bitstamp.net", stamp)
        assert wire.headers["X-Auth-Signature"] == "a0b142f3b0f43b4c9d4a02b7e27bd817158a5c892526b40ad57262d87e6017b8"

    def test_htx_signs_lines_and_keeps_all_in_the_query(self):
        """HTX's key, time and signature are parameters; the values are percent-encoded before they are signed."""
        signing = Signing(
            source="HTX",
            clock="iso8601_s",
            payload="{method}\n{host}\n{path}\n{query}",
            algorithm="sha256",
            encoding="base64",
            params={
                "AccessKeyId": "{api_key}",
                "SignatureMethod": "HmacSHA256",
                "SignatureVersion": "2",
                "Timestamp": "{timestamp}",
            },
            signature_parameter="Signature",
        )
        request = Request(host="rest", path="/v1/account/accounts", limit="x")
        wire = signer(signing, api_key="htx-key", secret="htx-secret").sign(
            request, "api.huobi.pro", Stamp("2026-09-25T01:00:00")
        )
        assert "Timestamp=2026-09-25T01%3A00%3A00&" in wire.target
        assert wire.target.endswith("&Signature=rZBPMyNs%2FnkeY0PA3wJqP4p0vQmAEeffrjGYG5IcvAw%3D")

    def test_a_json_body_is_signed_as_it_is_sent(self):
        """Parameters in the body are one JSON object, signed in the bytes that travel."""
        signing = Signing(
            source="test",
            clock="ms",
            payload="{target}{body}",
            algorithm="sha256",
            encoding="hex",
            headers={"Sign": "{signature}"},
        )
        request = msgspec.structs.replace(REQUEST, method="POST", place="json", params={"a": "1", "ü": "2"})
        wire = signer(signing).sign(request, "", Stamp())
        assert json.loads(wire.body) == {"a": "1", "ü": "2"}
        assert wire.headers["Content-Type"] == "application/json"


class TestSigner:
    def test_nothing_readable_holds_a_secret(self):
        """Neither a signer nor a request on the wire shows itself."""
        made = Signer(ENTRIES["okx"].signing, NO_QUIRK, OKX)
        wire = made.sign(ENTRIES["okx"].requests["config"], "", Stamp("t"))
        for shown in (repr(made), repr(wire), str(wire)):
            for secret in OKX.secrets().values():
                assert secret.reveal() not in shown

    def test_equal_keys_have_equal_ids(self):
        """The id that lanes and budgets go by names the key inside this process."""
        first, second = (Signer(ENTRIES["binance"].signing, NO_QUIRK, BINANCE) for _ in range(2))
        assert first.key_id == second.key_id
        assert first.key_id != Signer(ENTRIES["okx"].signing, NO_QUIRK, OKX).key_id

    def test_a_secret_in_a_template_text_is_not_expanded(self):
        """A passphrase in braces stays a text."""
        credentials = Credentials(api_key=OKX.api_key, secret=OKX.secret, passphrase=Secret("{api_key}{signature}"))
        wire = Signer(ENTRIES["okx"].signing, NO_QUIRK, credentials).sign(
            ENTRIES["okx"].requests["config"], "", Stamp("t")
        )
        assert wire.headers["OK-ACCESS-PASSPHRASE"] == "{api_key}{signature}"

    def test_base64_signatures_survive_the_query(self):
        """Plus, slash and equals sign are percent-encoded."""
        signing = Signing(source="t", clock="ms", payload="{query}", algorithm="sha512", encoding="base64",
                          signature_parameter="sig")  # fmt: skip
        target = signer(signing).sign(msgspec.structs.replace(REQUEST, params={"a": "+ /"}), "", Stamp()).target
        assert target.startswith("/api/v5/thing?a=%2B%20%2F&sig=")
        assert not set("+/=") & set(target.split("sig=")[1])


class TestUnsigned:
    def test_carries_parameters_and_nothing_else(self):
        """A public request has no headers of ours."""
        wire = unsigned(ENTRIES["okx"].requests["prices"])
        assert (wire.method, wire.target, dict(wire.headers), wire.body) == (
            "GET",
            "/api/v5/market/tickers?instType=SPOT",
            {},
            None,
        )
