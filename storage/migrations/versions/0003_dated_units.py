"""Units have dated versions; every code is answered for on every day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_NAMED = 'code, parent, name, short, kind, aliases, place, example'


def upgrade() -> None:
    op.rename_table('unit', 'unit_before')
    op.drop_index('ix_unit_parent', table_name='unit_before')
    op.create_table('unit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('parent', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('short', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('example', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('presence', sa.String(), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('folded', sa.String(), nullable=False),
    sa.CheckConstraint("presence IN ('there', 'merged', 'absent')", name='unit_presence_known'),
    sa.CheckConstraint(
        'valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to', name='unit_days_in_order'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('tree',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    _copy("'there'", 'valid_from', 'valid_to')
    if op.get_bind().dialect.name == 'sqlite':
        before, after = "date(valid_from, '-1 day')", "date(valid_to, '+1 day')"
    else:
        before, after = 'valid_from - 1', 'valid_to + 1'
    _copy("'absent'", 'NULL', before, 'valid_from IS NOT NULL')
    _copy("'absent'", after, 'NULL', 'valid_to IS NOT NULL')
    op.drop_table('unit_before')
    op.execute("UPDATE programme SET digest = ''")
    op.create_index('ix_unit_code', 'unit', ['code'])
    op.create_index('ix_unit_parent', 'unit', ['parent'])
    op.create_index('unit_begins', 'unit', ['valid_from'])
    for name, column in (('unit_first_once', 'valid_from'), ('unit_last_once', 'valid_to')):
        empty = sa.text(f'{column} IS NULL')
        op.create_index(name, 'unit', ['code'], unique=True, sqlite_where=empty, postgresql_where=empty)


def downgrade() -> None:
    op.rename_table('unit', 'unit_after')
    for name in ('ix_unit_code', 'ix_unit_parent', 'unit_begins', 'unit_first_once', 'unit_last_once'):
        op.drop_index(name, table_name='unit_after')
    op.create_table('unit',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('parent', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('short', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('example', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('code')
    )
    newest = "SELECT max(id) FROM unit_after WHERE presence = 'there' GROUP BY code"
    op.execute(
        f'INSERT INTO unit ({_NAMED}, valid_from, valid_to) '
        f'SELECT {_NAMED}, valid_from, valid_to FROM unit_after WHERE id IN ({newest})'
    )
    op.drop_table('unit_after')
    op.drop_table('tree')
    op.create_index('ix_unit_parent', 'unit', ['parent'])


def _copy(presence: str, first: str, last: str, where: str = '1 = 1') -> None:
    """Take units over as rows of their days; their origin and their spellings come when the packs are stored anew."""
    op.execute(
        f'INSERT INTO unit ({_NAMED}, valid_from, valid_to, presence, origin, reason, folded) '
        f"SELECT {_NAMED}, {first}, {last}, {presence}, '', '', '' FROM unit_before WHERE {where}"
    )
