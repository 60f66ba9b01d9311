from decimal import Decimal

from moorage.domain.display import DOLLARS, Display
from moorage.domain.profit import Figures

EUROS = Display("EUR", Decimal("0.9"))


class TestOf:
    def test_converts_values_and_profits_alike(self) -> None:
        """A loss stays a loss."""
        assert EUROS.of(Figures(Decimal(1), Decimal(10))) == Decimal(9)
        assert EUROS.of(Figures(Decimal(1), Decimal(-1))) == Decimal("-0.9")

    def test_a_dollar_is_a_dollar(self) -> None:
        """Without a choice nothing changes."""
        assert DOLLARS.of(Figures(Decimal(7), Decimal("1.23"))) == Decimal("1.23")

    def test_bitcoin_is_what_is_known_in_bitcoin(self) -> None:
        """A profit in dollars may be none in bitcoin; the two are told apart everywhere else, too."""
        assert Display("BTC").of(Figures(Decimal(0), Decimal(1000))) == 0


class TestOfPerCent:
    def test_is_the_one_in_bitcoin_or_in_dollars(self) -> None:
        """A share does not depend on the rate of now."""
        shares = Figures(Decimal(1), Decimal(2))
        assert (Display("BTC").of_per_cent(shares), EUROS.of_per_cent(shares)) == (1, 2)
