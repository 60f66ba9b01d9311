from decimal import Decimal

from moorage.domain.display import DOLLARS, Display


class TestOfUsd:
    def test_converts_values_and_profits_alike(self) -> None:
        """A loss stays a loss."""
        euros = Display("EUR", Decimal("0.9"))
        assert (euros.of_usd(Decimal(10)), euros.of_usd(Decimal(-1))) == (Decimal(9), Decimal("-0.9"))

    def test_a_dollar_is_a_dollar(self) -> None:
        """Without a choice nothing changes."""
        assert DOLLARS.of_usd(Decimal("1.23")) == Decimal("1.23")
