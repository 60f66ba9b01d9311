import asyncio
from datetime import timedelta

import pytest

from moorage.domain.errors import StorageError
from moorage.services.agenda import VenueBlock
from moorage.services.blocks import Blocks
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, Faults
from tests.makers import NOW

pytestmark = pytest.mark.anyio


def block(seconds: int, venue: str = "a") -> VenueBlock:
    until = NOW + timedelta(seconds=seconds)
    return VenueBlock(venue=venue, limit="api", key_id=b"", until=until, seconds=seconds)


class TestBlocks:
    async def test_the_next_process_obeys_what_is_not_over(self):
        """What ended meanwhile is deleted."""
        store, clock = FakeStore(), FakeClock()
        blocks = Blocks(store, clock)
        for each in (block(60), block(600, "b")):
            blocks.put(each)
        await blocks.close()
        clock.advance(timedelta(seconds=60))
        assert await Blocks(store, clock).load() == [block(600, "b")]
        assert list(store.world.blocks.values()) == [block(600, "b")]

    async def test_a_database_that_is_away_stops_nobody(self):
        """The block still holds in this process."""
        store = FakeStore()
        store.step = Faults(at=0, error=StorageError()).step
        blocks = Blocks(store, FakeClock())
        blocks.put(block(60))
        await blocks.close()
        await asyncio.sleep(0)
        assert len(blocks._writing) == 0
