"""Worth of a decision: how often visitors looked at a pair in doubt, and what deciding is worth."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("matches", sa.Column("looks", sa.Integer, nullable=False, server_default="0"))
    op.add_column("matches", sa.Column("worth", sa.Float, nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("matches") as batch:
        batch.drop_column("worth")
        batch.drop_column("looks")
