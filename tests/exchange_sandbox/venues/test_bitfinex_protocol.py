import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.bitfinex_protocol import LARGEST_NONCE, Nonces, sign, symbol_of
from tests.exchange_sandbox.bitfinex_desk import bitfinex
from tests.exchange_sandbox.desk import Desk


class TestSign:
    def test_equals_the_published_vector(self) -> None:
        """A signature that somebody else made with openssl."""
        assert (
            sign("bfx-secret", b"/api/v2/auth/r/wallets1790274000000000{}")
            == "ab0a3830cb36bd27f4a94d072fad7312a3d1fb35cc41a10472463bdaea4f633f7b1b4b092609b13abcf168483e715569"
        )


class TestSignature:
    @pytest.mark.parametrize("body", [b"{}", b"", b'{"a": "b"}'])
    def test_covers_the_body_as_it_is_sent(self, desk: Desk, body: bytes) -> None:
        """Whatever it is."""
        assert bitfinex(desk, "/wallets", body=body).status == 200

    def test_none_at_all(self, desk: Desk) -> None:
        """Is a wrong one."""
        headers = {"bfx-apikey": desk.key("bitfinex").credentials.api_key, "bfx-nonce": "1"}
        answer = desk.ask("bitfinex", "rest", "/v2/auth/r/wallets", method="POST", headers=headers)
        assert answer.json == ["error", 10100, "apikey: digest invalid"]


class TestNonces:
    def test_they_must_grow(self) -> None:
        """Equal and smaller ones are refused; each key has its own."""
        nonces = Nonces()
        for api_key, text in (("a", "10"), ("b", "1"), ("a", "11"), ("a", str(LARGEST_NONCE))):
            nonces.require(api_key, text)
        for text in ("11", "10", str(LARGEST_NONCE), str(LARGEST_NONCE + 1), "soon", "", "-1", "1.5"):
            with pytest.raises(Refusal, match="nonce: small"):
                nonces.require("a", text)


class TestSymbolOf:
    @pytest.mark.parametrize(
        ("base", "quote", "symbol"), [("BTC", "USD", "BTCUSD"), ("BTC", "USDT", "BTCUST"), ("DOGE", "USDT", "DOGE:UST")]
    )
    def test_long_codes_are_kept_apart(self, base: str, quote: str, symbol: str) -> None:
        """Two codes of three letters stand together."""
        assert symbol_of(base, quote) == symbol
