"""Which accounts a user looks at: the ones on paper, or the real ones.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("users", sa.Column("mode", sa.Text, nullable=False, server_default="real"))
