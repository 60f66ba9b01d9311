"""Keccak-256 against published digests."""

import hashlib

import pytest

from moorage.wallets import keccak
from moorage.wallets.keccak import RATE, keccak256, selector

# Known answers of the Keccak team and of public Ethereum documentation.
DIGESTS = {
    b"": "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    b"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    b"hello": "1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8",
    b"Transfer(address,address,uint256)": "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
}


class TestKeccak256:
    @pytest.mark.parametrize("message", DIGESTS)
    def test_gives_the_published_digest(self, message):
        """Known answers."""
        assert keccak256(message).hex() == DIGESTS[message]

    def test_is_not_the_later_standard(self):
        """SHA3-256 pads otherwise; taking it for Keccak would accept wrong checksums."""
        assert keccak256(b"abc") != hashlib.sha3_256(b"abc").digest()

    @pytest.mark.parametrize("length", [RATE - 2, RATE - 1, RATE, RATE + 1, 3 * RATE])
    def test_holds_at_the_edges_of_a_block(self, length, monkeypatch):
        """With the other padding the same sponge is SHA3-256, which the standard library has."""
        message = bytes(range(256)) * 2
        ours = _sha3(message[:length], monkeypatch)
        assert ours == hashlib.sha3_256(message[:length]).digest()


class TestSelector:
    @pytest.mark.parametrize(
        ("function", "expected"),
        [
            ("balanceOf(address)", "70a08231"),
            ("decimals()", "313ce567"),
            ("transfer(address,uint256)", "a9059cbb"),
            ("aggregate3((address,bool,bytes)[])", "82ad56cb"),
        ],
    )
    def test_names_a_function(self, function, expected):
        """EIP-20's and Multicall3's published selectors."""
        assert selector(function).hex() == expected


def _sha3(message: bytes, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return our sponge's digest under the padding of FIPS 202 (0x06 instead of 0x01)."""
    permuted = keccak._permuted
    blocks = (len(message) // RATE) + 1
    seen = []

    def swapped(state: list[int]) -> list[int]:
        seen.append(1)
        if len(seen) == blocks:
            at = len(message) % RATE
            state = list(state)
            state[at // 8] ^= (0x01 ^ 0x06) << 8 * (at % 8)
        return permuted(state)

    monkeypatch.setattr(keccak, "_permuted", swapped)
    return keccak256(message)
