"""One transaction on SQLite; nothing in it waits, so that a work runs through without a break."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from moorage.domain.errors import MoorageError, StorageError
from moorage.storage.connection import Conflict
from moorage.storage.query import NOTHING, Query, Row, Values

_TAKEN: Final = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BROKEN: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Busy(StorageError):
    """Another process holds the database; the same work may succeed in a moment."""


class Broken(StorageError):
    """The disk failed or the file is damaged; what the file holds is unknown until it is opened again."""


class SqliteConnection:
    """Implements `storage.connection.Connection`."""

    __slots__ = ("_driver", "scrubbing")

    def __init__(self, driver: sqlite3.Connection) -> None:
        """Use a connection of the standard library."""
        self._driver = driver
        self.scrubbing = False

    async def fetch(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> Sequence[Row]:
        """See `Connection`."""
        bound = query.sqlite.bind(values)
        try:
            return self._driver.execute(query.sqlite.text, bound).fetchall()
        except sqlite3.Error as fault:
            raise translate(fault, conflict) from None

    async def execute(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> int:
        """See `Connection`."""
        bound = query.sqlite.bind(values)
        try:
            return self._driver.execute(query.sqlite.text, bound).rowcount
        except sqlite3.Error as fault:
            raise translate(fault, conflict) from None

    async def execute_many(self, query: Query, values: Sequence[Values]) -> None:
        """See `Connection`."""
        bound = [query.sqlite.bind(row) for row in values]
        try:
            self._driver.executemany(query.sqlite.text, bound)
        except sqlite3.Error as fault:
            raise translate(fault) from None

    def scrub(self) -> None:
        """See `Connection`."""
        self.scrubbing = True


def translate(fault: sqlite3.Error, conflict: Conflict | None = None) -> MoorageError:
    """Return what a driver's error means; its text is left out where it may quote values.

    Args:
        fault: What the driver raised.
        conflict: Makes the error of a broken uniqueness.
    """
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    name = getattr(fault, "sqlite_errorname", type(fault).__name__)
    if conflict is not None and code in _TAKEN:
        return conflict()
    primary = code & 0xFF
    if primary in _BUSY:
        return Busy(retry_after=1)
    if primary in _BROKEN:
        return Broken(f"The database cannot be used: {name}.")
    return StorageError(f"The database refuses: {name}.")
