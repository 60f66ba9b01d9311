from datetime import timedelta
from decimal import Decimal

import pytest

from moorage.domain.balance import Balances
from tests.makers import NOW, make_holding


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


class TestOlder:
    def test_wallets_that_were_told_with_the_others_are_not_older(self) -> None:
        """Only what stands as it was told before has a time of its own."""
        before = NOW - timedelta(hours=1)
        balances = Balances((), NOW, told_at=(("earn", before), ("staking", NOW)))
        assert (balances.older, balances.oldest) == ({"earn": before}, before)
        assert Balances((), NOW).oldest == NOW
