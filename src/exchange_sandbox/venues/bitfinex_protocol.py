"""Bitfinex's signature, nonces, error bodies and names of coins.

Source: docs.bitfinex.com (2026): "Authenticated Endpoints", "Abbreviations & Glossary" (error codes), "Requirements and
Limitations". It does not say in which order the checks are made, nor what an address outside of a key's list is told;
here it is key, address, signature, nonce, right, and "apikey: invalid" for the address.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply

LARGEST_NONCE: Final = 2**53 - 1
OWN_CODES: Final = {"USDT": "UST", "USDC": "UDC", "ATOM": "ATO"}

_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def encoded(value: Any) -> bytes:  # noqa: ANN401
    """JSON in which amounts are numbers, every digit of them."""
    return _encoder.encode(value)


def error(code: int, text: str, status: int = 500) -> Reply:
    """An error in Bitfinex's form."""
    return json_reply(["error", code, text], status)


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(10100, "apikey: invalid"),
    "bad_signature": error(10100, "apikey: digest invalid"),
    "nonce": error(10114, "nonce: small"),
    "permission": error(10001, "action: invalid (incorrect permissions)"),
    "permission_key": error(10100, "apikey: permission invalid"),
    "rate_limited": error(11010, "ratelimit: error", 429),
    "rate_limited_200": error(11010, "ratelimit: error", 200),
    "rate_limited_text": json_reply({"error": "ERR_RATE_LIMIT"}, 429),
    "maintenance": error(20060, "maintenance"),
    "unavailable": error(20060, "maintenance", 503),
}


def code_of(name: str) -> str:
    """Bitfinex's code of a coin: USDT is UST."""
    return OWN_CODES.get(name, name)


def symbol_of(base: str, quote: str) -> str:
    """A pair's name: BTCUSD of two short codes, else DOGE:USD."""
    codes = code_of(base), code_of(quote)
    return "".join(codes) if all(len(code) == 3 for code in codes) else ":".join(codes)


def require_signature(call: Call, key: Key) -> None:
    """Check the signature of what was sent.

    Raises:
        Refusal: 10100, digest invalid.
    """
    covered = f"/api{call.path}{call.headers.get('bfx-nonce', '')}".encode() + call.body
    given = call.headers.get("bfx-signature", "").encode()
    if not hmac.compare_digest(sign(key.credentials.secret, covered).encode(), given):
        raise Refusal(REFUSALS["bad_signature"])


class Nonces:
    """The greatest number that each key has used."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def require(self, api_key: str, text: str) -> None:
        """Take a number that is greater than the last one.

        Raises:
            Refusal: 10114.
        """
        nonce = int(text) if text.isascii() and text.isdigit() else -1
        if not self._last.get(api_key, 0) < nonce <= LARGEST_NONCE:
            raise Refusal(REFUSALS["nonce"])
        self._last[api_key] = nonce


def sign(secret: str, covered: bytes) -> str:
    """HMAC-SHA384, in hexadecimal."""
    return hmac.new(secret.encode(), covered, hashlib.sha384).hexdigest()
