"""What the fake store holds, and the base of its repositories."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from moorage.domain.access import ApiKey, User
from moorage.domain.account import Account
from moorage.domain.history import KeptTransfer
from moorage.domain.profit import Snapshot
from moorage.domain.transfer import Direction
from moorage.domain.volume import DayVolume
from moorage.services.agenda import VenueBlock
from moorage.services.repositories import AuditRecord, SealedCredentials, WrappedKeysets

Step = Callable[[str], Awaitable[None]]
"""Awaited by every repository method with its name; raises where a test wants a failure."""


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account as it lies in the store."""

    account: Account
    fingerprint: bytes | None
    sealed: SealedCredentials


@dataclass(slots=True)
class World:
    """Everything that is stored. Values are immutable, so a copy of the maps is a copy of the world."""

    accounts: dict[int, StoredAccount] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    keys: dict[int, ApiKey] = field(default_factory=dict)
    records: list[AuditRecord] = field(default_factory=list)
    keysets: WrappedKeysets | None = None
    blocks: dict[tuple[str, str, bytes], VenueBlock] = field(default_factory=dict)
    snapshots: dict[tuple[int, datetime], Snapshot] = field(default_factory=dict)
    transfers: dict[tuple[int, Direction, str], KeptTransfer] = field(default_factory=dict)
    volumes: dict[tuple[int, date], DayVolume] = field(default_factory=dict)
    last_id: int = 0

    def copy(self) -> "World":
        """Return a world that changes apart from this one."""
        return replace(
            self,
            accounts=dict(self.accounts),
            users=dict(self.users),
            keys=dict(self.keys),
            records=list(self.records),
            blocks=dict(self.blocks),
            snapshots=dict(self.snapshots),
            transfers=dict(self.transfers),
            volumes=dict(self.volumes),
        )

    def next_id(self) -> int:
        """Return an id that was never given before."""
        self.last_id += 1
        return self.last_id


class Repository:
    """One part of a transaction."""

    def __init__(self, world: World, step: Step) -> None:
        self._world = world
        self._step = step
