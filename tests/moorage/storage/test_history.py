"""The past of accounts on both engines."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from moorage.domain.history import KeptTransfer
from moorage.domain.profit import Figures, Snapshot
from moorage.domain.transfer import Direction, Transfer, TransferState
from moorage.storage.store import SqlStore
from tests.makers import NOW
from tests.stores import add_account, add_user

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)
MILLISECOND = timedelta(milliseconds=1)
DIGITS = "0.123456789012345678901234567890123456789012345678901234567890"


def worth(at, usd: str = "1") -> Snapshot:
    """Return a snapshot in which every figure differs."""
    names = ("value", "net", "put_in")
    amounts = {name: Figures(Decimal(DIGITS) + place, Decimal(usd) - place) for place, name in enumerate(names)}
    return Snapshot(at=at, complete=False, **amounts)


def move(reference: str, at=NOW, direction: Direction = Direction.IN, **given) -> KeptTransfer:
    """Return a transfer as it is kept."""
    transfer = Transfer(reference=reference, direction=direction, currency="BTC", amount=Decimal(DIGITS), at=at)
    return KeptTransfer(transfer=transfer, **given)


@pytest.fixture
async def account_id(store: SqlStore) -> int:
    """An account without a past."""
    return (await add_account(store, user_id=(await add_user(store)).id)).id


async def add(store: SqlStore, account_id: int, *snapshots: Snapshot) -> None:
    """Store snapshots."""

    async def work(tx) -> None:
        for snapshot in snapshots:
            await tx.history.add(account_id, snapshot)

    await store.write(work)


async def kept_at(store: SqlStore, account_id: int) -> list[float]:
    """Return the hours before now of all snapshots, oldest first."""
    week = timedelta(days=365)
    found = await store.read(lambda tx: tx.history.between(account_id, NOW - week, NOW + week, MILLISECOND))
    return [(NOW - snapshot.at) / HOUR for snapshot in found]


class TestAdd:
    async def test_every_digit_is_kept(self, store: SqlStore, account_id: int):
        """A snapshot is read as it was stored."""
        await add(store, account_id, worth(NOW))
        assert await store.read(lambda tx: tx.history.last(account_id)) == worth(NOW)

    async def test_the_same_moment_is_kept_once(self, store: SqlStore, account_id: int):
        """Two loads within a millisecond leave the later one."""
        await add(store, account_id, worth(NOW), worth(NOW, "2"))
        assert await kept_at(store, account_id) == [0]
        assert await store.read(lambda tx: tx.history.first(account_id)) == worth(NOW, "2")


class TestFind:
    async def test_first_last_and_at(self, store: SqlStore, account_id: int):
        """The nearest one before a time stands for that time."""
        await add(store, account_id, *(worth(NOW - hours * HOUR, str(hours)) for hours in (0, 5, 30)))
        read = store.read
        assert await read(lambda tx: tx.history.first(account_id)) == worth(NOW - 30 * HOUR, "30")
        assert await read(lambda tx: tx.history.last(account_id)) == worth(NOW, "0")
        assert await read(lambda tx: tx.history.at(account_id, NOW - 5 * HOUR)) == worth(NOW - 5 * HOUR, "5")
        assert await read(lambda tx: tx.history.at(account_id, NOW - 6 * HOUR)) == worth(NOW - 30 * HOUR, "30")
        assert await read(lambda tx: tx.history.at(account_id, NOW - 31 * HOUR)) is None

    async def test_before_is_strictly_before(self, store: SqlStore, account_id: int):
        """A span that begins with a snapshot is compared with the one before it."""
        await add(store, account_id, worth(NOW - HOUR, "1"), worth(NOW, "2"))
        assert await store.read(lambda tx: tx.history.before(account_id, NOW)) == worth(NOW - HOUR, "1")
        assert await store.read(lambda tx: tx.history.before(account_id, NOW - HOUR)) is None

    async def test_between_gives_the_last_of_each_step(self, store: SqlStore, account_id: int):
        """Both ends are included."""
        await add(store, account_id, *(worth(NOW + minutes * HOUR / 60) for minutes in (-1, 0, 20, 59, 60, 130)))
        found = await store.read(lambda tx: tx.history.between(account_id, NOW, NOW + HOUR, HOUR))
        assert [(snapshot.at - NOW) / HOUR * 60 for snapshot in found] == [59, 60]

    async def test_an_account_without_a_past(self, store: SqlStore, account_id: int):
        """There is nothing, and nobody else's."""
        other = await add_account(store, user_id=(await add_user(store, "bob")).id)
        await add(store, other.id, worth(NOW))
        assert await store.read(lambda tx: tx.history.first(account_id)) is None
        assert await kept_at(store, account_id) == []

    async def test_it_goes_with_the_account(self, store: SqlStore):
        """A removed account leaves no figures behind."""
        user = await add_user(store)
        account = await add_account(store, user_id=user.id)
        await add(store, account.id, worth(NOW))
        await store.write(lambda tx: tx.history.keep(account.id, move("7")))
        await store.write(lambda tx: tx.accounts.remove(user.id, account.id))
        assert await kept_at(store, account.id) == []
        assert await store.read(lambda tx: tx.history.transfers(account.id, NOW - HOUR)) == []


