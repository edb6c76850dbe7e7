"""Targets with the day they hold from, the document they stand in, and all they were before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("target", sa.Column("spread", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("target", sa.Column("origin", sa.String(), server_default="pack", nullable=False))
    op.add_column("target", sa.Column("document", sa.String(), server_default="", nullable=False))
    op.create_table(
        "target_change",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer()),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("spread", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('fixed', 'per_unit', 'per_member', 'none')", name="target_change_kind_known"
        ),
        sa.CheckConstraint("origin IN ('pack', 'staff')", name="target_change_origin_known"),
        sa.CheckConstraint("value >= 0", name="target_change_not_negative"),
    )
    op.create_index("target_change_of_unit", "target_change", ["programme", "unit", "phase"])


def downgrade() -> None:
    op.drop_index("target_change_of_unit", "target_change")
    op.drop_table("target_change")
    for name in ("document", "origin", "spread"):
        op.drop_column("target", name)
