import asyncio

import pytest

from moorage.domain.errors import NotFound
from moorage.services.repositories import Store, Transaction
from moorage.storage.audit import verify
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from tests.makers import make_account, make_user
from tests.stores import SEALED, add_account, add_user, mac, make_record

pytestmark = pytest.mark.anyio


class TestSqlStore:
    async def test_one_transaction_spans_all_repositories(self, store: SqlStore, database: Database):
        """User, account, credentials and audit record are stored together or not at all."""

        async def work(tx: Transaction, *, fail: bool) -> None:
            user = await tx.access.add_user(make_user(id=0))
            await tx.accounts.add(make_account(user_id=user.id), b"k", SEALED)
            await tx.audit.append(make_record())
            if fail:
                raise NotFound

        with pytest.raises(NotFound):
            await store.write(lambda tx: work(tx, fail=True))
        assert await _counts(store, database) == (0, 0, 0)
        await store.write(lambda tx: work(tx, fail=False))
        assert await _counts(store, database) == (1, 2, 1)

    async def test_it_is_the_port(self, store: SqlStore):
        """The store is what the services ask for."""
        port: Store = store
        assert await port.read(lambda tx: tx.access.users()) == []

    async def test_a_lost_update_is_impossible_under_load(self, store: SqlStore, database: Database):
        """Writers that remove and add at once leave a whole chain and no half account."""
        user = await add_user(store)

        async def churn(number: int) -> None:
            account = await add_account(store, user_id=user.id, name=f"Account {number}")

            async def work(tx: Transaction) -> None:
                await tx.accounts.remove(user.id, account.id)
                await tx.audit.append(make_record(subject=f"account:{account.id}"))

            if number % 2:
                await store.write(work)

        await asyncio.gather(*[churn(number) for number in range(40)])
        assert await _counts(store, database) == (1, 40, 20)


async def _counts(store: SqlStore, database: Database) -> tuple[int, int, int]:
    """Return the numbers of users, sealed values and audit records."""
    users = await store.read(lambda tx: tx.access.users())
    sealed = await store.read(lambda tx: tx.sealed_rows.batch(None, 1000))
    return len(users), len(sealed), (await verify(database, mac)).records
