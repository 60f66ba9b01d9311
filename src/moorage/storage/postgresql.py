"""PostgreSQL as an engine: a pool, one transaction per work, and the checks that make a commit mean something."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

import asyncpg

from moorage.domain.errors import ConfigurationError, StorageError
from moorage.storage import schema
from moorage.storage.connection import Conflict, Connection
from moorage.storage.query import NOTHING, Query, Row, Values

T = TypeVar("T")

POOL: Final = 10  # connections
PATIENCE: Final = 10.0  # seconds a work waits for a connection
COMMAND_DEADLINE: Final = 30.0  # seconds a statement may take
ATTEMPTS: Final = 5  # of a write that meets another one
OLDEST_VERSION: Final = 15

REQUIRED: Final = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
    "server_encoding": {"UTF8"},
}
"""What the server must be set to, so that a commit survives a power cut and any text can be stored.

Source: PostgreSQL documentation, 19.5 Write Ahead Log.
"""

_SESSION: Final = {
    "application_name": "moorage",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}
_LOCAL: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})
_FAULTS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class Collision(StorageError):
    """Another transaction was in the way; the same work may succeed at once."""


class PostgresConnection:
    """Implements `storage.connection.Connection`."""

    __slots__ = ("_driver",)

    def __init__(self, driver: asyncpg.Connection) -> None:
        """Use a connection of asyncpg that is inside a transaction."""
        self._driver = driver

    async def fetch(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> Sequence[Row]:
        """See `Connection`."""
        with _translating(conflict):
            rows: Sequence[Row] = await self._driver.fetch(query.postgresql.text, *query.postgresql.bind(values))
        return rows

    async def execute(self, query: Query, values: Values = NOTHING, *, conflict: Conflict | None = None) -> int:
        """See `Connection`."""
        with _translating(conflict):
            tag = await self._driver.execute(query.postgresql.text, *query.postgresql.bind(values))
        return int(tag.rpartition(" ")[2])

    async def execute_many(self, query: Query, values: Sequence[Values]) -> None:
        """See `Connection`."""
        with _translating():
            await self._driver.executemany(query.postgresql.text, [query.postgresql.bind(row) for row in values])

    def scrub(self) -> None:
        """See `Connection`: when the space is written anew is the server's affair."""


class PostgresEngine:
    """Implements `storage.connection.Engine` on a server."""

    def __init__(self, url: str, pool: asyncpg.Pool) -> None:
        """Use an open pool."""
        self.warnings: Sequence[str] = _warnings(url)
        self._url = url
        self._pool = pool

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect and check the server.

        Args:
            url: `postgresql://user:password@host/database`; never repeated in an error.

        Raises:
            ConfigurationError: the server is too old, or a setting would lose what was acknowledged.
            StorageError: the server cannot be reached.
        """
        with _translating():
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=POOL,
                timeout=PATIENCE,
                command_timeout=COMMAND_DEADLINE,
                server_settings=_SESSION,
                reset=_keep,
            )
        try:
            with _translating():
                await _check(pool)
        except BaseException:
            await pool.close()
            raise
        return cls(url, pool)

    async def migrate(self) -> None:
        """See `Engine`."""
        if not await schema.is_current(self):
            from moorage.storage import migrating  # noqa: PLC0415 - see there

            with _translating():
                await migrating.migrate_postgresql(self._url)
        await schema.require_whole(self)

    async def read(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """See `Engine`."""
        return await self._run(work, isolation="repeatable_read", readonly=True)

    async def write(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """See `Engine`."""
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._run(work, isolation="read_committed")
            except Collision:
                await asyncio.sleep(0.01 * attempt)
        return await self._run(work, isolation="read_committed")

    async def close(self) -> None:
        """See `Engine`."""
        await self._pool.close()

    async def _run(self, work: Callable[[Connection], Awaitable[T]], **options: object) -> T:
        with _translating():
            async with self._pool.acquire(timeout=PATIENCE) as driver, driver.transaction(**options):
                return await work(PostgresConnection(driver))


async def _keep(_driver: asyncpg.Connection) -> None:
    """Leave a connection as it is: nothing of ours outlives its transaction."""


async def _check(pool: asyncpg.Pool) -> None:
    version = await pool.fetchval("SELECT current_setting('server_version_num')::int / 10000")
    if version < OLDEST_VERSION:
        raise ConfigurationError(f"PostgreSQL {version} is too old; {OLDEST_VERSION} is the oldest that is supported.")
    for name, accepted in REQUIRED.items():
        value = await pool.fetchval("SELECT current_setting($1)", name)
        if value not in accepted:
            wanted = " or ".join(sorted(accepted))
            raise ConfigurationError(f"PostgreSQL's {name} is {value}; it must be {wanted}.")


def _warnings(url: str) -> list[str]:
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    host = parts.hostname or options.get("host", [""])[0]
    if host in _LOCAL or host.startswith("/") or options.get("sslmode") == ["verify-full"]:
        return []
    return ["The connection to PostgreSQL is not checked: add sslmode=verify-full to MOORAGE_DATABASE_URL."]


@contextmanager
def _translating(conflict: Conflict | None = None) -> Iterator[None]:
    """Turn the driver's errors into ours; their text is left out, for it quotes values."""
    try:
        yield
    except asyncpg.UniqueViolationError:
        raise (conflict() if conflict else StorageError("The database refuses: not unique.")) from None
    except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
        raise Collision(retry_after=1) from None
    except _FAULTS as fault:
        raise StorageError(f"The database cannot be used: {type(fault).__name__}.") from None
