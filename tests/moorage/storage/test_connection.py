import pytest
from sqlalchemy import bindparam, delete, insert, select, update

from moorage.domain.errors import AlreadyConnected, RecordInvalid, StorageError
from moorage.storage.database import Database
from moorage.storage.query import Query
from moorage.storage.tables import API_KEYS, KEYSETS

pytestmark = pytest.mark.anyio

ADD = Query(insert(KEYSETS), ["purpose", "wrapped"])
ALL = Query(select(KEYSETS.c.purpose).order_by(KEYSETS.c.purpose))
CHANGE = Query(update(KEYSETS).where(KEYSETS.c.purpose.like(bindparam("like"))), ["wrapped"])
DROP = Query(delete(KEYSETS))
ROWS = [{"purpose": purpose, "wrapped": b""} for purpose in ("a1", "a2", "b")]


async def purposes(database: Database) -> list[str]:
    return [row[0] for row in await database.read(lambda connection: connection.fetch(ALL))]


class TestExecute:
    async def test_it_counts_the_rows_it_met(self, database: Database):
        """A change says how many rows it changed."""
        await database.write(lambda connection: connection.execute_many(ADD, ROWS))
        change = {"like": "a%", "wrapped": b"new"}
        assert await database.write(lambda connection: connection.execute(CHANGE, change)) == 2
        assert await database.write(lambda connection: connection.execute(CHANGE, {**change, "like": "c"})) == 0
        assert await database.write(lambda connection: connection.execute(DROP)) == 3

    async def test_a_broken_uniqueness_is_what_the_caller_says(self, database: Database):
        """The same collision means what the asking code makes of it, or a refusal."""
        await database.write(lambda connection: connection.execute(ADD, ROWS[0]))
        with pytest.raises(AlreadyConnected):
            await database.write(lambda connection: connection.execute(ADD, ROWS[0], conflict=AlreadyConnected))
        with pytest.raises(StorageError):
            await database.write(lambda connection: connection.execute(ADD, ROWS[0]))

    async def test_another_broken_rule_is_no_collision(self, database: Database):
        """A missing parent row is a refusal, whatever a collision would have meant."""
        values = {column.name: "" for column in API_KEYS.columns if column.name != "id"}
        values |= {"user_id": 999, "material": b"", "expires_at": None, "revoked_at": None, "created_at": 0}
        orphan = Query(insert(API_KEYS), list(values))
        with pytest.raises(StorageError):
            await database.write(lambda connection: connection.execute(orphan, values, conflict=AlreadyConnected))

    async def test_errors_quote_no_values(self, database: Database):
        """A refusal names the fault, never what was to be stored."""
        canary = {"purpose": "canary-7f3a", "wrapped": b"canary-7f3a"}
        await database.write(lambda connection: connection.execute(ADD, canary))
        with pytest.raises(StorageError) as refused:
            await database.write(lambda connection: connection.execute(ADD, canary))
        assert "canary" not in str(refused.value)
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__


class TestExecuteMany:
    async def test_all_or_none(self, database: Database):
        """When one of many is refused, none is kept."""
        with pytest.raises(StorageError):
            await database.write(lambda connection: connection.execute_many(ADD, [*ROWS, ROWS[0]]))
        assert await purposes(database) == []

    async def test_unstorable_text_is_refused(self, database: Database):
        """Text is checked in each of the rows."""
        with pytest.raises(RecordInvalid):
            await database.write(
                lambda connection: connection.execute_many(ADD, [*ROWS, {"purpose": "\0", "wrapped": b""}])
            )
        assert await purposes(database) == []


class TestFetch:
    async def test_bytes_come_back_whole(self, database: Database):
        """Every byte value survives."""
        await database.write(lambda connection: connection.execute(ADD, {"purpose": "a", "wrapped": bytes(range(256))}))
        rows = await database.read(lambda connection: connection.fetch(Query(select(KEYSETS))))
        assert [tuple(row) for row in rows] == [("a", bytes(range(256)))]
