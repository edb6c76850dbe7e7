"""Consent as proof, keyed hashes of identity numbers, and what pruning and erasure note"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = "'post', 'redraw', 'erase', 'file'"


def where(condition: str) -> dict[str, sa.TextClause]:
    return {'sqlite_where': sa.text(condition), 'postgresql_where': sa.text(condition)}


def upgrade() -> None:
    with op.batch_alter_table('person') as batch_op:
        batch_op.add_column(sa.Column('erased_at', INSTANT, nullable=True))
        batch_op.create_index(batch_op.f('ix_person_erased_at'), ['erased_at'], unique=False)

    with op.batch_alter_table('consent') as batch_op:
        batch_op.add_column(sa.Column('text_hash', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('given', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('channel', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('withdrawn_at', INSTANT, nullable=True))
    with op.batch_alter_table('consent') as batch_op:
        for column in ('text_hash', 'given', 'channel'):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_check_constraint('consent_withdrawn_was_given', 'given OR withdrawn_at IS NULL')

    with op.batch_alter_table('session') as batch_op:
        batch_op.create_index('session_idle', ['updated_at'], unique=False, **where('screen IS NOT NULL'))

    with op.batch_alter_table('initiative') as batch_op:
        batch_op.add_column(sa.Column('identity_hash', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('deletion_told_at', INSTANT, nullable=True))
        batch_op.create_index('initiative_of_identity', ['programme', 'identity_hash'], unique=False)

    with op.batch_alter_table('outbox') as batch_op:
        batch_op.add_column(sa.Column('pruned_at', INSTANT, nullable=True))
        batch_op.create_index('outbox_unpruned', ['created_at'], unique=False, **where('pruned_at IS NULL'))
        batch_op.create_index('outbox_of_person', ['person_id'], unique=False)
        batch_op.drop_constraint('outbox_kind_known', type_='check')
        batch_op.create_check_constraint('outbox_kind_known', f"kind IN ({KINDS}, 'document')")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'document'")
    op.execute("DELETE FROM consent WHERE NOT given OR withdrawn_at IS NOT NULL")  # else a no would become a yes
    with op.batch_alter_table('outbox') as batch_op:
        batch_op.drop_constraint('outbox_kind_known', type_='check')
        batch_op.create_check_constraint('outbox_kind_known', f'kind IN ({KINDS})')
        batch_op.drop_index('outbox_of_person')
        batch_op.drop_index('outbox_unpruned')
        batch_op.drop_column('pruned_at')

    with op.batch_alter_table('initiative') as batch_op:
        batch_op.drop_index('initiative_of_identity')
        batch_op.drop_column('deletion_told_at')
        batch_op.drop_column('identity_hash')

    with op.batch_alter_table('session') as batch_op:
        batch_op.drop_index('session_idle')

    with op.batch_alter_table('consent') as batch_op:
        batch_op.drop_constraint('consent_withdrawn_was_given', type_='check')
        for column in ('withdrawn_at', 'channel', 'given', 'text_hash'):
            batch_op.drop_column(column)

    with op.batch_alter_table('person') as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_erased_at'))
        batch_op.drop_column('erased_at')
