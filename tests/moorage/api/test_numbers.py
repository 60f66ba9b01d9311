from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moorage.api.numbers import amount, percentage

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)


class TestAmount:
    @pytest.mark.parametrize("zero", ["0", "-0", "0E-30", "-0.000", "1E-40"])
    def test_zero_is_always_written_alike(self, zero: str):
        """Every zero, and what rounds to it, is `0.0` without a sign."""
        assert amount(Decimal(zero)) == "0.0"

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("100", "100.0"),
            ("1E+3", "1000.0"),
            ("-0.5", "-0.5"),
            ("64250.50", "64250.5"),
            ("1.5E-7", "0.00000015"),
            ("0.123456789012345678", "0.123456789012345678"),
            ("0.1234567890123456785", "0.123456789012345678"),
            ("1234567890123456789012345678.5", "1234567890123456789012345678.5"),
        ],
    )
    def test_amounts_are_plain_and_exact_to_18_decimals(self, value: str, text: str):
        """Eighteen decimals are kept, trailing zeros are not, a whole number has one decimal."""
        assert amount(Decimal(value)) == text

    @pytest.mark.parametrize(("value", "text"), [("1E+40", f"{'9' * 28}.0"), ("-1E+4000", f"-{'9' * 28}.0")])
    def test_what_cannot_be_is_bounded(self, value: str, text: str):
        """No more than 28 integer digits are written, whatever a venue claims."""
        assert amount(Decimal(value)) == text

    @given(DECIMALS)
    @settings(max_examples=500)
    def test_never_an_exponent(self, value: Decimal):
        """Any finite decimal is written as digits, a point and digits."""
        whole, _, fraction = amount(value).removeprefix("-").partition(".")
        assert whole.isdigit()
        assert len(whole) <= 28
        assert fraction.isdigit()
        assert len(fraction) <= 18

    @pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
    def test_only_finite_numbers_are_amounts(self, value: str):
        """What is not a number is a fault of the caller, not text on the wire."""
        with pytest.raises(ValueError, match="finite"):
            amount(Decimal(value))


class TestPercentage:
    @pytest.mark.parametrize(
        ("value", "decimals", "text"),
        [("0", 2, "0.00"), ("-0.001", 2, "0.00"), ("-0.156", 2, "-0.16"), ("0", 4, "0.0000"), ("1E+3", 2, "1000.00")],
    )
    def test_decimals_are_fixed(self, value: str, decimals: int, text: str):
        """A percentage always has its decimals; a zero has no sign."""
        assert percentage(Decimal(value), decimals) == text

    def test_only_finite_numbers_are_percentages(self):
        """What is not a number is refused."""
        with pytest.raises(ValueError, match="finite"):
            percentage(Decimal("NaN"))
