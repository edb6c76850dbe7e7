"""Labels of units: cluster, sector and bloc, dated with the unit"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit", sa.Column("labels", sa.JSON()))


def downgrade() -> None:
    op.drop_column("unit", "labels")
