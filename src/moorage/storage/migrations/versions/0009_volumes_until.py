"""The time before which what was traded on a day is in its sum; a day kept earlier counts as read long ago.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INSTANT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("volumes", sa.Column("until", INSTANT, nullable=False, server_default="0"))
