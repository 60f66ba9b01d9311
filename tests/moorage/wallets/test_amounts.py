"""Whole numbers of chains as exact amounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.wallets.amounts import DIGITS, bound, held, units


class TestUnits:
    @pytest.mark.parametrize(
        ("number", "decimals", "amount"),
        [
            (1, 18, "0.000000000000000001"),
            (2718281828459045235, 18, "2.718281828459045235"),
            (123456789, 6, "123.456789"),
            (0, 18, "0"),
            (5, 0, "5"),
            (10**28 * 10**18 - 1, 18, "9999999999999999999999999999.999999999999999999"),
        ],
    )
    def test_is_exact_to_the_last_digit(self, number, decimals, amount):
        """Nothing is rounded."""
        assert units(number, decimals) == Decimal(amount)

    @pytest.mark.parametrize("number", [10**46, 2**256 - 1, -1])
    def test_refuses_what_no_wallet_holds(self, number):
        """A node that tells such a number is not believed."""
        with pytest.raises(ValueError):
            units(number, 18)

    @given(st.integers(0, 10**45), st.integers(0, 30))
    def test_the_number_comes_back(self, number, decimals):
        """Scaling up again gives what the chain told."""
        try:
            amount = units(number, decimals)
        except ValueError:
            assert number >= 10 ** (28 + decimals)
        else:
            assert int(amount.scaleb(decimals, DIGITS)) == number


class TestHeld:
    def test_is_free(self):
        """All of it can be used and is owned."""
        holding = held("ETH", "wallet", Decimal(2))
        assert (holding.free, holding.used, holding.total, holding.equity) == (2, 0, 2, 2)


class TestBound:
    def test_is_owned_but_not_free(self):
        """A stake counts, and cannot be used."""
        holding = bound("TRX", "staked", Decimal(2))
        assert (holding.free, holding.used, holding.total, holding.equity) == (0, 2, 2, 2)
