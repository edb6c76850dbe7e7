"""Pages on which files are given, and the files that wait there to be looked at"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "upload_page",
        sa.Column("token_hash", sa.String(), primary_key=True),
        sa.Column("initiative", _BIG, nullable=False),
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("channel", "bot", "chat")),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("closed_at", _INSTANT),
        sa.Column("arrivals", sa.Integer(), nullable=False),
    )
    for column in ("initiative", "person_id", "expires_at"):
        op.create_index(f"ix_upload_page_{column}", "upload_page", [column])
    op.create_table(
        "upload",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("initiative", _BIG, nullable=False),
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
    )
    for column in ("initiative", "person_id"):
        op.create_index(f"ix_upload_{column}", "upload", [column])
    op.create_index("upload_due", "upload", ["due_at"])


def downgrade() -> None:
    op.drop_table("upload")
    op.drop_table("upload_page")
