"""What the refresh of balances asks for: an index of what is due, and the venues that are to be left alone.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index(
        "ix_accounts_due",
        "accounts",
        ["market_code", "balances_due_at", "id", "balances_as_of", "lock_reason", "stale_reason"],
    )
    op.create_table(
        "venue_blocks",
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("limit_name", sa.Text, nullable=False),
        sa.Column("key_id", sa.LargeBinary, nullable=False),
        sa.Column("until", INTEGER, nullable=False),
        sa.Column("milliseconds", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("venue", "limit_name", "key_id", name="pk_venue_blocks"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
