"""The currency in which a user wants values shown."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from moorage.domain.profit import Figures
from moorage.domain.valuation import EXACT, ONE

BITCOIN: Final = "BTC"
"""All is known in it already, as in dollars."""


@dataclass(frozen=True, slots=True)
class Display:
    """A currency and how many units of it a dollar is.

    `unknown` names the user's own choice while nobody at hand tells its rate: dollars are shown then.
    """

    currency: str = "USD"
    per_dollar: Decimal = ONE
    unknown: str | None = None

    def of(self, worth: Figures) -> Decimal:
        """Return a value, or a profit, in this currency: by its dollars and their rate of now, unless it is bitcoin."""
        return worth.btc if self.currency == BITCOIN else EXACT.multiply(worth.usd, self.per_dollar)

    def of_per_cent(self, share: Figures) -> Decimal:
        """Return a profit in per cent: of what was invested in bitcoin where that is shown, else in dollars."""
        return share.btc if self.currency == BITCOIN else share.usd


DOLLARS: Final = Display()
