# ruff: noqa: D102 - the contracts stand in services/ports.py
"""The store in memory: transactions on a copy, committed by one assignment."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from moorage.domain.access import Algorithm, ApiKey, Mode, User
from moorage.domain.account import Account
from moorage.domain.errors import AlreadyConnected, NotFound, RecordInvalid
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import (
    AuditRecord,
    MarketFilter,
    SealedCredentials,
    SealedRow,
    Transaction,
    WrappedKeysets,
)
from tests.fake_agenda import FakeAgenda, FakeBlocks
from tests.fake_history import FakeHistory
from tests.fake_volumes import FakeVolumes
from tests.fake_world import Repository, Step, StoredAccount, World

T = TypeVar("T")


class FakeStore:
    """`Store`: writers wait for each other, readers see the last commit, a failed write leaves no trace."""

    def __init__(self) -> None:
        self.world = World()
        self.step: Step = _yield
        self._writing = asyncio.Lock()

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """See `Store.read`."""
        await self.step("read")
        return await work(FakeTransaction(self.world.copy(), self.step))

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """See `Store.write`."""
        async with self._writing:
            await self.step("write")
            world = self.world.copy()
            outcome = await work(FakeTransaction(world, self.step))
            await self.step("commit")
            self.world = world
        return outcome

    @property
    def accounts(self) -> list[Account]:
        """What is committed."""
        return [stored.account for stored in self.world.accounts.values()]

    @property
    def actions(self) -> list[str]:
        """The committed audit records, by action."""
        return [record.action for record in self.world.records]


async def _yield(_name: str) -> None:
    await asyncio.sleep(0)


class FakeTransaction:
    """`Transaction`."""

    def __init__(self, world: World, step: Step) -> None:
        self.accounts = FakeAccounts(world, step)
        self.agenda = FakeAgenda(world, step)
        self.blocks = FakeBlocks(world, step)
        self.history = FakeHistory(world, step)
        self.volumes = FakeVolumes(world, step)
        self.access = FakeAccess(world, step)
        self.audit = FakeAudit(world, step)
        self.keysets = FakeKeysets(world, step)
        self.sealed_rows = FakeSealedRows(world, step)


class FakeAccounts(Repository):
    """`AccountRepository`; `save` and `replace_credentials` insist on the lock they are documented to need."""

    def __init__(self, world: World, step: Step) -> None:
        super().__init__(world, step)
        self._locked: set[int] = set()

    async def find_by_fingerprint(self, user_id: int, market_code: str, fingerprint: bytes) -> int | None:
        await self._step("find_by_fingerprint")
        alike = (row for row in self._of(user_id, market_code) if row.fingerprint == fingerprint)
        return next((row.account.id for row in alike), None)

    async def find_by_exchange_uid(self, user_id: int, market_code: str, exchange_uid: str) -> int | None:
        await self._step("find_by_exchange_uid")
        alike = (row for row in self._of(user_id, market_code) if row.account.key.exchange_uid == exchange_uid)
        return next((row.account.id for row in alike), None)

    async def connected_types(self, user_id: int, fingerprint: bytes) -> frozenset[str]:
        await self._step("connected_types")
        return frozenset(row.account.market_code for row in self._of(user_id) if row.fingerprint == fingerprint)

    async def add(self, account: Account, fingerprint: bytes | None, sealed: SealedCredentials) -> Account:
        await self._step("add")
        assert account.id == 0
        row = StoredAccount(replace(account, id=self._world.next_id()), fingerprint, dict(sealed))
        self._put(row)
        return row.account

    async def get(self, user_id: int, account_id: int) -> Account:
        await self._step("get")
        return self._row(user_id, account_id).account

    async def lock(self, user_id: int, account_id: int) -> Account:
        await self._step("lock")
        account = self._row(user_id, account_id).account
        self._locked.add(account_id)
        return account

    async def list(
        self,
        user_id: int,
        *,
        looked_at: MarketFilter | None = None,
        fingerprint: bytes | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Account]:
        await self._step("list")
        rows = (row for row in self._of(user_id) if fingerprint is None or row.fingerprint == fingerprint)
        if looked_at is not None:
            code, is_chosen = looked_at.code, looked_at.is_chosen
            rows = (row for row in rows if (row.account.market_code == code) is is_chosen)
        found = sorted((row.account for row in rows), key=lambda account: account.id)
        return found[offset : None if limit is None else offset + limit]

    async def sealed(self, user_id: int, account_id: int) -> SealedCredentials:
        await self._step("sealed")
        return self._row(user_id, account_id).sealed

    async def save(self, account: Account) -> None:
        await self._step("save")
        assert account.id in self._locked, "save without lock"
        self._put(replace(self._world.accounts[account.id], account=account))

    async def replace_credentials(self, account: Account, fingerprint: bytes | None, sealed: SealedCredentials) -> None:
        await self._step("replace_credentials")
        assert account.id in self._locked, "replace_credentials without lock"
        row = self._world.accounts[account.id]
        self._put(replace(row, fingerprint=fingerprint, sealed=dict(sealed)))

    async def remove(self, user_id: int, account_id: int) -> None:
        await self._step("remove")
        del self._world.accounts[self._row(user_id, account_id).account.id]
        for kept in (self._world.snapshots, self._world.transfers):
            for key in [key for key in kept if key[0] == account_id]:
                del kept[key]  # type: ignore[attr-defined]

    def _row(self, user_id: int, account_id: int) -> StoredAccount:
        row = self._world.accounts.get(account_id)
        if row is None or row.account.user_id != user_id:
            raise NotFound
        return row

    def _of(self, user_id: int, market_code: str | None = None) -> Iterator[StoredAccount]:
        rows = (row for row in self._world.accounts.values() if row.account.user_id == user_id)
        return (row for row in rows if market_code in (None, row.account.market_code))

    def _put(self, row: StoredAccount) -> None:
        before, uid = self._world.accounts.get(row.account.id), row.account.key.exchange_uid
        if before and (before.fingerprint, before.account.key.exchange_uid) == (row.fingerprint, uid):
            self._world.accounts[row.account.id] = row
            return
        others = self._of(row.account.user_id, row.account.market_code)
        for other in (other for other in others if other.account.id != row.account.id):
            same_key = row.fingerprint is not None and other.fingerprint == row.fingerprint
            if same_key or (uid is not None and other.account.key.exchange_uid == uid):
                raise AlreadyConnected
        self._world.accounts[row.account.id] = row


class FakeAccess(Repository):
    """`AccessRepository`."""

    async def add_user(self, user: User) -> User:
        await self._step("add_user")
        if any(other.name == user.name for other in self._world.users.values()):
            raise RecordInvalid(attributes={"name": ["has already been taken"]})
        stored = replace(user, id=self._world.next_id())
        self._world.users[stored.id] = stored
        return stored

    async def set_display_currency(self, user_id: int, currency: str) -> User:
        await self._step("set_display_currency")
        if user_id not in self._world.users:
            raise NotFound
        changed = replace(self._world.users[user_id], display_currency=currency)
        self._world.users[user_id] = changed
        return changed

    async def get_user(self, user_id: int) -> User:
        await self._step("get_user")
        if user_id not in self._world.users:
            raise NotFound
        return self._world.users[user_id]

    async def set_mode(self, user_id: int, mode: Mode) -> None:
        await self._step("set_mode")
        self._world.users[user_id] = replace(await self.get_user(user_id), mode=mode)

    async def find_user(self, name: str) -> User | None:
        await self._step("find_user")
        return next((user for user in self._world.users.values() if user.name == name), None)

    async def users(self) -> list[User]:
        await self._step("users")
        return list(self._world.users.values())

    async def add_key(self, api_key: ApiKey) -> ApiKey:
        await self._step("add_key")
        if self._find(api_key.key) is not None:
            raise RecordInvalid(attributes={"key": ["has already been taken"]})
        stored = replace(api_key, id=self._world.next_id())
        self._world.keys[stored.id] = stored
        return stored

    async def find_key(self, key: str) -> tuple[ApiKey, User] | None:
        await self._step("find_key")
        found = self._find(key)
        return None if found is None else (found, self._world.users[found.user_id])

    async def keys(self, user_id: int | None = None) -> list[ApiKey]:
        await self._step("keys")
        return [key for key in self._world.keys.values() if user_id in (None, key.user_id)]

    async def revoke_key(self, key: str, at: datetime) -> ApiKey:
        await self._step("revoke_key")
        found = self._find(key)
        if found is None:
            raise NotFound
        self._world.keys[found.id] = replace(found, revoked_at=at)
        return self._world.keys[found.id]

    def _find(self, key: str) -> ApiKey | None:
        return next((found for found in self._world.keys.values() if found.key == key), None)


class FakeAudit(Repository):
    """`AuditTrail`."""

    async def append(self, record: AuditRecord) -> None:
        await self._step("append")
        self._world.records.append(record)


class FakeKeysets(Repository):
    """`KeysetRepository`."""

    async def load(self) -> WrappedKeysets | None:
        await self._step("load_keysets")
        return self._world.keysets

    async def lock(self) -> WrappedKeysets | None:
        await self._step("lock_keysets")
        return self._world.keysets

    async def save(self, wrapped: WrappedKeysets) -> None:
        await self._step("save_keysets")
        assert self._world.keysets is None or self._world.keysets.instance_id == wrapped.instance_id
        self._world.keysets = wrapped


class FakeSealedRows(Repository):
    """`SealedRows`: the credentials of accounts and the secrets of HMAC keys."""

    async def batch(self, after: str | None, limit: int) -> list[SealedRow]:
        await self._step("batch")
        rows = sorted(self._all(), key=lambda row: row.cursor)
        return [row for row in rows if after is None or row.cursor > after][:limit]

    async def replace(self, row: SealedRow, sealed: bytes) -> bool:
        await self._step("replace")
        if all((row.cursor, row.sealed) != (other.cursor, other.sealed) for other in self._all()):
            return False
        kind, number, name = row.cursor.split(":")
        if kind == "key":
            self._world.keys[int(number)] = replace(self._world.keys[int(number)], material=sealed)
        else:
            stored = self._world.accounts[int(number)]
            fields = {**stored.sealed, SealedField(name): sealed}
            self._world.accounts[int(number)] = replace(stored, sealed=fields)
        return True

    def _all(self) -> Iterable[SealedRow]:
        for stored in self._world.accounts.values():
            account = stored.account
            for name, sealed in stored.sealed.items():
                place = SealPlace(account.user_id, account.vault_id, name)
                yield SealedRow(f"account:{account.id:010}:{name}", place, sealed)
        for key in self._world.keys.values():
            if key.algorithm is Algorithm.HMAC:
                place = SealPlace(key.user_id, key.vault_id, SealedField.SIGNING_SECRET)
                yield SealedRow(f"key:{key.id:010}:{SealedField.SIGNING_SECRET}", place, key.material)
