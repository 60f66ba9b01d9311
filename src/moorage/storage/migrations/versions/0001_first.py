"""The first schema: users, keys, accounts with sealed credentials, keysets, audit trail.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None

INSTANT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean(create_constraint=False).with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.Numeric().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    _create_vault()
    _create_access()
    _create_accounts()
    _create_audit()


def _create_vault() -> None:
    _create("installation", *_only_row("installation"), sa.Column("instance_id", sa.Text, nullable=False))
    _create(
        "keysets",
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_keysets"),
    )


def _create_access() -> None:
    _create(
        "users",
        *_id("users"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sqlite_autoincrement=True,
    )
    _create(
        "api_keys",
        *_id("api_keys"),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("vault_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("algorithm", sa.Text, nullable=False),
        sa.Column("material", sa.LargeBinary, nullable=False),
        sa.Column("permissions", sa.Text, nullable=False),
        sa.Column("ip_allowlist", sa.Text, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_api_keys_user_id"),
        sa.UniqueConstraint("key", name="uq_api_keys_key"),
        sqlite_autoincrement=True,
    )


def _create_accounts() -> None:
    _create(
        "accounts",
        *_id("accounts"),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("vault_id", sa.Text, nullable=False),
        sa.Column("market_code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text),
        sa.Column("subaccount_name", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("include_in_summary", FLAG, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("balances_due_at", INSTANT, nullable=False),
        sa.Column("credentials_version", sa.Integer, nullable=False),
        *_key_columns(),
        *_worth_columns(),
        sa.Column("fingerprint", sa.LargeBinary),
        sa.Column("revision", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_accounts_user_id"),
        sa.UniqueConstraint(
            "user_id", "market_code", "fingerprint", name="uq_accounts_user_id_market_code_fingerprint"
        ),
        sa.UniqueConstraint(
            "user_id", "market_code", "exchange_uid", name="uq_accounts_user_id_market_code_exchange_uid"
        ),
        sa.CheckConstraint("(holdings IS NULL) = (balances_as_of IS NULL)", name="ck_accounts_balances_whole"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_accounts_user_id_id", "accounts", ["user_id", "id"])
    _create(
        "credentials",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "field", name="pk_credentials"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_credentials_account_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )


def _key_columns() -> tuple[SchemaItem, ...]:
    return (
        sa.Column("key_state", sa.Text, nullable=False),
        sa.Column("lock_reason", sa.Text),
        sa.Column("lock_description", sa.Text),
        sa.Column("can_read", FLAG),
        sa.Column("can_trade", FLAG),
        sa.Column("can_withdraw", FLAG),
        sa.Column("ip_restricted", FLAG),
        sa.Column("key_expires_at", INSTANT),
        sa.Column("exchange_uid", sa.Text),
        sa.Column("parent_uid", sa.Text),
    )


def _worth_columns() -> tuple[SchemaItem, ...]:
    return (
        sa.Column("holdings", sa.Text),
        sa.Column("balances_as_of", INSTANT),
        sa.Column("btc", AMOUNT, nullable=False),
        sa.Column("usd", AMOUNT, nullable=False),
        sa.Column("unpriced", sa.Text, nullable=False),
        sa.Column("assumed", sa.Text, nullable=False),
        sa.Column("priced_at", INSTANT),
        sa.Column("stale_reason", sa.Text),
    )


def _create_audit() -> None:
    _create(
        "audit_records",
        sa.Column("seq", INSTANT, nullable=False, autoincrement=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("user_id", sa.Integer),
        sa.Column("request_id", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_records"),
    )
    head = _create(
        "audit_head",
        *_only_row("audit_head"),
        sa.Column("seq", INSTANT, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "mac": b""}])


def _create(name: str, *parts: SchemaItem, **options: bool) -> sa.Table:
    return op.create_table(name, *parts, sqlite_strict=True, **options)


def _id(table: str) -> tuple[SchemaItem, ...]:
    return (
        sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=f"ck_{table}_id"),
    )


def _only_row(table: str) -> tuple[SchemaItem, ...]:
    return (
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.CheckConstraint("id = 1", name=f"ck_{table}_only_row"),
    )
