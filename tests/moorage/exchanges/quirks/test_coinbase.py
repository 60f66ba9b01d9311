"""Coinbase: tokens that an independent implementation reads, pages, the futures account."""

import base64
import json
from typing import Any

import ccxt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.quirks.coinbase import COINBASE, futures, last_wallets, next_page, wallets
from moorage.exchanges.signers.signer import Signer, Stamp
from tests.moorage.exchanges.venue_case import read_case

ENTRY = Catalog.load().entries["coinbase"]
CASE = read_case("coinbase")
NOW = 1795359891
SEED = ed25519.Ed25519PrivateKey.from_private_bytes(b"s" * 32)
ED25519 = base64.b64encode(b"s" * 32 + SEED.public_key().public_bytes_raw()).decode()


def ours(secret: str, request: str) -> str:
    """Return our token."""
    given = Credentials(api_key=Secret(CASE.credentials["api_key"]), secret=Secret(secret))
    signer = Signer(ENTRY.signing, COINBASE, given)
    stamp = Stamp(str(NOW), "0f6f1b52-8a46-4be6-9a3e-6cf7f1c0a001")
    return signer.sign(ENTRY.requests[request], "api.coinbase.com", stamp).headers["Authorization"]


def theirs(secret: str, path: str) -> str:
    """Return ccxt's token for the same key, time and request."""
    exchange = ccxt.coinbase({"apiKey": CASE.credentials["api_key"], "secret": secret})
    exchange.seconds = lambda: NOW
    signed = exchange.create_auth_token(
        NOW, "GET", f"https://api.coinbase.com/api/v3/{path}", not secret.startswith("-")
    )
    return f"Bearer {signed}"


def read(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Take a token apart."""
    head, claims, signature = token.removeprefix("Bearer ").split(".")
    raw = [base64.urlsafe_b64decode(part + "==") for part in (head, claims, signature)]
    return json.loads(raw[0]), json.loads(raw[1]), f"{head}.{claims}".encode(), raw[2]


class TestBearer:
    def test_says_what_ccxt_says(self):
        """Key, times and request are the same; the issuer is the one of today's document."""
        ours_head, our_claims, *_ = read(ours(CASE.credentials["secret"], "wallets"))
        pem = CASE.credentials["secret"].replace("\\n", "\n")
        their_head, their_claims, *_ = read(theirs(pem, "brokerage/accounts"))
        assert {name: ours_head[name] for name in ("alg", "kid", "typ")} == {
            name: their_head[name] for name in ("alg", "kid", "typ")
        }
        assert {name: our_claims[name] for name in ("sub", "nbf", "exp", "uri")} == {
            name: their_claims[name] for name in ("sub", "nbf", "exp", "uri")
        }
        assert (our_claims["uri"], our_claims["iss"]) == ("GET api.coinbase.com/api/v3/brokerage/accounts", "cdp")

    @pytest.mark.parametrize("token", [ours, lambda secret, _: theirs(secret.replace("\\n", "\n"), "brokerage/time")])
    def test_a_p256_key_signs_it(self, token):
        """The signature is r and s, as ccxt's is, and fits the public key."""
        _, _, covered, signature = read(token(CASE.credentials["secret"], "key"))
        key = load_pem_private_key(CASE.credentials["secret"].replace("\\n", "\n").encode(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        key.public_key().verify(encode_dss_signature(r, s), covered, ec.ECDSA(SHA256()))

    @pytest.mark.parametrize("token", [ours, lambda secret, _: theirs(secret, "brokerage/time")])
    def test_an_ed25519_key_signs_it(self, token):
        """The head names the algorithm, as ccxt's does."""
        head, _, covered, signature = read(token(ED25519, "key"))
        assert head["alg"] == "EdDSA"
        SEED.public_key().verify(signature, covered)

    def test_each_is_new(self):
        """The nonce is the request's own."""
        assert read(ours(ED25519, "key"))[0]["nonce"] == "0f6f1b528a464be69a3e6cf7f1c0a001"


def page(**more: Any) -> bytes:
    """A page without wallets."""
    return msgspec.json.encode({"accounts": [], "has_next": False, "cursor": ""} | more)


class TestWallets:
    def test_the_next_page_is_asked_for(self):
        """By its cursor; after the last there is none."""
        assert next_page(wallets(page(has_next=True, cursor="789"))) == {"cursor": "789"}
        assert next_page(wallets(page(cursor="789"))) is None

    @pytest.mark.parametrize("cursor", ["", "{api_key}"])
    def test_a_next_page_that_cannot_be_asked_for_is_misread(self, cursor):
        """Without a cursor, or with one that would be taken for a template."""
        with pytest.raises(ValueError, match="cursor"):
            wallets(page(has_next=True, cursor=cursor))

    def test_more_than_three_pages_are_refused(self):
        """A sum without the rest would be wrong."""
        assert last_wallets(page()) == wallets(page())
        with pytest.raises(UnknownMarketApiError, match="750"):
            last_wallets(page(has_next=True, cursor="1"))


class TestFutures:
    def test_an_account_without_futures_has_no_row(self):
        """The summary is null."""
        assert json.loads(futures(b'{"balance_summary":null}'))["rows"] == []
