"""One person, several channels: codes that join accounts, who became whom, where an officer wants to be told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "joining",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("channel", "bot", "chat")),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
        sa.Column("used_by", _BIG, sa.ForeignKey("person.id")),
        sa.CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", name="joining_used_by_somebody"),
    )
    op.create_index("joining_code", "joining", ["code_hash"], unique=True)
    op.create_index("ix_joining_person_id", "joining", ["person_id"])
    op.add_column("person", sa.Column("merged_into", _BIG))
    op.create_index("ix_person_merged_into", "person", ["merged_into"])
    op.add_column("desk", sa.Column("channel", sa.String()))


def downgrade() -> None:
    op.drop_column("desk", "channel")
    op.drop_index("ix_person_merged_into", "person")
    op.drop_column("person", "merged_into")
    op.drop_table("joining")
