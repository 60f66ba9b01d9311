import msgspec
import pytest

from moorage.api.schemas import ENCODER, AccountEntity, DecimalText, Money, Timestamp
from tests.moorage.api.test_entities import CONTRACT, OURS


class TestAccountEntity:
    def test_the_fields_have_the_contracts_order(self):
        """`address` is the one that may be absent."""
        assert [name for name in AccountEntity.__struct_fields__ if name != "address"] == list(CONTRACT)
        assert AccountEntity.__struct_fields__[-2:] == ("address", "x_moorage")

    def test_what_is_ours_stands_under_one_key(self):
        """So nothing else differs; its last fields are there only where something is to be said."""
        (ours,) = [field.type for field in msgspec.structs.fields(AccountEntity) if field.name == "x_moorage"]
        assert list(ours.__struct_fields__) == [
            *OURS,
            "priced_elsewhere",
            "display_currency_unknown",
            "notes",
            "wallets_updated_at",
            "counted_elsewhere",
        ]


class TestTexts:
    @pytest.mark.parametrize("text", ["0.0", "-0.5", "1234567890123456789012345678.000000000000000001"])
    def test_plain_numbers_fit(self, text: str):
        """What `numbers` writes is what the schema says."""
        assert msgspec.convert(text, DecimalText) == text

    @pytest.mark.parametrize("text", ["0", "1e5", "1.5e-7", "NaN", "", ".5", "1.", "+1.0", "1" * 29 + ".0"])
    def test_anything_else_does_not(self, text: str):
        """No exponent, never empty."""
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(text, DecimalText)

    @pytest.mark.parametrize("text", ["2026-11-22T12:00:00Z", "2026-11-22T12:00:00.000+00:00", "2026-11-22"])
    def test_a_timestamp_has_milliseconds_and_z(self, text: str):
        """Nothing shorter, nothing else."""
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(text, Timestamp)


class TestEncoder:
    def test_it_is_compact(self):
        """No spaces, the fields in their order."""
        assert ENCODER.encode(Money(currency="USD", amount="0.0")) == b'{"currency":"USD","amount":"0.0"}'
