from dataclasses import replace
from decimal import Decimal

import pytest

from moorage.domain.display import DOLLARS, Display
from moorage.services.display import DisplayService
from tests.fakes import FakePrices
from tests.makers import make_user

pytestmark = pytest.mark.anyio
EUROPEAN = replace(make_user(), display_currency="EUR")


class TestOf:
    async def test_dollars_need_no_rate(self) -> None:
        """Nobody is asked."""
        assert await DisplayService(FakePrices()).of(make_user()) == DOLLARS

    async def test_the_users_currency_has_its_rate(self) -> None:
        """As told by the venues that stand in for others."""
        prices = FakePrices(dollars={"EUR": Decimal("0.9")})
        assert await DisplayService(prices).of(EUROPEAN) == Display("EUR", Decimal("0.9"))

    async def test_an_unknown_rate_shows_dollars_and_says_so(self) -> None:
        """No rate is guessed."""
        assert await DisplayService(FakePrices()).of(EUROPEAN) == Display(unknown="EUR")

    async def test_bitcoin_needs_no_rate(self) -> None:
        """Everything is valued in bitcoin as well as in dollars."""
        shown = await DisplayService(FakePrices()).of(replace(EUROPEAN, display_currency="BTC"))
        assert (shown.currency, shown.unknown) == ("BTC", None)
