"""What accounts were worth, and what was put in and taken out.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean(create_constraint=False).with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.Numeric().with_variant(sa.Text(), "sqlite")
FIGURES = ("btc", "usd", "net_btc", "net_usd", "put_in_btc", "put_in_usd")


def upgrade() -> None:
    op.add_column("accounts", sa.Column("history", sa.Text, nullable=False, server_default="{}"))
    _create_snapshots()
    _create_transfers()


def _create_snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *(sa.Column(name, AMOUNT, nullable=False) for name in FIGURES),
        sa.Column("complete", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "at", name="pk_snapshots"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_snapshots_account_id", ondelete="CASCADE"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _create_transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("counted_at", INSTANT),
        sa.Column("btc", AMOUNT),
        sa.Column("usd", AMOUNT),
        sa.PrimaryKeyConstraint("account_id", "direction", "reference", name="pk_transfers"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_transfers_account_id", ondelete="CASCADE"),
        sa.CheckConstraint("(btc IS NULL) = (usd IS NULL)", name="ck_transfers_value_whole"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_transfers_account_id_at", "transfers", ["account_id", "at"])
