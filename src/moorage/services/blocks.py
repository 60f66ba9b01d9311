"""What venues asked for outlives the process: blocks are written down, and obeyed by the next one."""

import asyncio
from collections.abc import Sequence

from moorage.services.agenda import VenueBlock
from moorage.services.ports import Clock
from moorage.services.repositories import Store


class Blocks:
    """Remembers the blocks of venues."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Take the ports."""
        self._store = store
        self._clock = clock
        self._writing: set[asyncio.Task[None]] = set()

    async def load(self) -> Sequence[VenueBlock]:
        """Return what is still to be obeyed, and forget what is over."""
        now = self._clock()
        await self._store.write(lambda tx: tx.blocks.forget(now))
        return await self._store.read(lambda tx: tx.blocks.all())

    def put(self, block: VenueBlock) -> None:
        """Write a block down, soon; who asks goes on."""
        task = asyncio.create_task(self._store.write(lambda tx: tx.blocks.put(block)))
        self._writing.add(task)
        task.add_done_callback(self._written)

    async def close(self) -> None:
        """Wait until everything is written."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # a database that is away is told by whoever needs it; the block holds in this process
