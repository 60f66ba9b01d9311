"""What accounts traded, by day.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

FLAG = sa.Boolean(create_constraint=False).with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.Numeric().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "volumes",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("btc", AMOUNT, nullable=False),
        sa.Column("usd", AMOUNT, nullable=False),
        sa.Column("complete", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "day", name="pk_volumes"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_volumes_account_id", ondelete="CASCADE"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
