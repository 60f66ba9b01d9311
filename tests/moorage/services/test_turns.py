"""services/turns.py: one at a time for the same thing."""

import asyncio

import pytest

from moorage.domain.exchange_errors import ExchangeTimeout
from moorage.services.turns import Turns

pytestmark = pytest.mark.anyio


class TestTaken:
    async def test_the_same_thing_is_done_one_after_another(self):
        """Of ten that want the same thing, never two are inside."""
        turns, inside, most = Turns(), 0, 0

        async def visit() -> None:
            nonlocal inside, most
            async with turns.taken(b"key", 5):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(visit() for _ in range(10)))
        assert most == 1

    async def test_different_things_do_not_wait(self):
        """Who wants another thing is inside at once."""
        turns = Turns()
        async with turns.taken(b"one", 5), turns.taken(b"two", 5):
            assert len(turns) == 2

    async def test_nothing_is_remembered(self):
        """When nobody wants a thing any more, no trace of it stays, also after an error."""
        turns = Turns()
        with pytest.raises(ValueError, match="inside"):
            async with turns.taken(b"key", 5):
                raise ValueError("inside")
        assert len(turns) == 0

    async def test_waiting_is_bounded(self):
        """Who waits longer than the patience is told so, and the holder is not disturbed."""
        turns = Turns()
        async with turns.taken(b"key", 5):
            with pytest.raises(ExchangeTimeout):
                async with turns.taken(b"key", 0):
                    pytest.fail("two inside")
            assert len(turns) == 1
        assert len(turns) == 0

    async def test_no_thing_is_no_turn(self):
        """An account without a key or address waits for nobody."""
        turns = Turns()
        async with turns.taken(None, 0), turns.taken(None, 0):
            assert len(turns) == 0
