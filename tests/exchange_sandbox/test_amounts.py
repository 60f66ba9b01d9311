from decimal import Decimal

import pytest

from exchange_sandbox.amounts import padded, plain


class TestPlain:
    @pytest.mark.parametrize(
        ("amount", "text"), [("1E-8", "0.00000001"), ("12.500", "12.5"), ("1E+3", "1000"), ("0", "0"), ("10.0", "10")]
    )
    def test_no_exponent_and_no_trailing_zero(self, amount: str, text: str) -> None:
        """As OKX writes numbers."""
        assert plain(Decimal(amount)) == text


class TestPadded:
    @pytest.mark.parametrize(
        ("amount", "text"),
        [("1.5", "1.50000000"), ("0", "0.00000000"), ("0.123456789123", "0.123456789123"), ("1E-8", "0.00000001")],
    )
    def test_at_least_eight_places_and_no_digit_lost(self, amount: str, text: str) -> None:
        """As Binance writes numbers."""
        assert padded(Decimal(amount)) == text
