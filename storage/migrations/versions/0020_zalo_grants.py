"""Tokens of Zalo's Official Account: one pair an application, renewed by one process at a time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "zalo_grant",
        sa.Column("app", sa.String(), primary_key=True),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("refused", sa.String(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("leases", sa.Integer(), nullable=False),
        sa.CheckConstraint("(sealed = '') = (expires_at IS NULL)", name="zalo_grant_expires"),
        sa.CheckConstraint("(sealed = '') = (renewed_at IS NULL)", name="zalo_grant_renewed"),
        sa.CheckConstraint("(sealed = '') = (ends_at IS NULL)", name="zalo_grant_ends"),
    )


def downgrade() -> None:
    op.drop_table("zalo_grant")
