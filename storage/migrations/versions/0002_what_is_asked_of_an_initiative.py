"""Columns for what is asked of an initiative"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.add_column(sa.Column('applied_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('recognised_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('benefit', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('confidential', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.alter_column('confidential', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.drop_column('confidential')
        batch_op.drop_column('benefit')
        batch_op.drop_column('recognised_on')
        batch_op.drop_column('applied_on')
