# ruff: noqa: D102 - the contracts stand in services/repositories.py
"""What accounts traded, in memory."""

from collections.abc import Sequence

from moorage.domain.volume import DayVolume
from tests.fake_world import Repository


class FakeVolumes(Repository):
    """`VolumeRepository`."""

    async def days(self, account_id: int) -> list[DayVolume]:
        await self._step("volume_days")
        return [told for (owner, _), told in sorted(self._world.volumes.items()) if owner == account_id]

    async def keep(self, account_id: int, days: Sequence[DayVolume]) -> None:
        await self._step("keep_volumes")
        self._world.volumes |= {(account_id, told.day): told for told in days}
