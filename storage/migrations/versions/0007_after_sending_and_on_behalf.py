"""After sending and on behalf: who opened it, who entered it, every version handed in, the support team"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = '0006'
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PERSON = "REFERENCES person (id)"
# A column brings its own constraints, so that SQLite need not write the whole table anew.
_COLUMNS: tuple[tuple[str, str, sa.BigInteger | sa.DateTime, str], ...] = (
    ("consent", "by", _BIG, _PERSON),
    (
        "initiative",
        "entered_by",
        _BIG,
        "CONSTRAINT initiative_not_decided_by_who_entered"
        " CHECK (entered_by IS NULL OR decided_by IS NULL OR decided_by <> entered_by)"
        " CONSTRAINT initiative_entered_for_somebody_else CHECK (entered_by IS NULL OR entered_by <> author)"
        f" {_PERSON}",
    ),
    (
        "initiative",
        "confirmed_at",
        sa.DateTime(timezone=True),
        "CONSTRAINT initiative_confirmed_if_entered CHECK (confirmed_at IS NULL OR entered_by IS NOT NULL)",
    ),
    ("initiative", "opened_by", _BIG, _PERSON),
    (
        "initiative",
        "opened_at",
        sa.DateTime(timezone=True),
        "CONSTRAINT initiative_opened_by_somebody CHECK ((opened_at IS NULL) = (opened_by IS NULL))",
    ),
)
_CHECKS = (
    "initiative_not_decided_by_who_entered",
    "initiative_entered_for_somebody_else",
    "initiative_confirmed_if_entered",
    "initiative_opened_by_somebody",
)
_ROLES = ("verifier", "staff", "administrator")


def upgrade() -> None:
    dialect = op.get_bind().dialect
    for table, name, kind, constraints in _COLUMNS:
        op.execute(f'ALTER TABLE {table} ADD COLUMN "{name}" {kind.compile(dialect=dialect)} {constraints}')
    op.create_index("initiative_entered", "initiative", ["entered_by", "id"])
    op.create_table(
        "initiative_version",
        sa.Column("initiative", _BIG, sa.ForeignKey("initiative.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", _BIG, sa.ForeignKey("person.id"), nullable=False),
    )
    op.execute(
        'INSERT INTO initiative_version (initiative, version, answers, "at", "by")'
        " SELECT id, version, answers, submitted_at, author FROM initiative WHERE state = 'pending'"
    )
    _allow_roles((*_ROLES, "supporter"))


def downgrade() -> None:
    op.execute("DELETE FROM role WHERE name = 'supporter'")
    op.execute("DELETE FROM invitation WHERE role = 'supporter'")
    _allow_roles(_ROLES)
    op.drop_table("initiative_version")
    op.drop_index("initiative_entered", "initiative")
    with op.batch_alter_table("initiative") as batch:
        for check in _CHECKS:
            batch.drop_constraint(check, type_="check")
        for table, name, _, _ in reversed(_COLUMNS):
            if table == "initiative":
                batch.drop_column(name)
    with op.batch_alter_table("consent") as batch:
        batch.drop_column("by")


def _allow_roles(roles: tuple[str, ...]) -> None:
    """Let the two tables that name a role take these."""
    listed = ", ".join(f"'{role}'" for role in roles)
    for table, column in (("role", "name"), ("invitation", "role")):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"{table}_{column}_known", type_="check")
            batch.create_check_constraint(f"{table}_{column}_known", f"{column} IN ({listed})")
