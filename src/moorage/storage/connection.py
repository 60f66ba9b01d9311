"""What the repositories ask of an engine: queries inside one transaction, and transactions."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from moorage.domain.errors import MoorageError
from moorage.storage.query import NOTHING, Query, Row, Values

T = TypeVar("T")

Conflict = Callable[[], MoorageError]
"""Makes the error that a broken uniqueness means to the caller."""


class Connection(Protocol):
    """One open transaction. After any error the transaction is lost: its work must end."""

    async def fetch(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> Sequence[Row]:
        """Run a query and return its rows.

        Raises:
            MoorageError: what `conflict` makes, when a uniqueness would break.
            StorageError: the database cannot be used.
            RecordInvalid: text that cannot be stored.
        """

    async def execute(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> int:
        """Run a change and return how many rows it met. Raises as `fetch`."""

    async def execute_many(self, query: Query, values: Sequence[Values]) -> None:
        """Run a change once for each set of values. Raises as `fetch`."""

    def scrub(self) -> None:
        """Ask that what this transaction overwrites or deletes leaves the live files when it is committed.

        SQLite zeroes it at once. PostgreSQL keeps it until it reuses the space (its WAL and VACUUM decide).
        """


class Engine(Protocol):
    """A database of one kind, open."""

    warnings: Sequence[str]

    async def read(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run reads on one snapshot. Raises `StorageError`."""

    async def write(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run one write transaction, durable on return. Raises `StorageError`; nothing is stored then."""

    async def migrate(self) -> None:
        """Bring the schema to this version. Raises `ConfigurationError` when it is of a newer one."""

    async def close(self) -> None:
        """Finish the waiting writes and close."""
