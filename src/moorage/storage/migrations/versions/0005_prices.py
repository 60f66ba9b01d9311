"""Which prices of an account are another venue's, and the currency a user wants values shown in.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("priced_elsewhere", sa.Text, nullable=False, server_default="[]"))
    op.add_column("users", sa.Column("display_currency", sa.Text, nullable=False, server_default="USD"))
