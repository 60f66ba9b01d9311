import secrets

import pytest

from moorage.domain.access import Algorithm
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import SealedRow
from moorage.storage.store import SqlStore
from tests.makers import make_account, make_api_key
from tests.stores import add_user

pytestmark = pytest.mark.anyio


async def fill(store: SqlStore) -> dict[SealPlace, bytes]:
    """Store two accounts, one without secrets, an HMAC and an RSA key; return the sealed values by place."""
    user = await add_user(store)
    expected = {}

    async def work(tx) -> None:
        for fields in ([SealedField.SECRET, SealedField.API_KEY], [], [*SealedField][:3]):
            account = make_account(user_id=user.id, vault_id=secrets.token_hex(16))
            sealed = {field: secrets.token_bytes(40) for field in fields}
            await tx.accounts.add(account, secrets.token_bytes(32), sealed)
            expected.update({SealPlace(user.id, account.vault_id, field): sealed[field] for field in fields})
        for algorithm in Algorithm:
            key = make_api_key(user_id=user.id, key=algorithm, algorithm=algorithm, vault_id=secrets.token_hex(16))
            await tx.access.add_key(key)
            if algorithm is Algorithm.HMAC:
                expected[SealPlace(user.id, key.vault_id, SealedField.SIGNING_SECRET)] = key.material

    await store.write(work)
    return expected


async def walk(store: SqlStore, size: int) -> list[SealedRow]:
    rows: list[SealedRow] = []
    after: str | None = None
    while batch := await store.read(lambda tx, after=after: tx.sealed_rows.batch(after, size)):
        assert len(batch) <= size
        rows += batch
        after = batch[-1].cursor
    return rows


class TestBatch:
    @pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 100])
    async def test_every_sealed_value_comes_once(self, store: SqlStore, size: int):
        """Whatever the size of a batch, each value comes once, with its place; public keys do not come."""
        expected = await fill(store)
        rows = await walk(store, size)
        assert len(rows) == len(expected) == 6
        assert {row.place: row.sealed for row in rows} == expected

    async def test_a_removed_value_does_not_stop_the_walk(self, store: SqlStore):
        """A cursor whose row is gone still has its place in the order."""
        await fill(store)
        rows = await walk(store, 100)
        account = (await store.read(lambda tx: tx.accounts.list(rows[0].place.user_id)))[0]
        await store.write(lambda tx: tx.accounts.remove(account.user_id, account.id))
        left = await store.read(lambda tx: tx.sealed_rows.batch(rows[0].cursor, 100))
        assert left == rows[2:]

    async def test_nothing_sealed_gives_nothing(self, store: SqlStore):
        """An empty database has an empty walk."""
        assert await store.read(lambda tx: tx.sealed_rows.batch(None, 10)) == []


class TestReplace:
    async def test_a_value_is_replaced_in_its_place(self, store: SqlStore):
        """Each value, and no other, becomes the new one."""
        expected = await fill(store)
        for row in await walk(store, 100):
            assert await store.write(lambda tx, row=row: tx.sealed_rows.replace(row, b"new " + row.sealed))
        found = {row.place: row.sealed for row in await walk(store, 100)}
        assert found == {place: b"new " + sealed for place, sealed in expected.items()}

    async def test_a_changed_value_is_left_alone(self, store: SqlStore):
        """What was replaced since it was read is not replaced again."""
        await fill(store)
        for row in await walk(store, 100):
            assert await store.write(lambda tx, row=row: tx.sealed_rows.replace(row, b"new " + row.sealed))
            assert not await store.write(lambda tx, row=row: tx.sealed_rows.replace(row, b"newer"))
        assert all(row.sealed.startswith(b"new ") for row in await walk(store, 100))

    async def test_a_removed_value_is_not_replaced(self, store: SqlStore):
        """There is nothing to replace."""
        await fill(store)
        rows = await walk(store, 100)
        account = (await store.read(lambda tx: tx.accounts.list(rows[0].place.user_id)))[0]
        await store.write(lambda tx: tx.accounts.remove(account.user_id, account.id))
        assert not await store.write(lambda tx: tx.sealed_rows.replace(rows[0], b"new"))
