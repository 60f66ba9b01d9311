"""What the use cases need of the database, as Protocols: repositories inside transactions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from moorage.domain.access import ApiKey, Mode, User
from moorage.domain.account import Account
from moorage.domain.history import KeptTransfer
from moorage.domain.profit import Snapshot
from moorage.domain.volume import DayVolume
from moorage.services.agenda import Agenda, BlockRepository
from moorage.services.ports import SealedField, SealPlace

T = TypeVar("T")

SealedCredentials = Mapping[SealedField, bytes]


@dataclass(frozen=True, slots=True)
class MarketFilter:
    """Accounts of one market, or of every other."""

    code: str
    is_chosen: bool


class AccountRepository(Protocol):
    """Accounts of one user at a time; every look-up is scoped by `user_id`."""

    async def find_by_fingerprint(self, user_id: int, market_code: str, fingerprint: bytes) -> int | None:
        """Return the id of the account of this type that holds the key."""

    async def find_by_exchange_uid(self, user_id: int, market_code: str, exchange_uid: str) -> int | None:
        """Return the id of the account of this type that is the same exchange account."""

    async def connected_types(self, user_id: int, fingerprint: bytes) -> frozenset[str]:
        """Return the market codes that are connected with this key."""

    async def add(self, account: Account, fingerprint: bytes | None, sealed: SealedCredentials) -> Account:
        """Store a new account whose `id` is 0 and return it with its id.

        Raises:
            AlreadyConnected: the unique fingerprint or exchange uid closed a race; nothing of this write is kept.
        """

    async def get(self, user_id: int, account_id: int) -> Account:
        """Return one account.

        Raises:
            NotFound: unknown, removed, or somebody else's.
        """

    async def lock(self, user_id: int, account_id: int) -> Account:
        """Return one account and keep other writers from it until the transaction ends. Raises as `get`."""

    async def list(
        self,
        user_id: int,
        *,
        looked_at: MarketFilter | None = None,
        fingerprint: bytes | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Account]:
        """Return accounts in the order of their ids, newest last; all of them, or those of some markets."""

    async def sealed(self, user_id: int, account_id: int) -> SealedCredentials:
        """Return the sealed fields of an account; empty for paper and wallet accounts. Raises as `get`."""

    async def save(self, account: Account) -> None:
        """Store every changed field of an account that this transaction holds by `lock`.

        Raises:
            AlreadyConnected: another account of this type is the same exchange account.
        """

    async def replace_credentials(self, account: Account, fingerprint: bytes | None, sealed: SealedCredentials) -> None:
        """Replace the sealed fields and the fingerprint of an account held by `lock`.

        Raises:
            AlreadyConnected: another account of this type holds the key.
        """

    async def remove(self, user_id: int, account_id: int) -> None:
        """Delete an account and all that belongs to it.

        Raises:
            NotFound: as `get`.
        """


class AccessRepository(Protocol):
    """Users and their API keys."""

    async def add_user(self, user: User) -> User:
        """Store a user whose `id` is 0. Raises `RecordInvalid` on `name` when it is taken."""

    async def set_display_currency(self, user_id: int, currency: str) -> User:
        """Store the currency a user wants values shown in. Raises as `get_user`."""

    async def set_mode(self, user_id: int, mode: Mode) -> None:
        """Store which accounts a user looks at. Raises `NotFound`."""

    async def get_user(self, user_id: int) -> User:
        """Return a user. Raises `NotFound`."""

    async def find_user(self, name: str) -> User | None:
        """Return a user by name."""

    async def users(self) -> list[User]:
        """Return all users."""

    async def add_key(self, api_key: ApiKey) -> ApiKey:
        """Store a key whose `id` is 0. Raises `RecordInvalid` on `key` when the identifier is taken."""

    async def find_key(self, key: str) -> tuple[ApiKey, User] | None:
        """Return a key and its user by the public identifier."""

    async def keys(self, user_id: int | None = None) -> list[ApiKey]:
        """Return all keys, or one user's."""

    async def revoke_key(self, key: str, at: datetime) -> ApiKey:
        """Mark a key revoked. Raises `NotFound`."""


