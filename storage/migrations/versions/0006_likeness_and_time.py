"""Likenesses of texts, extensions of phases, and what people were told about them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('likeness',
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('initiative', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'initiative'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.add_column(sa.Column('alike', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('likeness_keys', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.drop_column('likeness_keys')
        batch_op.drop_column('alike')
    op.drop_table('likeness')
