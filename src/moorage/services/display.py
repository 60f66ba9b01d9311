"""In which currency a user's values are shown, and at which rate."""

from typing import Final

from moorage.domain.access import User
from moorage.domain.display import BITCOIN, DOLLARS, Display
from moorage.services.ports import Prices

NEED_NO_RATE: Final = frozenset({DOLLARS.currency, BITCOIN})


class DisplayService:
    """Looks the rate up; one rate serves all accounts of a user, so that their values add up to the summary's."""

    def __init__(self, prices: Prices) -> None:
        """Take the prices."""
        self._prices = prices

    async def of(self, user: User) -> Display:
        """Return the user's currency, or dollars and what is unknown."""
        if user.display_currency in NEED_NO_RATE:
            return Display(user.display_currency)
        rate = await self._prices.dollar_in(user.display_currency)
        if rate is None:
            return Display(unknown=user.display_currency)
        return Display(user.display_currency, rate)
