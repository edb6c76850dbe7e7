"""Likenesses of texts, extensions of phases, and what people were told about them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('likeness',
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('initiative', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'initiative'),
    sqlite_with_rowid=False
    )
    op.create_table('extension',
    sa.Column('programme', sa.String(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('programme', 'phase', 'unit')
    )
    op.create_table('notice',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('programme', sa.String(), nullable=False),
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'programme', 'event')
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.alter_column('actor', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.add_column(sa.Column('alike', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('likeness_keys', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('initiative', schema=None) as batch_op:
        batch_op.drop_column('likeness_keys')
        batch_op.drop_column('alike')
    op.execute('DELETE FROM audit WHERE actor IS NULL')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.alter_column('actor', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
    op.drop_table('notice')
    op.drop_table('extension')
    op.drop_table('likeness')
