import sqlite3

import pytest

from moorage.domain.errors import AlreadyConnected, StorageError
from moorage.storage.sqlite_connection import Broken, Busy, SqliteConnection, translate


def fault(code: int) -> sqlite3.OperationalError:
    """Return what the driver raises for a result code; its text may quote values."""
    error = sqlite3.OperationalError("canary")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_SOMETHING"
    return error


class TestTranslate:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            (sqlite3.SQLITE_BUSY, Busy),
            (sqlite3.SQLITE_BUSY_RECOVERY, Busy),
            (sqlite3.SQLITE_IOERR_FSYNC, Broken),
            (sqlite3.SQLITE_IOERR_WRITE, Broken),
            (sqlite3.SQLITE_CORRUPT_INDEX, Broken),
            (sqlite3.SQLITE_NOTADB, Broken),
            (sqlite3.SQLITE_FULL, StorageError),
            (sqlite3.SQLITE_READONLY, StorageError),
            (sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, StorageError),
            (sqlite3.SQLITE_CONSTRAINT_UNIQUE, AlreadyConnected),
            (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, AlreadyConnected),
        ],
    )
    def test_a_code_has_one_meaning(self, code: int, kind: type[Exception]):
        """Waiting helps, or the disk failed, or the statement was refused, or something is taken."""
        error = translate(fault(code), AlreadyConnected)
        assert type(error) is kind
        assert "canary" not in str(error)

    def test_a_collision_nobody_asked_about_is_a_refusal(self):
        """Without a meaning from the caller a broken uniqueness is the database's."""
        assert type(translate(fault(sqlite3.SQLITE_CONSTRAINT_UNIQUE))) is StorageError

    def test_an_error_without_a_code_is_a_refusal(self):
        """A closed connection, for one."""
        assert type(translate(sqlite3.ProgrammingError("canary"))) is StorageError


class TestSqliteConnection:
    def test_scrubbing_is_remembered(self):
        """What asks for it is told by a flag, until the writer has done it."""
        connection = SqliteConnection(sqlite3.connect(":memory:"))
        assert not connection.scrubbing
        connection.scrub()
        assert connection.scrubbing
        connection._driver.close()
