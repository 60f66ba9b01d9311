"""What is due, on both engines and in the fake store, which keep the same contract."""

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from moorage.domain.account import Account, KeyState, Worth
from moorage.services.agenda import Backlog, DueAccount, VenueBlock
from moorage.services.repositories import Store
from moorage.storage.agenda import BACKLOG, SOONEST
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from tests.fake_store import FakeStore
from tests.makers import NOW, make_account, make_balances, make_user
from tests.stores import SEALED

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)
BLOCK = VenueBlock(venue="a", limit="api", key_id=b"\x00k", until=NOW + MINUTE, seconds=60.0)


@pytest.fixture(params=["fake", "real"])
async def any_store(request: pytest.FixtureRequest, store: SqlStore) -> Store:
    """A real store, or the fake that stands in for it elsewhere, with two users."""
    chosen: Store = FakeStore() if request.param == "fake" else store
    for name in ("ada", "bob"):
        await chosen.write(lambda tx, name=name: tx.access.add_user(make_user(id=0, name=name)))
    return chosen


async def add(store: Store, minutes: int, **given: Any) -> Account:
    """Store an account that is due some minutes from now."""
    made = make_account(balances_due_at=NOW + minutes * MINUTE, vault_id=secrets.token_hex(16), **given)
    return await store.write(lambda tx: tx.accounts.add(made, secrets.token_bytes(32), SEALED))


async def change(store: Store, account: Account, **given: Any) -> Account:
    """Store a changed account."""
    changed = replace(account, **given)

    async def work(tx: Any) -> None:
        await tx.accounts.lock(account.user_id, account.id)
        await tx.accounts.save(changed)

    await store.write(work)
    return changed


class TestSoonest:
    async def test_oldest_first_across_all_users_of_one_type(self, any_store: Store) -> None:
        """What is overdue longest comes first, whoever owns it; equal times by id."""
        late, later = await add(any_store, 5), await add(any_store, 5, user_id=2)
        first = await add(any_store, -5, user_id=2)
        await add(any_store, -9, market_code="kraken")
        found = await any_store.read(lambda tx: tx.agenda.soonest("binance", 10))
        assert [due.id for due in found] == [first.id, late.id, later.id]
        assert (found[0].user_id, found[0].due_at, found[0].is_stale) == (2, NOW - 5 * MINUTE, False)
        assert len(await any_store.read(lambda tx: tx.agenda.soonest("binance", 2))) == 2

    async def test_those_that_are_told_stale_can_be_left_out(self, any_store: Store) -> None:
        """Only who was not told yet is wanted while a venue is away."""
        await add(any_store, -5, worth=Worth(stale_reason="away"))
        fresh = await add(any_store, 0)
        both = await any_store.read(lambda tx: tx.agenda.soonest("binance", 10))
        assert [due.is_stale for due in both] == [True, False]
        found = await any_store.read(lambda tx: tx.agenda.soonest("binance", 1, fresh=True))
        assert [due.id for due in found] == [fresh.id]


class TestOccupied:
    async def test_names_the_types_that_have_accounts(self, any_store: Store) -> None:
        """Nothing is done for venues that nobody uses."""
        assert await any_store.read(lambda tx: tx.agenda.occupied()) == frozenset()
        await add(any_store, 0)
        await add(any_store, 0, market_code="kraken")
        assert await any_store.read(lambda tx: tx.agenda.occupied()) == {"binance", "kraken"}


class TestBacklog:
    async def test_counts_what_is_due_locked_and_how_old(self, any_store: Store) -> None:
        """A locked account's old numbers are nobody's delay."""
        await add(any_store, -1, worth=Worth(balances=make_balances(as_of=NOW - 2 * MINUTE)))
        await add(any_store, 0)
        await add(any_store, 1, worth=Worth(balances=make_balances(as_of=NOW - 5 * MINUTE)))
        old = Worth(balances=make_balances(as_of=NOW - 99 * MINUTE))
        await add(any_store, 1, worth=old, key=KeyState(lock_reason="invalid_api_key"))
        await add(any_store, 1, market_code="kraken")
        assert await any_store.read(lambda tx: tx.agenda.backlog(NOW)) == [
            Backlog(market_code="binance", accounts=4, due=2, locked=1, oldest=NOW - 5 * MINUTE),
            Backlog(market_code="kraken", accounts=1, due=0, locked=0, oldest=None),
        ]


