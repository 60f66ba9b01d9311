import asyncio
import random

import pytest

from moorage.domain.errors import NotFound
from moorage.storage import audit
from moorage.storage.audit import Anchor, head, verify
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from tests.makers import make_user
from tests.stores import mac, make_record

pytestmark = pytest.mark.anyio

COPY = (
    "INSERT INTO audit_records (seq, at, actor, action, subject, user_id, request_id, address, details, mac) "
    "SELECT {seq}, at, actor, action, subject, user_id, request_id, address, details, mac "
    "FROM audit_records WHERE seq = {source}"
)
EDITS = {
    "at": "at + 1",
    "actor": "'cli2'",
    "action": "'account.remove'",
    "subject": "'account:9'",
    "user_id": "coalesce(user_id, 0) + 1",
    "request_id": "'another'",
    "address": "'10.0.0.1'",
    "details": "'{\"a\":1}'",
}


async def append(store: SqlStore, count: int) -> None:
    async def work(tx) -> None:
        for number in range(count):
            await tx.audit.append(
                make_record(subject=f"account:{number}", user_id=2**30, details={"fields": ["b", "a"]})
            )

    await store.write(work)


class TestAppend:
    async def test_numbers_have_no_gap(self, store: SqlStore, database: Database):
        """Records are numbered from one, whatever was undone between them."""
        await append(store, 2)

        async def undone(tx) -> None:
            await tx.audit.append(make_record())
            raise NotFound

        with pytest.raises(NotFound):
            await store.write(undone)
        await append(store, 1)
        assert (await verify(database, mac)).records == 3
        assert (await head(database)).seq == 3

    async def test_concurrent_writers_do_not_fork_the_chain(self, store: SqlStore, database: Database):
        """Sixty records written at once make one chain."""
        await asyncio.gather(*[append(store, 2) for _ in range(30)])
        assert await verify(database, mac) == audit.Verdict(60, await head(database))

    async def test_a_change_without_its_record_does_not_happen(self, database: Database):
        """When the MAC cannot be had, the change is undone with its record."""

        def broken(_message: bytes) -> bytes:
            raise NotFound

        store = SqlStore(database, mac=broken)

        async def work(tx) -> None:
            await tx.access.add_user(make_user(id=0))
            await tx.audit.append(make_record())

        with pytest.raises(NotFound):
            await store.write(work)
        assert await store.read(lambda tx: tx.access.users()) == []

    async def test_text_of_any_kind_is_neutral(self, store: SqlStore, database: Database):
        """Line ends and terminal codes in a record change nothing of the chain."""
        hostile = "a\nb\x1b[2J\u2028\N{ANCHOR}"
        await store.write(lambda tx: tx.audit.append(make_record(actor=hostile, details={hostile: [hostile]})))
        assert (await verify(database, mac)).broken is None