class TestThin:
    async def test_keeps_the_last_of_each_step_and_the_first_of_all(self, store: SqlStore, account_id: int):
        """Only within the span that is asked for."""
        hours = (60.0, 59.9, 59.5, 59.2, 58.5, 58.2, 10.0, 9.9)
        await add(store, account_id, *(worth(NOW - hour * HOUR) for hour in hours))
        await store.write(lambda tx: tx.history.thin(account_id, NOW - 99 * HOUR, NOW - 48 * HOUR, HOUR))
        assert await kept_at(store, account_id) == [60.0, 59.2, 58.2, 10.0, 9.9]

    async def test_what_is_outside_stays(self, store: SqlStore, account_id: int):
        """Neither older nor younger snapshots are touched."""
        hours = (60.0, 59.9, 59.8, 49.9, 49.8)
        await add(store, account_id, *(worth(NOW - hour * HOUR) for hour in hours))
        await store.write(lambda tx: tx.history.thin(account_id, NOW - 50 * HOUR, NOW - 48 * HOUR, HOUR))
        assert await kept_at(store, account_id) == [60.0, 59.9, 59.8, 49.8]


class TestTransfers:
    async def test_every_digit_is_kept(self, store: SqlStore, account_id: int):
        """Counted or waiting, a transfer is read as it was stored."""
        counted = move("7", counted_at=NOW, value=Figures(Decimal(DIGITS), Decimal(-2)))
        waiting = move("7", NOW - HOUR, Direction.OUT)
        for one in (counted, waiting):
            await store.write(lambda tx, one=one: tx.history.keep(account_id, one))
        assert await store.read(lambda tx: tx.history.transfers(account_id, NOW - HOUR)) == [waiting, counted]
        assert await store.read(lambda tx: tx.history.transfers(account_id, NOW)) == [counted]
        assert await store.read(lambda tx: tx.history.waiting(account_id, NOW - HOUR)) == [waiting]

    async def test_what_is_known_better_takes_the_place(self, store: SqlStore, account_id: int):
        """A transfer is one row, and a failed one is not waited for."""
        pending = move("7")
        failed = replace(pending, transfer=replace(pending.transfer, state=TransferState.FAILED))
        for one in (pending, failed):
            await store.write(lambda tx, one=one: tx.history.keep(account_id, one))
        assert await store.read(lambda tx: tx.history.transfers(account_id, NOW)) == [failed]
        assert await store.read(lambda tx: tx.history.waiting(account_id, NOW)) == []
