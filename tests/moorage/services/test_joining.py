import asyncio

import pytest

from moorage.services.joining import Joining

pytestmark = pytest.mark.anyio


class Work:
    """Work that ends when it is told to."""

    def __init__(self) -> None:
        self.begun, self.end = 0, asyncio.Event()
        self.fault: Exception | None = None

    async def __call__(self) -> int:
        """Work."""
        self.begun += 1
        await self.end.wait()
        if self.fault:
            raise self.fault
        return self.begun


class TestJoining:
    async def test_one_piece_of_work_serves_everybody_who_asks_meanwhile(self):
        """Afterwards it is forgotten, and done again for who asks again."""
        joining, work = Joining[int](), Work()
        waiting = [asyncio.create_task(joining.run(("a",), work)) for _ in range(3)]
        other = asyncio.create_task(joining.run(("b",), work))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert (work.begun, len(joining)) == (2, 2)
        work.end.set()
        assert len({*await asyncio.gather(*waiting), await other}) == 1
        assert (await joining.run(("a",), work), len(joining)) == (3, 0)

    async def test_an_error_reaches_everybody(self):
        """And is not remembered."""
        joining, work = Joining[int](), Work()
        work.fault = ValueError()
        work.end.set()
        both = await asyncio.gather(joining.run(("a",), work), joining.run(("a",), work), return_exceptions=True)
        assert both == [work.fault, work.fault]
        assert len(joining) == 0

    async def test_who_goes_away_does_not_end_it_for_the_others(self):
        """The client that began it may hang up."""
        joining, work = Joining[int](), Work()
        first, second = (asyncio.create_task(joining.run(("a",), work)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        work.end.set()
        assert (await second, first.cancelled()) == (1, True)

    async def test_closing_ends_what_is_under_way(self):
        """Nothing is left behind."""
        joining, work = Joining[int](), Work()
        waiting = asyncio.create_task(joining.run(("a",), work))
        await asyncio.sleep(0)
        await joining.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert len(joining) == 0
