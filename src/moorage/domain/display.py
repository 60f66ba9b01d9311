"""The currency in which a user wants values shown."""

from dataclasses import dataclass
from decimal import Decimal

from moorage.domain.valuation import EXACT, ONE


@dataclass(frozen=True, slots=True)
class Display:
    """A currency and how many units of it a dollar is.

    `unknown` names the user's own choice while nobody at hand tells its rate: dollars are shown then.
    """

    currency: str = "USD"
    per_dollar: Decimal = ONE
    unknown: str | None = None

    def of_usd(self, usd: Decimal) -> Decimal:
        """Return an amount of dollars (a value, or a profit) in this currency."""
        return EXACT.multiply(usd, self.per_dollar)


DOLLARS = Display()
