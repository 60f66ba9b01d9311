"""Addresses as people paste them: checked against their own checksum, so that no typing mistake watches a stranger."""

import hashlib
import re
from typing import Final

from moorage.domain.exchange_errors import AuthenticationError
from moorage.wallets.keccak import keccak256

HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]{40}")
NO_PREFIX: Final = re.compile(r"(0X)?[0-9a-fA-F]{40}")
KEY_LIKE: Final = re.compile(r"(0x)?[0-9a-fA-F]{64}")
NAME_LIKE: Final = re.compile(r"[^\s.]+(\.[^\s.]+)*\.[a-zA-Z]{2,}")
BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE58_LIKE: Final = re.compile(rf"[{BASE58}]+")
TRON_PREFIX: Final = 0x41
TRON_LENGTH: Final = 21  # bytes, the prefix among them
TRON_CHARACTERS: Final = 34
CHECKSUM: Final = 4  # bytes


def read_hexadecimal(text: str) -> bytes:
    """Return the 20 bytes of an Ethereum address. All in small or all in capital letters is taken without checksum.

    Raises:
        AuthenticationError: on `address`, with a sentence that does not repeat what was pasted.

    Source:
        EIP-55, mixed-case checksum address encoding (2016).
    """
    _require_no_other_thing(text)
    if NO_PREFIX.fullmatch(text):
        raise _refusal("has no 0x in front; copy it again, whole.")
    if not HEXADECIMAL.fullmatch(text):
        raise _refusal("is not one: expected are 0x and 40 digits and letters from a to f.")
    digits = text[2:]
    address = bytes.fromhex(digits)
    if digits not in {digits.lower(), digits.upper()} and text != checksummed(address):
        raise _refusal("does not match its own checksum: a character is wrong; copy it again.")
    if not any(address):
        raise _refusal("is the one that belongs to nobody.")
    return address


def checksummed(address: bytes) -> str:
    """Return an address of 20 bytes as EIP-55 writes it."""
    digits = address.hex()
    digest = keccak256(digits.encode()).hex()
    return "0x" + "".join(
        digit.upper() if int(mark, 16) >= 8 else digit for digit, mark in zip(digits, digest, strict=False)
    )


def read_base58(text: str) -> bytes:
    """Return the 21 bytes of a Tron address, 0x41 in front.

    Raises:
        AuthenticationError: on `address`, as `read_hexadecimal`.

    Source:
        Tron documentation, "Account address format" (2026): base58check of the prefix and 20 bytes.
    """
    _require_no_other_thing(text)
    if len(text) != TRON_CHARACTERS or not text.startswith("T") or not BASE58_LIKE.fullmatch(text):
        raise _refusal("is not one: expected are 34 letters and digits that begin with T.")
    number = 0
    for character in text:
        number = number * len(BASE58) + BASE58.index(character)
    raw = number.to_bytes(TRON_LENGTH + CHECKSUM)
    address, checksum = raw[:TRON_LENGTH], raw[TRON_LENGTH:]
    if hashlib.sha256(hashlib.sha256(address).digest()).digest()[:CHECKSUM] != checksum or address[0] != TRON_PREFIX:
        raise _refusal("does not match its own checksum: a character is wrong; copy it again.")
    if not any(address[1:]):
        raise _refusal("is the one that belongs to nobody.")
    return address


def _require_no_other_thing(text: str) -> None:
    if text != text.strip() or len(text.split()) > 1:
        raise _refusal("holds white space; copy it again, alone.")
    if KEY_LIKE.fullmatch(text):
        raise _refusal("is as long as a private key; an address is shorter, and a private key belongs nowhere here.")
    if NAME_LIKE.fullmatch(text):
        raise _refusal("is a name; names may move to other owners, so paste the address itself.")


def _refusal(what: str) -> AuthenticationError:
    return AuthenticationError(f"The address {what}", field="address")