class HistoryRepository(Protocol):
    """What accounts were worth, and the transfers that were counted. Goes with its account."""

    async def add(self, account_id: int, snapshot: Snapshot) -> None:
        """Store a snapshot; one of the same millisecond is replaced."""

    async def first(self, account_id: int) -> Snapshot | None:
        """Return the snapshot of when the account was connected."""

    async def last(self, account_id: int) -> Snapshot | None:
        """Return the newest snapshot."""

    async def at(self, account_id: int, at: datetime) -> Snapshot | None:
        """Return the newest snapshot that is not younger than `at`."""

    async def before(self, account_id: int, at: datetime) -> Snapshot | None:
        """Return the newest snapshot that is older than `at`."""

    async def between(self, account_id: int, begin: datetime, end: datetime, every: timedelta) -> list[Snapshot]:
        """Return the last snapshot in each `every` from `begin` to `end`, both included, oldest first."""

    async def thin(self, account_id: int, begin: datetime, end: datetime, every: timedelta) -> None:
        """Keep the first snapshot of all and, before `end` and from `begin` on, the last one in each `every`."""

    async def transfers(self, account_id: int, since: datetime) -> list[KeptTransfer]:
        """Return the stored transfers from a time on."""

    async def waiting(self, account_id: int, since: datetime) -> list[KeptTransfer]:
        """Return the transfers from a time on that were not counted and did not fail."""

    async def keep(self, account_id: int, transfer: KeptTransfer) -> None:
        """Store a transfer, in place of what was known of it."""


class VolumeRepository(Protocol):
    """What accounts traded. Goes with its account."""

    async def days(self, account_id: int) -> list[DayVolume]:
        """Return all days that were read, oldest first."""

    async def keep(self, account_id: int, days: Sequence[DayVolume]) -> None:
        """Store days, in place of what was known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One line of the audit trail: who did what to which thing. Holds names of fields, never values.

    `actor` is `key:<id>` for a caller of the API, `cli` for the owner, `service` for the product itself.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    user_id: int | None = None
    request_id: str | None = None
    address: str | None = None
    details: Mapping[str, object]


class AuditTrail(Protocol):
    """The chained audit trail; a record is written in the transaction of its change."""

    async def append(self, record: AuditRecord) -> None:
        """Chain and store one record."""


@dataclass(frozen=True, slots=True)
class WrappedKeysets:
    """The keysets of the vault, encrypted by the key-encryption key, and what names this installation.

    `keysets` maps a purpose (`sealing`, `fingerprint`, `audit`) to an encrypted keyset.
    """

    instance_id: str
    keysets: Mapping[str, bytes]


class KeysetRepository(Protocol):
    """Where the wrapped keysets lie."""

    async def load(self) -> WrappedKeysets | None:
        """Return them, or None before `vault init`."""

    async def lock(self) -> WrappedKeysets | None:
        """Return them as `load`, and keep other writers from them until the transaction ends."""

    async def save(self, wrapped: WrappedKeysets) -> None:
        """Store or replace them; the instance id of an installation never changes."""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A sealed value where it lies; `cursor` orders all of them and is opaque."""

    cursor: str
    place: SealPlace
    sealed: bytes


class SealedRows(Protocol):
    """Every sealed value of the installation, for verification and rotation."""

    async def batch(self, after: str | None, limit: int) -> list[SealedRow]:
        """Return the next values after a cursor, or the first ones."""

    async def replace(self, row: SealedRow, sealed: bytes) -> bool:
        """Store another sealing of the same secret; False when the row is gone or changed since it was read."""


class Transaction(Protocol):
    """The repositories of one transaction."""

    @property
    def accounts(self) -> AccountRepository:
        """Accounts with their sealed credentials and balances."""

    @property
    def agenda(self) -> Agenda:
        """When accounts are due, across all users."""

    @property
    def blocks(self) -> BlockRepository:
        """Venues that are to be left alone."""

    @property
    def history(self) -> HistoryRepository:
        """What accounts were worth, and their transfers."""

    @property
    def volumes(self) -> VolumeRepository:
        """What accounts traded."""

    @property
    def access(self) -> AccessRepository:
        """Users and keys."""

    @property
    def audit(self) -> AuditTrail:
        """The audit trail."""

    @property
    def keysets(self) -> KeysetRepository:
        """The wrapped keysets."""

    @property
    def sealed_rows(self) -> SealedRows:
        """All sealed values."""


class Store(Protocol):
    """The database. A write is durable when `write` returns, or nothing of it is kept."""

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run reads on one snapshot.

        Raises:
            StorageError: the database cannot be used.
        """

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run one write transaction: all of `work` is committed, or none when it raises.

        `work` may be run again after a conflict with another writer, so it does nothing but talk to the
        transaction. Several waiting writes may share one commit; each is answered after it.

        Raises:
            StorageError: the database cannot be used; nothing was stored.
        """