class TestVerify:
    async def test_an_empty_trail_is_whole(self, database: Database):
        """Before the first record there is nothing wrong."""
        assert await verify(database, mac) == audit.Verdict(0, Anchor(0, b""))

    async def test_a_long_trail_is_read_in_parts(self, store: SqlStore, database: Database, monkeypatch):
        """The size of the parts changes nothing."""
        await append(store, 7)
        for size in (1, 3, 7, 100):
            monkeypatch.setattr(audit, "BATCH", size)
            assert (await verify(database, mac)).records == 7

    @pytest.mark.parametrize("column", EDITS)
    async def test_an_edit_is_named(self, store: SqlStore, database: Database, tamper, column: str):
        """A changed value of any column breaks its record."""
        await append(store, 5)
        await tamper(f"UPDATE audit_records SET {column} = {EDITS[column]} WHERE seq = 3")
        verdict = await verify(database, mac)
        assert (verdict.records, verdict.broken) == (2, 3)
        assert "changed" in (verdict.reason or "")

    async def test_a_hole_is_named(self, store: SqlStore, database: Database, tamper):
        """A deleted record is missing."""
        await append(store, 5)
        await tamper("DELETE FROM audit_records WHERE seq = 3")
        verdict = await verify(database, mac)
        assert (verdict.broken, verdict.reason) == (3, "is missing")

    async def test_a_mended_hole_is_named(self, store: SqlStore, database: Database, tamper):
        """Closing the gap of a deleted record does not close the chain."""
        await append(store, 5)
        await tamper("DELETE FROM audit_records WHERE seq = 3")
        for seq in (4, 5):
            await tamper(f"UPDATE audit_records SET seq = {seq - 1} WHERE seq = {seq}")
        await tamper("UPDATE audit_head SET seq = 4")
        assert (await verify(database, mac)).broken == 3

    async def test_a_swap_is_named(self, store: SqlStore, database: Database, tamper):
        """Two records that change places break the first of them."""
        await append(store, 5)
        for before, after in ((2, 100), (4, 2), (100, 4)):
            await tamper(f"UPDATE audit_records SET seq = {after} WHERE seq = {before}")
        assert (await verify(database, mac)).broken == 2

    async def test_an_inserted_record_is_named(self, store: SqlStore, database: Database, tamper):
        """A record added behind the last one, copied MAC and all, does not follow."""
        await append(store, 5)
        await tamper(COPY.format(seq=6, source=5))
        assert (await verify(database, mac)).broken == 6

    async def test_a_cut_end_is_named(self, store: SqlStore, database: Database, tamper):
        """The head remembers how many records there were."""
        await append(store, 5)
        await tamper("DELETE FROM audit_records WHERE seq > 3")
        verdict = await verify(database, mac)
        assert (verdict.records, verdict.broken) == (3, 4)

    async def test_a_cut_end_with_a_forged_head_needs_the_anchor(self, store: SqlStore, database: Database, tamper):
        """Turning the head back hides the cut, but not from an anchor kept elsewhere."""
        await append(store, 3)
        earlier = await head(database)
        await append(store, 2)
        anchor = await head(database)
        await tamper("DELETE FROM audit_records WHERE seq > 3")
        await tamper("UPDATE audit_head SET seq = 3, mac = (SELECT mac FROM audit_records WHERE audit_records.seq = 3)")
        assert (await verify(database, mac)).broken is None
        assert (await verify(database, mac, earlier)).broken is None
        assert (await verify(database, mac, anchor)).broken == 4

    async def test_another_history_is_not_the_anchored_one(self, store: SqlStore, database: Database):
        """A whole chain that is not the one of the anchor is told apart."""
        await append(store, 3)
        verdict = await verify(database, mac, Anchor(2, b"x" * 32))
        assert (verdict.broken, verdict.reason) == (2, "is not the record of the anchor")

    async def test_a_record_of_another_past_is_named(self, store: SqlStore, database: Database, tamper):
        """A genuine record, put back from before the trail took another course, is not followed by the next one."""
        await append(store, 3)
        await tamper("CREATE TABLE kept AS SELECT * FROM audit_records WHERE seq = 3")
        await tamper("DELETE FROM audit_records WHERE seq = 3")
        await tamper("UPDATE audit_head SET seq = 2, mac = (SELECT mac FROM audit_records WHERE audit_records.seq = 2)")
        await append(store, 2)
        assert (await verify(database, mac)).broken is None
        await tamper("DELETE FROM audit_records WHERE seq = 3")
        await tamper("INSERT INTO audit_records SELECT * FROM kept")
        await tamper("DROP TABLE kept")
        assert (await verify(database, mac)).broken == 4

    async def test_another_key_verifies_nothing(self, store: SqlStore, database: Database):
        """Whoever lacks the key cannot tell a whole chain, or make one."""
        await append(store, 1)
        assert (await verify(database, lambda message: mac(message + b"."))).broken == 1

    async def test_random_tampering_is_always_found(self, store: SqlStore, database: Database, tamper):
        """A hundred edits, one after another undone, are each found where they are."""
        await append(store, 20)
        draw = random.Random(7)
        for _ in range(100):
            seq, column = draw.randint(1, 20), draw.choice(["at", "user_id"])
            change = draw.choice([-1, 1]) << draw.randrange(30)
            await tamper(f"UPDATE audit_records SET {column} = {column} + {change} WHERE seq = {seq}")
            assert (await verify(database, mac)).broken == seq
            await tamper(f"UPDATE audit_records SET {column} = {column} - {change} WHERE seq = {seq}")
        assert (await verify(database, mac)).broken is None


class TestHead:
    async def test_it_follows_the_records(self, store: SqlStore, database: Database):
        """The head is the number and MAC of the last record."""
        assert await head(database) == Anchor(0, b"")
        await append(store, 2)
        assert await head(database) == (await verify(database, mac)).head
