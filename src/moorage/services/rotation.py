"""Rotate the keys of the vault while the service runs, and check that every sealed value opens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from moorage.domain.errors import VaultIntegrityError, VaultLocked
from moorage.services.ports import Clock, Vault
from moorage.services.repositories import AuditRecord, SealedRow, Store, Transaction, WrappedKeysets

BATCH: Final = 200  # sealed values read or replaced in one transaction
GRACE: Final = 30.0  # seconds: a running server adopts keysets within 5, and a write sealed before ends within 25

Sleep = Callable[[float], Awaitable[None]]
"""Waits some seconds."""


class RotationStage(StrEnum):
    """How far the stored keysets are in a rotation."""

    SETTLED = "settled"
    """One key: no rotation is under way."""
    ADDED = "added"
    """The newest key opens, an older one seals."""
    PROMOTED = "promoted"
    """The newest key seals, older ones still open."""


class RotatingVault(Vault, Protocol):
    """A vault whose keysets change while it is used."""

    def adopt(self, wrapped: WrappedKeysets) -> None:
        """Use these keysets from now on. Raises `VaultLocked`."""

    def sealed_under(self, sealed: bytes) -> int | None:
        """Return the id of the key that a value claims to be sealed under, None when it names none."""


class SealingKeys(Protocol):
    """Changes of the keys that seal: wrapped keysets in, wrapped keysets out. Each raises `VaultLocked`."""

    def stage(self, wrapped: WrappedKeysets) -> RotationStage:
        """Say how far a rotation has come."""

    def primary(self, wrapped: WrappedKeysets) -> int:
        """Return the id of the key that seals."""

    def add(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Add a new key that opens but does not seal yet."""

    def promote(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Seal with the newest key from now on."""

    def drop_old(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Forget every key but the one that seals."""


class KekReplacement(Protocol):
    """Another key-encryption key in the place of the present one. Each raises `VaultLocked`."""

    def exclusively(self) -> AbstractContextManager[None]:
        """Keep other runs out until the block ends."""

    def prepare(self) -> None:
        """Make the next key-encryption key, unless an earlier run did."""

    def rewrap(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Return the keysets under the next key-encryption key."""

    def finish(self) -> None:
        """Put the next key-encryption key in the place of the old one."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did. It is complete when nothing is unreadable; else the old keys are kept."""

    resealed: int
    unreadable: tuple[SealedRow, ...]


class RotationService:
    """Rotation of the sealing key and of the key-encryption key; both may be killed at any point and run again."""

    def __init__(
        self,
        *,
        store: Store,
        vault: RotatingVault,
        keys: SealingKeys,
        kek: KekReplacement,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
        grace: float = GRACE,
    ) -> None:
        """Take the ports.

        Args:
            store: Where keysets and sealed values lie.
            vault: Opens and seals; it adopts each change.
            keys: Changes the sealing keys.
            kek: Replaces the key-encryption key.
            clock: For the audit trail.
            sleep: Waits between the steps.
            grace: Seconds that running servers need to adopt keysets and to end the writes they sealed before.
        """
        self._store = store
        self._vault = vault
        self._keys = keys
        self._kek = kek
        self._clock = clock
        self._sleep = sleep
        self._grace = grace

    async def rotate(self) -> Rotated:
        """Put a new sealing key into use, seal every value again under it, and forget the old keys.

        Each step is a transaction of its own and the stored keysets tell which came last, so that a run goes on
        where a killed one stopped. Values that do not open are left as they are, with the keys that may open them.

        Raises:
            VaultLocked: the keysets do not open, or there are none.
            StorageError: the database cannot be used; run it again.
        """
        stage = await self._begin()
        await self._sleep(self._grace)
        if stage is RotationStage.ADDED:
            await self._change(RotationStage.ADDED, self._keys.promote)
            await self._sleep(self._grace)
        resealed = 0
        while True:
            count, unreadable = await self._reseal_all()
            resealed += count
            if unreadable:
                await self._give_up(resealed, len(unreadable))
                return Rotated(resealed, tuple(unreadable))
            if await self._settle(resealed):
                return Rotated(resealed, ())
            await self._sleep(self._grace)  # somebody sealed under an old key meanwhile

    async def verify(self) -> list[SealedRow]:
        """Open every sealed value and return those that do not open; an empty list is good news."""
        return [row async for batch in self._batches() for row in batch if not self._opens(row)]

    async def rewrap(self) -> None:
        """Store the keysets under another key-encryption key and put it in the place of the present one.

        Raises:
            VaultLocked: another run is at it, a file cannot be written, or the keysets do not open.
            StorageError: the database cannot be used; run it again.
        """

        async def work(tx: Transaction) -> None:
            await tx.keysets.save(self._kek.rewrap(await _locked(tx)))
            await tx.audit.append(self._record("vault.rewrap", {}))

        with self._kek.exclusively():
            self._kek.prepare()
            await self._store.write(work)
            self._kek.finish()

    async def _begin(self) -> RotationStage:
        """Add a key unless a killed run did, and return the stage from which to go on."""

        async def work(tx: Transaction) -> tuple[WrappedKeysets, RotationStage]:
            wrapped = await _locked(tx)
            found = self._keys.stage(wrapped)
            if found is RotationStage.SETTLED:
                wrapped = self._keys.add(wrapped)
                await tx.keysets.save(wrapped)
            await tx.audit.append(self._record("vault.rotate_start", {"found": found}))
            return wrapped, RotationStage.ADDED if found is RotationStage.SETTLED else found

        wrapped, stage = await self._store.write(work)
        self._vault.adopt(wrapped)
        return stage

    async def _change(self, expected: RotationStage, change: Callable[[WrappedKeysets], WrappedKeysets]) -> None:
        async def work(tx: Transaction) -> WrappedKeysets:
            wrapped = await _locked(tx)
            if self._keys.stage(wrapped) is expected:
                wrapped = change(wrapped)
                await tx.keysets.save(wrapped)
            return wrapped

        self._vault.adopt(await self._store.write(work))

    async def _reseal_all(self) -> tuple[int, list[SealedRow]]:
        """Seal every value again that is under an old key; return how many, and which do not open."""
        wrapped = await self._store.read(_stored)
        self._vault.adopt(wrapped)
        primary = self._keys.primary(wrapped)
        resealed = 0
        unreadable: list[SealedRow] = []
        async for batch in self._batches():
            old = [row for row in batch if self._vault.sealed_under(row.sealed) != primary]
            fresh, lost = self._sealed_again(old)
            resealed += await self._replace(fresh)
            unreadable += lost
        return resealed, unreadable

    def _sealed_again(self, rows: list[SealedRow]) -> tuple[list[tuple[SealedRow, bytes]], list[SealedRow]]:
        fresh, lost = [], []
        for row in rows:
            try:
                fresh.append((row, self._vault.seal(self._vault.open(row.sealed, row.place), row.place)))
            except VaultIntegrityError:
                lost.append(row)
        return fresh, lost

    async def _replace(self, fresh: list[tuple[SealedRow, bytes]]) -> int:
        """Compare and set: a value that changed meanwhile is left to the next round."""

        async def work(tx: Transaction) -> int:
            return sum([await tx.sealed_rows.replace(row, sealed) for row, sealed in fresh])

        return await self._store.write(work) if fresh else 0

    async def _give_up(self, resealed: int, unreadable: int) -> None:
        details = {"resealed": resealed, "unreadable": unreadable}
        await self._store.write(lambda tx: tx.audit.append(self._record("vault.rotate_incomplete", details)))

    async def _settle(self, resealed: int) -> bool:
        """Forget the old keys if no value is under one; looked up and done in one transaction."""

        async def work(tx: Transaction) -> WrappedKeysets | None:
            wrapped = await _locked(tx)
            primary = self._keys.primary(wrapped)
            async for batch in _batches_in(tx):
                if any(self._vault.sealed_under(row.sealed) != primary for row in batch):
                    return None
            settled = self._keys.drop_old(wrapped)
            await tx.keysets.save(settled)
            await tx.audit.append(self._record("vault.rotate_end", {"resealed": resealed}))
            return settled

        settled = await self._store.write(work)
        if settled is not None:
            self._vault.adopt(settled)
        return settled is not None

    def _opens(self, row: SealedRow) -> bool:
        try:
            self._vault.open(row.sealed, row.place)
        except VaultIntegrityError:
            return False
        return True

    async def _batches(self) -> AsyncIterator[list[SealedRow]]:
        after: str | None = None
        while batch := await self._batch(after):
            yield batch
            after = batch[-1].cursor

    async def _batch(self, after: str | None) -> list[SealedRow]:
        return await self._store.read(lambda tx: tx.sealed_rows.batch(after, BATCH))

    def _record(self, action: str, details: Mapping[str, object]) -> AuditRecord:
        return AuditRecord(at=self._clock(), actor="cli", action=action, subject="vault", details=details)


async def _stored(tx: Transaction) -> WrappedKeysets:
    return _present(await tx.keysets.load())


async def _locked(tx: Transaction) -> WrappedKeysets:
    return _present(await tx.keysets.lock())


def _present(wrapped: WrappedKeysets | None) -> WrappedKeysets:
    if wrapped is None:
        raise VaultLocked("There are no keysets yet; `moorage vault init` makes them.")
    return wrapped


async def _batches_in(tx: Transaction) -> AsyncIterator[list[SealedRow]]:
    after: str | None = None
    while batch := await tx.sealed_rows.batch(after, BATCH):
        yield batch
        after = batch[-1].cursor
