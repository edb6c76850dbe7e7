"""Files that people sent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('file',
    sa.Column('id', big, nullable=False),
    sa.Column('initiative', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('bot', sa.String(), nullable=False),
    sa.Column('chat', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', big, nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=True),
    sa.Column('mime', sa.String(), nullable=False),
    sa.Column('scanned', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'kept', 'refused', 'gone')", name='file_state_known'),
    sa.CheckConstraint("scanned IN ('yes', 'no', 'not scanned')", name='file_scan_known'),
    sa.CheckConstraint("state <> 'kept' OR sha256 IS NOT NULL", name='file_kept_has_content'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.create_index('file_due', ['state', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_initiative'), ['initiative'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_sha256'), ['sha256'], unique=False)


def downgrade() -> None:
    op.drop_table('file')
