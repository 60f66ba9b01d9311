"""What an exchange said of a key that its owner should know, kept with the account.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("key_notes", sa.Text, nullable=False, server_default="[]"))
