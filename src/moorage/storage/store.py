"""The store: the use cases' transactions on a database."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from moorage.services.repositories import Transaction
from moorage.storage.access import SqlAccess
from moorage.storage.account_cache import AccountCache
from moorage.storage.accounts import SqlAccounts
from moorage.storage.agenda import SqlAgenda, SqlBlocks
from moorage.storage.audit import Mac, SqlAuditTrail
from moorage.storage.connection import Connection
from moorage.storage.database import Database
from moorage.storage.history import SqlHistory
from moorage.storage.keysets import SqlKeysets
from moorage.storage.sealed_rows import SqlSealedRows
from moorage.storage.volumes import SqlVolumes

T = TypeVar("T")


class SqlTransaction:
    """Implements `services.repositories.Transaction`."""

    __slots__ = ("access", "accounts", "agenda", "audit", "blocks", "history", "keysets", "sealed_rows", "volumes")

    def __init__(self, connection: Connection, mac: Mac, cache: AccountCache) -> None:
        """Bind every repository to one connection."""
        self.accounts = SqlAccounts(connection, cache)
        self.agenda = SqlAgenda(connection)
        self.blocks = SqlBlocks(connection)
        self.history = SqlHistory(connection)
        self.volumes = SqlVolumes(connection)
        self.access = SqlAccess(connection)
        self.audit = SqlAuditTrail(connection, mac)
        self.keysets = SqlKeysets(connection)
        self.sealed_rows = SqlSealedRows(connection)


class SqlStore:
    """Implements `services.repositories.Store`."""

    def __init__(self, database: Database, *, mac: Mac) -> None:
        """Take a migrated database.

        Args:
            database: Open; closing it stays with the caller.
            mac: The vault's keyed MAC, for the audit trail.
        """
        self._database = database
        self._mac = mac
        self._cache = AccountCache()

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """See `Store`."""
        return await self._database.read(lambda connection: work(self._transaction(connection)))

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """See `Store`."""
        return await self._database.write(lambda connection: work(self._transaction(connection)))

    def _transaction(self, connection: Connection) -> SqlTransaction:
        return SqlTransaction(connection, self._mac, self._cache)
