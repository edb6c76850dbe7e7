"""Decisions that are taken back, told later, or told to nobody; cards that reach no officer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("initiative", sa.Column("overwritten", sa.JSON()))
    op.add_column("outbox", sa.Column("tells", _BIG))
    op.add_column("outbox", sa.Column("stranded", sa.Boolean(), server_default=sa.false(), nullable=False))
    stranded = sa.text("stranded")
    op.create_index("outbox_stranded", "outbox", ["id"], sqlite_where=stranded, postgresql_where=stranded)


def downgrade() -> None:
    op.drop_index("outbox_stranded", "outbox")
    op.drop_column("outbox", "stranded")
    op.drop_column("outbox", "tells")
    op.drop_column("initiative", "overwritten")