class TestHasten:
    async def test_brings_an_account_forward_and_never_back(self, any_store: Store) -> None:
        """The truth stays in the account; a list that is shown follows."""
        account = await add(any_store, 60, worth=Worth(balances=make_balances(as_of=NOW)))

        async def hasten(minutes: int, **given: Any) -> bool:
            wish = {"user_id": 1, "account_id": account.id, "as_of": NOW, "due_at": NOW + minutes * MINUTE, **given}
            return await any_store.write(lambda tx: tx.agenda.hasten(**wish))

        await any_store.read(lambda tx: tx.accounts.list(1))
        assert await hasten(5)
        (shown,) = await any_store.read(lambda tx: tx.accounts.list(1))
        assert shown.balances_due_at == NOW + 5 * MINUTE
        assert not await hasten(6)
        assert not await hasten(1, user_id=2)
        assert not await hasten(1, as_of=NOW - MINUTE)
        await change(any_store, shown, worth=Worth(), balances_due_at=NOW + 60 * MINUTE)
        assert not await hasten(1)


class TestPostpone:
    async def test_puts_an_account_off_and_never_forward(self, any_store: Store) -> None:
        """Whoever set a later time knows better."""
        account = await add(any_store, 0)

        async def postpone(minutes: int, user_id: int = 1) -> bool:
            due_at = NOW + minutes * MINUTE
            return await any_store.write(lambda tx: tx.agenda.postpone(user_id, account.id, due_at))

        assert await postpone(5)
        assert not await postpone(4)
        assert not await postpone(9, user_id=2)
        (due,) = await any_store.read(lambda tx: tx.agenda.soonest("binance", 9))
        assert due.due_at == NOW + 5 * MINUTE


class TestClaim:
    async def test_of_two_one_gets_it(self, any_store: Store) -> None:
        """Who read the same due time comes too late, as does a stranger; the new time is the account's."""
        account = await add(any_store, 0)
        (due,) = await any_store.read(lambda tx: tx.agenda.soonest("binance", 9))
        until = NOW + 5 * MINUTE

        async def claim(due: DueAccount) -> bool:
            return await any_store.write(lambda tx: tx.agenda.claim(due, until))

        assert not await claim(replace(due, user_id=2))
        assert await claim(due)
        assert not await claim(due)
        (shown,) = await any_store.read(lambda tx: tx.agenda.soonest("binance", 9))
        assert (shown.id, shown.due_at) == (account.id, until)


class TestBlocks:
    async def test_are_kept_replaced_and_forgotten(self, any_store: Store) -> None:
        """One block for each venue, kind and key; what is over goes."""
        longer = replace(BLOCK, until=NOW + 2 * MINUTE, seconds=120.0)
        other = replace(BLOCK, key_id=b"")
        for block in (BLOCK, longer, other):
            await any_store.write(lambda tx, block=block: tx.blocks.put(block))
        assert sorted(await any_store.read(lambda tx: tx.blocks.all()), key=lambda found: found.key_id) == [
            other,
            longer,
        ]
        await any_store.write(lambda tx: tx.blocks.forget(NOW + MINUTE))
        assert await any_store.read(lambda tx: tx.blocks.all()) == [longer]


class TestIndex:
    async def test_nothing_is_sorted_and_no_holdings_are_read(self, database: Database, store: SqlStore) -> None:
        """Ten thousand accounts are looked through in the index alone, on SQLite."""
        if not hasattr(database.engine, "path"):
            pytest.skip("the plan of SQLite")
        for query, values in ((SOONEST, ["binance", 5]), (BACKLOG, [0, 1, 0, 1, 0])):
            plan = await database.read(
                lambda connection, text=query.sqlite.text, values=values: _explained(connection, text, values)
            )
            assert "ix_accounts_due" in plan
            assert "TEMP B-TREE" not in plan


async def _explained(connection: Any, text: str, values: list[object]) -> str:
    needed = values[: text.count("?")] + [0] * (text.count("?") - len(values))
    return " ".join(row[3] for row in connection._driver.execute(f"EXPLAIN QUERY PLAN {text}", needed))
