"""Values fetched once for all who ask."""

import asyncio

import pytest

from moorage.domain.exchange_errors import ExchangeNotAvailable, ExchangeTimeout
from moorage.exchanges.shelf import Keeping, Shelf

pytestmark = pytest.mark.anyio


class Source:
    """Counts what it is asked; answers when let, with a number that grows."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fault: ExchangeNotAvailable | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.now = 1000.0

    async def fetch(self, key: str) -> int:
        """Answer."""
        self.asked.append(key)
        await self.gate.wait()
        if self.fault:
            raise self.fault
        return len(self.asked)

    def shelf(self, **more) -> Shelf[str, int]:
        """A shelf of this source: fresh for 10 s, kept for 100, two values."""
        keeping = Keeping(fresh_for=10.0, kept_for=100.0, most=2)
        return Shelf(self.fetch, keeping, **({"monotonic": lambda: self.now} | more))


@pytest.fixture
def source():
    return Source()


class TestGet:
    async def test_one_request_serves_all_who_wait(self, source):
        """And everybody for as long as the value is fresh."""
        shelf = source.shelf()
        source.gate.clear()
        waiting = [asyncio.create_task(shelf.get("a")) for _ in range(5)]
        await asyncio.sleep(0)
        source.gate.set()
        assert await asyncio.gather(*waiting) == [1] * 5
        source.now += 9.9
        assert await shelf.get("a") == 1
        source.now += 0.2
        assert await shelf.get("a") == 2
        assert source.asked == ["a", "a"]

    async def test_an_old_value_stands_in_while_the_exchange_is_silent(self, source):
        """For a stated time; then the fault is told, each time anew."""
        shelf = source.shelf()
        await shelf.get("a")
        source.fault = ExchangeNotAvailable("down", retry_after=7)
        source.now += 50
        assert await shelf.get("a") == 1
        source.now += 51
        for _ in range(2):
            with pytest.raises(ExchangeNotAvailable, match="down") as caught:
                await shelf.get("a")
            assert caught.value.retry_after == 7
        assert caught.value is not source.fault

    async def test_a_failure_is_not_asked_for_again_at_once(self, source):
        """Nobody can make this server hammer an exchange that is down."""
        shelf = source.shelf()
        source.fault = ExchangeNotAvailable()
        for _ in range(10):
            with pytest.raises(ExchangeNotAvailable):
                await shelf.get("a")
        assert source.asked == ["a"]
        source.now += 2
        source.fault = None
        assert await shelf.get("a") == 2

    async def test_a_caller_does_not_wait_for_ever(self, source):
        """The request goes on, for the next one."""
        shelf = source.shelf(patience=0.01)
        source.gate.clear()
        with pytest.raises(ExchangeTimeout):
            await shelf.get("a")
        source.gate.set()
        assert await shelf.get("a") == 1
        assert source.asked == ["a"]

    async def test_keeps_no_more_than_it_may(self, source):
        """The longest unasked value goes first."""
        shelf = source.shelf()
        for key in ("a", "b", "a", "c"):
            await shelf.get(key)
        assert len(shelf) == 2
        await shelf.get("a")
        assert source.asked == ["a", "b", "c"]
        await shelf.get("b")
        assert source.asked == ["a", "b", "c", "b"]


class TestClose:
    async def test_stops_what_is_under_way(self, source):
        """Nothing is left running."""
        shelf = source.shelf()
        source.gate.clear()
        waiting = asyncio.create_task(shelf.get("a"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await shelf.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
