"""When wallets that are asked for more seldom than the others were last told: name and time by turns.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("wallets_told_at", sa.Text, nullable=False, server_default="[]"))
