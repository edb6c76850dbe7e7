"""Pushes: reminders and announcements to many, and what became of each; the weekly digest's hour"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_INDEXES = (
    ("push_running", "push", ("next_at",), "state = 'running'"),
    ("outbox_of_push", "outbox", ("push", "person_id", "state"), "push IS NOT NULL"),
    ("outbox_in_turn", "outbox", ("lane", "id"), "state = 'waiting'"),
    ("initiative_draft", "initiative", ("programme", "phase", "author", "id"), "state = 'draft'"),
)


def upgrade() -> None:
    op.create_table(
        "push",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("sender", _BIG, sa.ForeignKey("person.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "programme", "phase", "unit")),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        *(sa.Column(f"seen_{name}", sa.Integer(), nullable=False) for name in ("units", "people", "unmanned")),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("starts_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("next_at", _INSTANT, nullable=False),
        sa.Column("cursor", _BIG, nullable=False, server_default=sa.text("0")),
        sa.Column("exhausted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint("kind IN ('behind', 'silent', 'drafts', 'announcement')", name="push_kind_known"),
        sa.CheckConstraint("state IN ('running', 'stopped', 'done')", name="push_state_known"),
    )
    op.create_index("ix_push_sender", "push", ["sender"])
    op.create_table(
        "push_unit",
        sa.Column("push_id", _BIG, sa.ForeignKey("push.id"), primary_key=True),
        sa.Column("unit", sa.String(), primary_key=True),
        sa.Column("verified", sa.Integer(), nullable=False),
        sa.Column("submitted", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer()),
    )
    op.create_table(
        "push_recipient",
        sa.Column("push_id", _BIG, sa.ForeignKey("push.id"), primary_key=True),
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('put', 'away', 'lately', 'dropped')", name="push_recipient_outcome_known"
        ),
    )
    op.create_index("push_recipient_of_person", "push_recipient", ["person_id", "at"])
    op.create_table(
        "weekly",
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("hour", sa.Integer()),
        sa.CheckConstraint("hour IS NULL OR hour BETWEEN 0 AND 23", name="weekly_hour_of_the_day"),
    )
    op.add_column("outbox", sa.Column("push", _BIG))
    for name, table, columns, condition in _INDEXES:
        where = sa.text(condition)
        op.create_index(name, table, [*columns], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(name, table)
    op.drop_column("outbox", "push")
    for table in ("weekly", "push_recipient", "push_unit", "push"):
        op.drop_table(table)
