"""The core of an installation: database, vault, callers, rotation. Every command needs it; only a server needs more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

from moorage.config import Settings
from moorage.domain.errors import ConfigurationError, StorageError, VaultLocked
from moorage.services.access import AccessService
from moorage.services.repositories import WrappedKeysets
from moorage.services.rotation import RotationService
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from moorage.vault import kek, keyring
from moorage.vault.editing import SealingKeys
from moorage.vault.rewrapping import KekReplacement
from moorage.vault.sealing import TinkVault
from moorage.vault.signatures import SignatureVerifier

DATABASE_NAME: Final = "moorage.sqlite3"


def now() -> datetime:
    """Return the time, aware, UTC, in whole milliseconds as it is stored and shown."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What every command needs: the database, the unlocked vault, who may call, and key rotation."""

    settings: Settings
    database: Database
    store: SqlStore
    vault: TinkVault
    access: AccessService
    rotation: RotationService


async def initialise(settings: Settings) -> None:
    """Make the data folder, the database, the key-encryption key and the keysets.

    A key-encryption key that is there is used and never overwritten, so that a run that was killed half-way is
    finished by the next one.

    Raises:
        VaultLocked: the key-encryption key that is there cannot be used, or none can be made.
        ConfigurationError: there is an initialised database already.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = await Database.open(location(settings))
    try:
        await database.migrate()
        if await _keysets(database) is not None:
            raise ConfigurationError("This database has its keysets already; nothing was changed.")
        wrapped = keyring.create().wrapped(kek.ensure(settings.kek_path))
        store = SqlStore(database, mac=TinkVault(wrapped, settings.kek_path).audit_mac)
        await store.write(lambda tx: tx.keysets.save(wrapped))
    finally:
        await database.close()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Core]:
    """Open the database and the vault for a command or a server, and close them.

    The key-encryption key is read first: when it is missing or readable by others, the database is not touched.

    Raises:
        VaultLocked: the key-encryption key is missing, readable by others, or not this database's.
        ConfigurationError, StorageError: the database cannot be used.
    """
    kek.load(settings.kek_path)
    require_database(settings)
    database = await Database.open(location(settings))
    try:
        wrapped = await _keysets(database)
        if wrapped is None:
            raise VaultLocked("This database has no keysets yet; `moorage vault init` makes them.")
        vault = TinkVault(wrapped, settings.kek_path)
        await database.migrate()
        yield assemble(settings, database, vault)
    finally:
        await database.close()


def assemble(settings: Settings, database: Database, vault: TinkVault) -> Core:
    """Return the core around an open database and an unlocked vault."""
    store = SqlStore(database, mac=vault.audit_mac)
    return Core(
        settings=settings,
        database=database,
        store=store,
        vault=vault,
        access=AccessService(store=store, vault=vault, signatures=SignatureVerifier(vault), clock=now),
        rotation=RotationService(
            store=store,
            vault=vault,
            keys=SealingKeys(settings.kek_path),
            kek=KekReplacement(settings.kek_path),
            clock=now,
        ),
    )


def location(settings: Settings) -> str | Path:
    """Return where the database is: a PostgreSQL URL, or the SQLite file."""
    return settings.database_url or settings.data_dir / DATABASE_NAME


def require_database(settings: Settings) -> None:
    """Check that a SQLite database is there, so that opening one never makes an empty one.

    Raises:
        ConfigurationError: it is not.
    """
    if settings.database_url is None and not (settings.data_dir / DATABASE_NAME).exists():
        raise ConfigurationError(f"There is no database in {settings.data_dir}; `moorage vault init` makes it.")


async def _keysets(database: Database) -> WrappedKeysets | None:
    return await SqlStore(database, mac=_no_mac).read(lambda tx: tx.keysets.load())


def _no_mac(_: bytes) -> NoReturn:
    raise StorageError("The audit trail cannot be written before the vault is open.")
