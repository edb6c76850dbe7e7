"""Locks: a state changes only by the table of moves, what is verified and the audit trail stay as they are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOVES = (
    ("draft", "pending"),
    ("pending", "verified"),
    ("pending", "returned"),
    ("pending", "rejected"),
    ("pending", "withdrawn"),
    ("returned", "pending"),
    ("returned", "withdrawn"),
    ("verified", "pending"),
    ("rejected", "pending"),
)
# What of a verified initiative no path may change, unless it counts `upkeep` up in the same statement.
VERIFIED = (
    "author",
    "entered_by",
    "programme",
    "code",
    "unit",
    "phase",
    "submitted_at",
    "answers",
    "bloc",
    "target_group",
    "kind",
    "applied_on",
    "recognised_on",
    "benefit",
    "confidential",
    "identity_hash",
    "decided_at",
    "decided_by",
    "decided_as",
    "decided_for",
)
_WRITTEN = ("id", "at", "actor", "channel", "action", "old", "new", "programme", "stood_for")
_JSON = frozenset({"answers"})
_FUNCTION = """
CREATE FUNCTION refuse_what_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'locked: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    op.add_column("initiative", sa.Column("upkeep", sa.Integer(), nullable=False, server_default=sa.text("0")))
    if not _sqlite():
        op.execute(_FUNCTION)
    for name, table, act, condition in _triggers():
        if _sqlite():
            body = f"BEGIN SELECT RAISE(ABORT, 'locked: {name}'); END"
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} {body}")
        else:
            body = "EXECUTE FUNCTION refuse_what_is_locked()"
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({condition}) {body}")


def downgrade() -> None:
    for name, table, _, _ in _triggers():
        op.execute(f"DROP TRIGGER {name}" if _sqlite() else f"DROP TRIGGER {name} ON {table}")
    if not _sqlite():
        op.execute("DROP FUNCTION refuse_what_is_locked()")
    with op.batch_alter_table("initiative") as batch:
        batch.drop_column("upkeep")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _triggers() -> tuple[tuple[str, str, str, str], ...]:
    """Return name, table, act and condition of each; SQLite can also put one row in the place of another."""
    moves = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in MOVES)
    changed = " OR ".join(map(_differs, VERIFIED))
    rewritten = " OR ".join(map(_differs, _WRITTEN))
    once = " OR ".join(f"(OLD.{name} IS NOT NULL AND {_differs(name)})" for name in ("number", "digest"))
    words = (
        f"(OLD.number IS NOT NULL AND {_differs('subject')}) OR ({_differs('reason')} AND NEW.reason <> '')"
        f" OR (OLD.reason_hash <> '' AND {_differs('reason_hash')})"
    )
    always = (
        ("initiative_moves", "initiative", "UPDATE", f"OLD.state <> NEW.state AND NOT ({moves})"),
        (
            "initiative_verified",
            "initiative",
            "UPDATE",
            f"OLD.state = 'verified' AND NEW.state = 'verified' AND NEW.upkeep <> OLD.upkeep + 1 AND ({changed})",
        ),
        ("initiative_stays", "initiative", "DELETE", "OLD.state <> 'draft'"),
        ("audit_as_written", "audit", "UPDATE", f"{rewritten} OR {once} OR {words}"),
        ("audit_stays", "audit", "DELETE", "1 = 1"),
    )
    if not _sqlite():
        return always
    there = "SELECT 1 FROM initiative WHERE (id = NEW.id OR code = NEW.code) AND state <> 'draft'"
    return (
        *always,
        ("initiative_not_replaced", "initiative", "INSERT", f"EXISTS ({there})"),
        ("audit_not_replaced", "audit", "INSERT", "EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"),
    )


def _differs(column: str) -> str:
    old, new = (f'CAST({row}."{column}" AS text)' if column in _JSON else f'{row}."{column}"' for row in ("OLD", "NEW"))
    return f"{new} IS NOT {old}" if _sqlite() else f"{new} IS DISTINCT FROM {old}"
