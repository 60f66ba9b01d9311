# ruff: noqa: D102 - the contracts stand in services/repositories.py
"""The history of accounts in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from moorage.domain.history import KeptTransfer
from moorage.domain.profit import Snapshot
from moorage.domain.transfer import TransferState
from tests.fake_world import Repository

MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FakeHistory(Repository):
    """`HistoryRepository`."""

    async def add(self, account_id: int, snapshot: Snapshot) -> None:
        await self._step("add_snapshot")
        self._world.snapshots[account_id, snapshot.at] = snapshot

    async def first(self, account_id: int) -> Snapshot | None:
        await self._step("first_snapshot")
        return min(self._of(account_id), key=lambda snapshot: snapshot.at, default=None)

    async def last(self, account_id: int) -> Snapshot | None:
        await self._step("last_snapshot")
        return max(self._of(account_id), key=lambda snapshot: snapshot.at, default=None)

    async def at(self, account_id: int, at: datetime) -> Snapshot | None:
        await self._step("snapshot_at")
        older = (snapshot for snapshot in self._of(account_id) if snapshot.at <= at)
        return max(older, key=lambda snapshot: snapshot.at, default=None)

    async def before(self, account_id: int, at: datetime) -> Snapshot | None:
        await self._step("snapshot_before")
        older = (snapshot for snapshot in self._of(account_id) if snapshot.at < at)
        return max(older, key=lambda snapshot: snapshot.at, default=None)

    async def between(self, account_id: int, begin: datetime, end: datetime, every: timedelta) -> list[Snapshot]:
        await self._step("snapshots_between")
        found = [snapshot for snapshot in self._of(account_id) if begin <= snapshot.at <= end]
        ordered = sorted(found, key=lambda snapshot: snapshot.at)
        return list({(snapshot.at - EPOCH) // every: snapshot for snapshot in ordered}.values())

    async def thin(self, account_id: int, begin: datetime, end: datetime, every: timedelta) -> None:
        await self._step("thin_snapshots")
        inside = await self.between(account_id, begin, end - MILLISECOND, MILLISECOND)
        last_of = {(snapshot.at - EPOCH) // every: snapshot for snapshot in inside}
        first = await self.first(account_id)
        for snapshot in inside:
            if snapshot is not last_of[(snapshot.at - EPOCH) // every] and snapshot is not first:
                del self._world.snapshots[account_id, snapshot.at]

    async def transfers(self, account_id: int, since: datetime) -> list[KeptTransfer]:
        await self._step("transfers")
        kept = [kept for (owner, *_), kept in self._world.transfers.items() if owner == account_id]
        return sorted((one for one in kept if one.transfer.at >= since), key=lambda one: one.transfer.at)

    async def waiting(self, account_id: int, since: datetime) -> list[KeptTransfer]:
        every = await self.transfers(account_id, since)
        return [one for one in every if one.counted_at is None and one.transfer.state is not TransferState.FAILED]

    async def keep(self, account_id: int, transfer: KeptTransfer) -> None:
        await self._step("keep_transfer")
        self._world.transfers[account_id, *transfer.key] = transfer

    def _of(self, account_id: int) -> Iterator[Snapshot]:
        return (snapshot for (owner, _), snapshot in self._world.snapshots.items() if owner == account_id)
