"""Choices that are typed: the letters of messages nobody asked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("letter", sa.String()))


def downgrade() -> None:
    op.drop_column("outbox", "letter")
