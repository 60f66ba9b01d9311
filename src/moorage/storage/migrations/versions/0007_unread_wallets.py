"""The wallets that the last load of an account left out, because the key may not read them.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("unread_wallets", sa.Text, nullable=False, server_default="[]"))
