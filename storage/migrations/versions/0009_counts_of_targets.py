"""How many unions or members a target's rule is about"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('target', sa.Column('count', sa.Integer(), nullable=True))
    op.add_column('target', sa.Column('listed', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('target', 'listed')
    op.drop_column('target', 'count')
