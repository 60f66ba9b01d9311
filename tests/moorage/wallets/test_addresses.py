"""Addresses: every checksum, and every other thing people paste."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.exchange_errors import AuthenticationError
from moorage.wallets.addresses import BASE58, checksummed, read_base58, read_hexadecimal

# EIP-55, "Test Cases" (2016).
MIXED = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)
# Tron's tether contract and two more, each with its 21 bytes as published.
TRON = {
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t": "41a614f803b6fd780986a42c78ec9c7f77e6ded13c",
    "TDt9YtfuttvxD2Jv8F8v4JEDbnBBb1jVNt": "412aeb8add8337360e088b7d9ce4e857b9be60f3a7",
    "TZJozAg1ruapycCicgz31GxvYJ1FraLjZa": "41ffffffffffffffffffffffffffffffffffffffff",
}
PRIVATE_KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"


class TestReadHexadecimal:
    @pytest.mark.parametrize("address", MIXED)
    def test_takes_the_three_forms_as_one(self, address):
        """Mixed with the right checksum, all small, all capital: the same 20 bytes."""
        forms = [address, address.lower(), f"0x{address[2:].upper()}"]
        assert {read_hexadecimal(form) for form in forms} == {bytes.fromhex(address[2:])}

    @pytest.mark.parametrize("address", MIXED)
    @pytest.mark.parametrize("at", [2, 20, 41])
    def test_refuses_another_case(self, address, at):
        """One letter in the other case breaks the checksum (or is a digit, which has no case)."""
        changed = address[:at] + address[at].swapcase() + address[at + 1 :]
        if changed == address:
            assert read_hexadecimal(changed)
            return
        with pytest.raises(AuthenticationError, match="checksum"):
            read_hexadecimal(changed)

    @pytest.mark.parametrize(
        ("pasted", "told"),
        [
            ("vitalik.eth", "is a name"),
            ("pay.my-name.xyz", "is a name"),
            (PRIVATE_KEY, "private key"),
            (f"0x{PRIVATE_KEY}", "private key"),
            (MIXED[0][2:], "no 0x"),
            (f"0X{MIXED[0][2:]}", "no 0x"),
            (f" {MIXED[0]}", "white space"),
            (f"{MIXED[0]} {MIXED[1]}", "white space"),
            (MIXED[0][:-1], "is not one"),
            (f"{MIXED[0]}0", "is not one"),
            (next(iter(TRON)), "is not one"),
            ("0x" + "0" * 40, "belongs to nobody"),
            ("", "is not one"),
            ("0x" + "\u0661" * 40, "is not one"),
        ],
    )
    def test_says_what_was_pasted_instead(self, pasted, told):
        """One sentence, on the field `address`, that does not repeat the paste."""
        with pytest.raises(AuthenticationError, match=told) as caught:
            read_hexadecimal(pasted)
        assert caught.value.refused_field == "address"
        assert len(pasted) < 8 or pasted.strip() not in caught.value.description

    @given(st.binary(min_size=20, max_size=20).filter(any))
    def test_reads_what_it_writes(self, address):
        """Every address in its checksummed form is taken."""
        assert read_hexadecimal(checksummed(address)) == address

    @given(st.text(max_size=70))
    def test_anything_is_an_address_or_refused(self, pasted):
        """No text raises anything else."""
        with suppress(AuthenticationError):
            assert len(read_hexadecimal(pasted)) == 20


class TestChecksummed:
    @pytest.mark.parametrize("address", MIXED)
    def test_writes_the_published_form(self, address):
        """EIP-55's own examples."""
        assert checksummed(bytes.fromhex(address[2:])) == address


class TestReadBase58:
    @pytest.mark.parametrize("address", TRON)
    def test_reads_published_addresses(self, address):
        """21 bytes, 0x41 in front."""
        assert read_base58(address).hex() == TRON[address]

    @pytest.mark.parametrize("address", TRON)
    @pytest.mark.parametrize("at", range(1, 34))
    def test_one_wrong_character_is_seen(self, address, at):
        """Whatever it is exchanged for."""
        for other in BASE58:
            if other != address[at]:
                with pytest.raises(AuthenticationError, match=r"checksum|nobody"):
                    read_base58(address[:at] + other + address[at + 1 :])

    @pytest.mark.parametrize(
        ("pasted", "told"),
        [
            (MIXED[0], "is not one"),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6", "is not one"),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj60", "is not one"),
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "is not one"),
            ("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", "belongs to nobody"),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t ", "white space"),
            (PRIVATE_KEY, "private key"),
            ("my.trx.name", "is a name"),
        ],
    )
    def test_says_what_was_pasted_instead(self, pasted, told):
        """One sentence, on the field `address`."""
        with pytest.raises(AuthenticationError, match=told) as caught:
            read_base58(pasted)
        assert caught.value.refused_field == "address"

    @given(st.text(alphabet=string.ascii_letters + string.digits, max_size=40))
    def test_anything_is_an_address_or_refused(self, pasted):
        """No text raises anything else."""
        with suppress(AuthenticationError):
            assert len(read_base58(pasted)) == 21
