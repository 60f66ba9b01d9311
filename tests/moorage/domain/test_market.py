import pytest

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import RecordInvalid
from tests.makers import make_market

MARKET = make_market("okex", required=("api_key", "secret", "passphrase"))


def faults(credentials: Credentials, *required: str) -> dict[str, list[str]]:
    market = make_market("any", required=required) if required else MARKET
    with pytest.raises(RecordInvalid) as caught:
        market.require(credentials)
    return {field: list(sentences) for field, sentences in caught.value.attributes.items()}


class TestIdentity:
    ADDRESS = "0xAbCd"

    def test_an_exchange_account_is_named_by_its_key(self) -> None:
        """Also when an address comes along that nobody asked for."""
        key = Secret("12345")
        assert MARKET.identity(Credentials(api_key=key, address=self.ADDRESS)) is key

    def test_a_wallet_is_named_by_its_address(self) -> None:
        """Also when a key comes along, by which one wallet could be connected many times."""
        wallet = make_market("wallet", required=("address",))
        assert wallet.identity(Credentials(api_key=Secret("12345"), address=self.ADDRESS)) == Secret(self.ADDRESS)

    def test_case_names_nobody_else_where_it_is_a_checksum(self) -> None:
        """Hexadecimal addresses are one in every case."""
        wallet = make_market("wallet", required=("address",), hexadecimal_address=True)
        assert wallet.identity(Credentials(address=self.ADDRESS)) == Secret("0xabcd")

    def test_paper_is_named_by_nothing(self) -> None:
        """Every account of it is another one."""
        assert make_market("paper", required=()).identity(Credentials()) is None


class TestRequire:
    def test_what_is_asked_for_is_enough(self) -> None:
        """All fields in their shortest form, and fields nobody asked for, pass."""
        MARKET.require(
            Credentials(api_key=Secret("12345"), secret=Secret("54321"), passphrase=Secret("p"), address="0x")
        )

    def test_every_missing_field_is_named(self) -> None:
        """All faults are told at once."""
        missing = ["is missing"]
        assert faults(Credentials()) == {"api_key": missing, "secret": missing, "passphrase": missing}

    def test_an_empty_field_is_told(self) -> None:
        """Empty is not missing."""
        given = Credentials(api_key=Secret(""), secret=Secret("54321"), passphrase=Secret(""))
        assert faults(given) == {"api_key": ["is empty"], "passphrase": ["is empty"]}

    def test_a_short_key_or_secret_is_told(self) -> None:
        """A passphrase may be short, a key may not."""
        given = Credentials(api_key=Secret("1234"), secret=Secret("1"), passphrase=Secret("p"))
        sentence = ["is too short (minimum is 5 characters)"]
        assert faults(given) == {"api_key": sentence, "secret": sentence}

    def test_fields_that_are_no_secrets_are_asked_for_too(self) -> None:
        """A wallet's address or a customer id is missing or empty, and has no least length."""
        assert faults(Credentials(address=""), "address", "customer_id") == {
            "address": ["is empty"],
            "customer_id": ["is missing"],
        }
        make_market("any", required=("address",)).require(Credentials(address="0"))
