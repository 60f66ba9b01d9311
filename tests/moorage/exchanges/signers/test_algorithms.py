"""Signatures: official vectors, and secrets that do not fit."""

import base64

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from moorage.domain.exchange_errors import WrongSecret
from moorage.exchanges.entry import Signing
from moorage.exchanges.signers.algorithms import signature_of

BASE = Signing(source="test", clock="ms", algorithm="sha256", encoding="hex", pem=("rsa", "ed25519"))


def signing(**changes: object) -> Signing:
    return msgspec.structs.replace(BASE, **changes)


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> str:
    sealed = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed).decode()


class TestHmac:
    def test_binance_documents_this_signature(self):
        """The example of Binance's rest-api.md (2026-07-21)."""
        secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
        query = (
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
            "&recvWindow=5000&timestamp=1499827319559"
        )
        signature = signature_of(signing(), secret)(query.encode())
        assert signature == "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"

    @pytest.mark.parametrize(
        ("algorithm", "encoding", "secret", "message", "signature"),
        [
            (
                "sha256",
                "base64",
                "bitget-secret",
                "1790274000000GET/api/v2/spot/account/assets",
                "brEzc+ysgkDwUJnCT9u3pA52oO8bbhInt6826XmfJGY=",
            ),
            (
                "sha384",
                "hex",
                "bfx-secret",
                "/api/v2/auth/r/wallets1790274000000000{}",
                "ab0a3830cb36bd27f4a94d072fad7312a3d1fb35cc41a10472463bdaea4f633f7b1b4b092609b13abcf168483e715569",
            ),
            (
                "sha256",
                "hex",
                "chNOOS4KvNXR_Xq4k4c9qsfoKWvnDecLATCRlcBwyKDYnWgO",
                "GET/api/v1/instrument1518064236",
                "c7682d435d0cfe87c16098df34ef2eb5a549d4c5a3c2b1f0f77b8af73423bf00",
            ),
        ],
    )
    def test_other_venues_vectors(self, algorithm, encoding, secret, message, signature):
        """The hash and the encoding are facts of the entry (vectors of Bitget, Bitfinex and BitMEX)."""
        assert signature_of(signing(algorithm=algorithm, encoding=encoding), secret)(message.encode()) == signature

    def test_a_base64_secret_is_decoded_first(self):
        """Kraken's secret is the base64 of the key."""
        plain = signature_of(signing(), "anchor")(b"message")
        assert signature_of(signing(secret="base64"), base64.b64encode(b"anchor").decode())(b"message") == plain

    @pytest.mark.parametrize("secret", ["not base64!", "abc", "YW5j\n", "äöü="])
    def test_refuses_a_secret_that_is_not_base64(self, secret):
        """A secret that was cut or mixed up is told before anything is sent."""
        with pytest.raises(WrongSecret) as caught:
            signature_of(signing(secret="base64"), secret)
        assert caught.value.refused_field == "secret"
        assert caught.value.__context__ is None  # the context would hold the secret


class TestPrivateKeys:
    def test_ed25519(self):
        """An Ed25519 key signs the message itself, in base64."""
        key = ed25519.Ed25519PrivateKey.generate()
        signature = signature_of(signing(), pem(key))(b"message")
        key.public_key().verify(base64.b64decode(signature), b"message")

    def test_rsa(self):
        """An RSA key signs with PKCS#1 v1.5 and SHA-256, in base64; white space around the PEM does not matter."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        signature = signature_of(signing(), f"\n {pem(key)}\n")(b"message")
        key.public_key().verify(base64.b64decode(signature), b"message", padding.PKCS1v15(), hashes.SHA256())

    def test_line_breaks_as_a_key_file_writes_them(self):
        """A PEM text copied out of JSON has backslash and n for its line breaks."""
        key = ed25519.Ed25519PrivateKey.generate()
        assert signature_of(signing(), pem(key).replace("\n", "\\n"))(b"m") == signature_of(signing(), pem(key))(b"m")

    @pytest.mark.parametrize(
        "text",
        [
            pem(ec.generate_private_key(ec.SECP256R1())),
            pem(ed25519.Ed25519PrivateKey.generate(), b"password"),
            "-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----",
            "-----BEGIN",
        ],
        ids=["other curve", "password", "broken", "cut"],
    )
    def test_refuses_a_key_that_cannot_sign(self, text):
        """A private key of another kind, with a password, or broken is told before anything is sent."""
        with pytest.raises(WrongSecret, match="private key"):
            signature_of(signing(), text)

    def test_only_where_the_venue_takes_them(self):
        """Without `pem` in the entry such a text is a plain HMAC secret."""
        key = pem(ed25519.Ed25519PrivateKey.generate())
        assert len(signature_of(signing(pem=()), key)(b"message")) == 64


class TestSeed:
    KEY = ed25519.Ed25519PrivateKey.generate()
    SEED = KEY.private_bytes_raw()

    @pytest.mark.parametrize(
        "raw", [SEED, SEED + KEY.public_key().public_bytes_raw()], ids=["alone", "with public key"]
    )
    def test_signs_as_the_key_in_pem_does(self, raw):
        """The same Ed25519 key is taken in base64, with or without its public key."""
        way = signing(secret="ed25519", encoding="base64url")
        assert signature_of(way, base64.b64encode(raw).decode())(b"m") == signature_of(way, pem(self.KEY))(b"m")

    @pytest.mark.parametrize("secret", ["no base64!", base64.b64encode(SEED[:31]).decode()], ids=["no base64", "short"])
    def test_refuses_what_is_none(self, secret):
        """Text that is no base64, or has another length, is told before anything is sent."""
        with pytest.raises(WrongSecret):
            signature_of(signing(secret="ed25519"), secret)


class TestAlgorithm:
    @pytest.mark.parametrize(
        ("secret", "name"),
        [
            ("text", "HS256"),
            (pem(ed25519.Ed25519PrivateKey.generate()), "EdDSA"),
            (pem(ec.generate_private_key(ec.SECP256R1())), "ES256"),
            (pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)), "RS256"),
        ],
        ids=["hmac", "ed25519", "p-256", "rsa"],
    )
    def test_has_its_name_in_jose(self, secret, name):
        """What a token's head says of the key that signs it."""
        assert signature_of(signing(pem=("rsa", "ed25519", "es256")), secret).algorithm == name
