"""Choices that are typed: on which channel a screen was shown, and the letters of messages nobody asked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("shown_on", sa.String(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("letter", sa.String()))


def downgrade() -> None:
    op.drop_column("outbox", "letter")
    op.drop_column("session", "shown_on")
