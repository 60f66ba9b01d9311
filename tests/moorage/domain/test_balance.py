from decimal import Decimal

import pytest

from tests.makers import make_holding


class TestIsEmpty:
    def test_zero_in_any_notation_is_empty(self) -> None:
        """Zeros of the wire come with any number of digits and signs."""
        assert make_holding("BTC", "0").is_empty()
        assert make_holding("BTC", "-0.00000000").is_empty()

    @pytest.mark.parametrize("field", ["free", "used", "total", "equity", "borrowed"])
    @pytest.mark.parametrize("amount", ["0.00000001", "-1"])
    def test_anything_held_owed_or_reserved_is_not_empty(self, field: str, amount: str) -> None:
        """One field is enough, also a debt."""
        assert not make_holding("BTC", "0")._replace(**{field: Decimal(amount)}).is_empty()
