"""Breakers, on a clock that is moved by hand."""

import asyncio

import pytest

from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.exchanges import breaker as module
from moorage.exchanges.breaker import OPEN_FOR, OUTAGES_TO_OPEN, Breaker
from tests.moorage.exchanges.conftest import Hands


class TestBreaker:
    def opened(self, hands: Hands) -> Breaker:
        """Return a breaker that has just opened."""
        breaker = Breaker("Brest", hands.monotonic)
        for _ in range(OUTAGES_TO_OPEN):
            breaker.failed(breaker.enter())
            hands.move(1)
        return breaker

    def test_opens_after_five_outages_in_a_row(self, hands):
        """A host that does not answer is left alone."""
        with pytest.raises(ExchangeNotAvailable) as caught:
            self.opened(hands).enter()
        assert caught.value.retry_after == OPEN_FOR - 1

    def test_an_answer_between_starts_the_count_anew(self, hands):
        """Single failures open nothing."""
        breaker = Breaker("Brest", hands.monotonic)
        for _ in range(3 * OUTAGES_TO_OPEN):
            breaker.failed(breaker.enter())
            hands.move(1)
            breaker.answered()
        breaker.enter()

    def test_requests_that_went_out_together_are_one_outage(self, hands):
        """One wish sends several requests at once; that all of them fail is one failure of the host."""
        breaker = Breaker("Brest", hands.monotonic)
        together = [breaker.enter() for _ in range(3 * OUTAGES_TO_OPEN)]
        hands.move(5)
        for began in together:
            breaker.failed(began)
        breaker.enter()

    def test_lets_one_probe_through_after_thirty_seconds(self, hands):
        """While one caller probes, all others keep waiting."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        with pytest.raises(ExchangeNotAvailable):
            breaker.enter()

    def test_a_probe_that_fails_closes_the_door_again(self, hands):
        """At most one probe goes out in thirty seconds."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.failed(breaker.enter())
        with pytest.raises(ExchangeNotAvailable) as caught:
            breaker.enter()
        assert caught.value.retry_after == OPEN_FOR

    def test_a_probe_that_is_answered_opens_the_way(self, hands):
        """After recovery everybody may ask again."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        breaker.answered()
        breaker.enter()
        breaker.enter()

    def test_a_probe_whose_caller_left_frees_its_place(self, hands):
        """A cancelled call must not keep the breaker open for ever."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        breaker.left()
        breaker.enter()

    def test_tells_its_state(self, hands):
        """For whoever looks ahead, and for the owner."""
        breaker = Breaker("Brest", hands.monotonic)
        assert (breaker.state, breaker.wait) == ("closed", 0)
        breaker = self.opened(hands)
        assert (breaker.state, breaker.wait) == ("open", OPEN_FOR - 1)
        hands.move(OPEN_FOR)
        assert (breaker.state, breaker.wait) == ("half-open", 0)

    @pytest.mark.anyio
    async def test_the_probe_decides_for_who_waits_for_it(self, hands):
        """Of the requests of one load the first probes, and the others follow its outcome."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        waiting = asyncio.create_task(breaker.settled())
        await asyncio.sleep(0)
        assert not waiting.done()
        breaker.answered()
        await waiting
        breaker.enter()

    @pytest.mark.anyio
    async def test_nobody_waits_long_for_a_probe(self, hands, monkeypatch: pytest.MonkeyPatch):
        """A probe that hangs holds nobody up."""
        monkeypatch.setattr(module, "PATIENCE", 0)
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        await breaker.settled()
        with pytest.raises(ExchangeNotAvailable):
            breaker.enter()
