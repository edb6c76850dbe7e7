"""The officer's desk: whose queue, who has it in hand, marks of a return, delegation, digests, a sealed trail"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_PERSON = "REFERENCES person (id)"
# A column brings its own constraints, so that SQLite need not write the whole table anew.
_COLUMNS: tuple[tuple[str, str, sa.String | sa.BigInteger | sa.DateTime | sa.JSON, str], ...] = (
    ("initiative", "desk", sa.String(), ""),
    ("initiative", "escalated", sa.String(), ""),
    ("initiative", "waiting_since", _INSTANT, ""),
    ("initiative", "claimed_by", _BIG, _PERSON),
    (
        "initiative",
        "claimed_at",
        _INSTANT,
        "CONSTRAINT initiative_claimed_by_somebody CHECK ((claimed_at IS NULL) = (claimed_by IS NULL))",
    ),
    ("initiative", "marks", sa.JSON(), ""),
    ("initiative", "decided_as", sa.String(), ""),
    ("initiative", "decided_for", _BIG, _PERSON),
    ("initiative", "told_at", _INSTANT, ""),
    ("initiative", "unreached_at", _INSTANT, ""),
    ("audit", "programme", sa.String(), "DEFAULT '' NOT NULL"),
    ("audit", "stood_for", _BIG, _PERSON),
    ("audit", "reason_hash", sa.String(), "DEFAULT '' NOT NULL"),
    ("audit", "number", _BIG, ""),
    ("audit", "digest", sa.String(), ""),
)
_DECIDED = "state IN ('verified', 'returned', 'rejected')"
_INDEXES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("initiative_at_desk", "initiative", ("desk", "waiting_since", "id"), "state = 'pending'"),
    ("initiative_in_turn", "initiative", ("waiting_since", "id"), "state = 'pending'"),
    (
        "initiative_escalated",
        "initiative",
        ("escalated", "waiting_since", "id"),
        "state = 'pending' AND escalated IS NOT NULL",
    ),
    ("initiative_untold", "initiative", ("decided_at",), f"told_at IS NULL AND {_DECIDED}"),
    ("initiative_unreached", "initiative", ("unit",), "unreached_at IS NOT NULL"),
    ("audit_unsealed", "audit", ("id",), "number IS NULL"),
)


# A look is about the initiative whose number was seen; the person comes second, as they may be known only later.
_LOOKS = "UPDATE audit SET subject = new, new = subject WHERE action = 'look at identity' AND new LIKE '{beginning} %'"
_OF_AN_INITIATIVE = (
    "UPDATE audit SET programme = coalesce((SELECT initiative.programme FROM initiative "
    "WHERE initiative.id = CAST(substr(audit.subject, 12) AS BIGINT)), '') WHERE subject LIKE 'initiative %'"
)
_OF_A_PHASE = (
    "UPDATE audit SET programme = coalesce((SELECT min(programme.key) FROM programme "
    "WHERE audit.subject LIKE 'phase ' || programme.key || '/%'), '') WHERE subject LIKE 'phase %'"
)


def upgrade() -> None:
    dialect = op.get_bind().dialect
    for table, name, kind, constraints in _COLUMNS:
        op.execute(f'ALTER TABLE {table} ADD COLUMN "{name}" {kind.compile(dialect=dialect)} {constraints}')
    # Where nobody verifies for the unit itself, the desks are put right as after any change of officers.
    op.execute("UPDATE initiative SET waiting_since = submitted_at, desk = unit WHERE state = 'pending'")
    op.execute(f"UPDATE initiative SET told_at = decided_at WHERE {_DECIDED}")
    for old_lines in (_LOOKS.format(beginning="initiative"), _OF_AN_INITIATIVE, _OF_A_PHASE):
        op.execute(old_lines)
    op.create_table(
        "delegation",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("to_id", _BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("begins_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.CheckConstraint("begins_at < ends_at", name="delegation_in_order"),
        sa.CheckConstraint("person_id <> to_id", name="delegation_to_somebody_else"),
    )
    op.create_index("ix_delegation_person_id", "delegation", ["person_id"])
    op.create_index("ix_delegation_to_id", "delegation", ["to_id"])
    op.create_table(
        "desk",
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("cards", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("second_hour", sa.Integer()),
        sa.CheckConstraint("cards IN ('each', 'few', 'digest')", name="desk_cards_known"),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="desk_hour_of_the_day"),
        sa.CheckConstraint(
            "second_hour IS NULL OR second_hour BETWEEN 0 AND 23", name="desk_second_hour_of_the_day"
        ),
    )
    op.create_table(
        "audit_head",
        sa.Column("programme", sa.String(), primary_key=True),
        sa.Column("number", _BIG, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
    )
    for name, table, columns, condition in _INDEXES:
        where = sa.text(condition)
        op.create_index(name, table, [*columns], sqlite_where=where, postgresql_where=where)
    numbered = sa.text("number IS NOT NULL")
    op.create_index(
        "audit_in_order",
        "audit",
        ["programme", "number"],
        unique=True,
        sqlite_where=numbered,
        postgresql_where=numbered,
    )


def downgrade() -> None:
    op.execute(_LOOKS.format(beginning="person"))
    op.drop_index("audit_in_order", "audit")
    for name, table, _, _ in _INDEXES:
        op.drop_index(name, table)
    for table in ("audit_head", "desk", "delegation"):
        op.drop_table(table)
    with op.batch_alter_table("initiative") as batch:
        batch.drop_constraint("initiative_claimed_by_somebody", type_="check")
    for table in ("initiative", "audit"):
        with op.batch_alter_table(table) as batch:
            for owner, name, _, _ in reversed(_COLUMNS):
                if owner == table:
                    batch.drop_column(name)
