"""Every table, once for both engines; `migrations/` makes them, `schema.py` checks that they agree."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

INSTANT: Final = BigInteger().with_variant(Integer(), "sqlite")
"""Milliseconds since 1970, UTC."""

FLAG: Final = Boolean(create_constraint=False).with_variant(Integer(), "sqlite")
"""True, false or unknown."""

AMOUNT: Final = Numeric().with_variant(Text(), "sqlite")
"""An exact decimal: the digits as text in SQLite, unlimited NUMERIC in PostgreSQL. Bound as text on both."""

HIGHEST_ID: Final = 2**31 - 1

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: SchemaItem, autoincrement: bool = False, with_rowid: bool = True) -> Table:
    return Table(
        name,
        METADATA,
        *parts,
        sqlite_strict=True,
        sqlite_autoincrement=autoincrement,
        sqlite_with_rowid=with_rowid,
    )


def _id() -> tuple[SchemaItem, ...]:
    """An id that is never given twice."""
    return (
        Column("id", Integer, Identity(always=True), primary_key=True),
        CheckConstraint(f"id BETWEEN 1 AND {HIGHEST_ID}", name="id"),
    )


def _only_row() -> tuple[SchemaItem, ...]:
    """The key of a table with one row."""
    return (
        Column("id", Integer, primary_key=True, autoincrement=False),
        CheckConstraint("id = 1", name="only_row"),
    )


INSTALLATION: Final = _table("installation", *_only_row(), Column("instance_id", Text, nullable=False))

KEYSETS: Final = _table(
    "keysets", Column("purpose", Text, primary_key=True), Column("wrapped", LargeBinary, nullable=False)
)

USERS: Final = _table(
    "users",
    *_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("plan", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("display_currency", Text, nullable=False, server_default="USD"),
    Column("mode", Text, nullable=False, server_default="real"),
    autoincrement=True,
)

API_KEYS: Final = _table(
    "api_keys",
    *_id(),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("vault_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("algorithm", Text, nullable=False),
    Column("material", LargeBinary, nullable=False),
    Column("permissions", Text, nullable=False),
    Column("ip_allowlist", Text, nullable=False),
    Column("expires_at", INSTANT),
    Column("revoked_at", INSTANT),
    Column("created_at", INSTANT, nullable=False),
    autoincrement=True,
)

ACCOUNTS: Final = _table(
    "accounts",
    *_id(),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("vault_id", Text, nullable=False),
    Column("market_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("customer_id", Text),
    Column("subaccount_name", Text),
    Column("address", Text),
    Column("include_in_summary", FLAG, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("balances_due_at", INSTANT, nullable=False),
    Column("credentials_version", Integer, nullable=False),
    Column("key_state", Text, nullable=False),
    Column("lock_reason", Text),
    Column("lock_description", Text),
    Column("can_read", FLAG),
    Column("can_trade", FLAG),
    Column("can_withdraw", FLAG),
    Column("ip_restricted", FLAG),
    Column("key_expires_at", INSTANT),
    Column("exchange_uid", Text),
    Column("parent_uid", Text),
    Column("holdings", Text),
    Column("balances_as_of", INSTANT),
    Column("btc", AMOUNT, nullable=False),
    Column("usd", AMOUNT, nullable=False),
    Column("unpriced", Text, nullable=False),
    Column("assumed", Text, nullable=False),
    Column("priced_at", INSTANT),
    Column("stale_reason", Text),
    Column("fingerprint", LargeBinary),
    Column("revision", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    Column("key_notes", Text, nullable=False, server_default="[]"),
    Column("history", Text, nullable=False, server_default="{}"),
    Column("priced_elsewhere", Text, nullable=False, server_default="[]"),
    Column("unread_wallets", Text, nullable=False, server_default="[]"),
    Column("wallets_told_at", Text, nullable=False, server_default="[]"),
    UniqueConstraint("user_id", "market_code", "fingerprint"),
    UniqueConstraint("user_id", "market_code", "exchange_uid"),
    Index(None, "user_id", "id"),
    Index("ix_accounts_due", "market_code", "balances_due_at", "id", "balances_as_of", "lock_reason", "stale_reason"),
    CheckConstraint("(holdings IS NULL) = (balances_as_of IS NULL)", name="balances_whole"),
    autoincrement=True,
)

SNAPSHOTS: Final = _table(
    "snapshots",
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("at", INSTANT, primary_key=True),
    Column("btc", AMOUNT, nullable=False),
    Column("usd", AMOUNT, nullable=False),
    Column("net_btc", AMOUNT, nullable=False),
    Column("net_usd", AMOUNT, nullable=False),
    Column("put_in_btc", AMOUNT, nullable=False),
    Column("put_in_usd", AMOUNT, nullable=False),
    Column("complete", FLAG, nullable=False),
    with_rowid=False,
)

TRANSFERS: Final = _table(
    "transfers",
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("direction", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("currency", Text, nullable=False),
    Column("amount", AMOUNT, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("state", Text, nullable=False),
    Column("counted_at", INSTANT),
    Column("btc", AMOUNT),
    Column("usd", AMOUNT),
    Index(None, "account_id", "at"),
    CheckConstraint("(btc IS NULL) = (usd IS NULL)", name="value_whole"),
    with_rowid=False,
)

VOLUMES: Final = _table(
    "volumes",
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("btc", AMOUNT, nullable=False),
    Column("usd", AMOUNT, nullable=False),
    Column("complete", FLAG, nullable=False),
    Column("until", INSTANT, nullable=False, server_default="0"),
    with_rowid=False,
)

CREDENTIALS: Final = _table(
    "credentials",
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    with_rowid=False,
)

AUDIT_RECORDS: Final = _table(
    "audit_records",
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("at", INSTANT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("user_id", Integer),
    Column("request_id", Text),
    Column("address", Text),
    Column("details", Text, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)

AUDIT_HEAD: Final = _table(
    "audit_head",
    *_only_row(),
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    Column("mac", LargeBinary, nullable=False),
)
"""The last record of the trail; its one row is locked while a record is added, so that the chain never forks."""

VENUE_BLOCKS: Final = _table(
    "venue_blocks",
    Column("venue", Text, primary_key=True),
    Column("limit_name", Text, primary_key=True),
    Column("key_id", LargeBinary, primary_key=True),
    Column("until", INSTANT, nullable=False),
    Column("milliseconds", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    with_rowid=False,
)
"""Venues that asked to be left alone, so that a restart obeys them too."""
