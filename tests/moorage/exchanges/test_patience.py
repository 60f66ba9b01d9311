"""Waiting for budget."""

from collections.abc import Mapping

import pytest

from moorage.domain.exchange_errors import RateLimitExceeded
from moorage.exchanges.patience import Patience

pytestmark = pytest.mark.anyio


class Venue:
    """Asks to slow down as often as it was told, for so many seconds."""

    def __init__(self, refusals: int, seconds: float | None) -> None:
        self.refusals, self.seconds, self.asked = refusals, seconds, 0

    async def ask(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Answer, or refuse."""
        self.asked += 1
        if self.asked <= self.refusals:
            raise RateLimitExceeded("Slower.", retry_after=self.seconds)
        return f"{name} {arguments['of']}".encode()


class TestSend:
    async def test_waits_and_sends_again(self):
        """As often as it takes."""
        venue = Venue(2, 0.001)
        assert await Patience().send(venue.ask, "trades", {"of": "today"}) == b"trades today"
        assert venue.asked == 3

    @pytest.mark.parametrize("seconds", [60.0, None])
    async def test_gives_up_where_it_would_take_too_long(self, seconds: float | None):
        """At once, and where nobody knows how long."""
        venue = Venue(1, seconds)
        with pytest.raises(RateLimitExceeded):
            await Patience().send(venue.ask, "trades", {"of": "today"})
        assert venue.asked == 1


class TestIsOver:
    async def test_is_over_after_its_time(self):
        """It is not when it begins."""
        assert [Patience(60).is_over(), Patience(-1).is_over()] == [False, True]
