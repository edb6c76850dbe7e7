"""Stored snapshots that nothing changes, ticks on them, nominations within a cap"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_STANDING = "withdrawn_at IS NULL"
_SEALED = "EXISTS (SELECT 1 FROM snapshot WHERE id = {row}.snapshot AND digest <> '')"
_ROWS = ("snapshot_unit", "snapshot_candidate")
_INDEXES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("snapshot_unit_of", "snapshot_unit", ("snapshot", "phase", "level")),
    ("snapshot_unit_kind", "snapshot_unit", ("snapshot", "phase", "kind")),
    ("snapshot_candidate_code", "snapshot_candidate", ("snapshot", "code")),
    ("ix_nomination_initiative", "nomination", ("initiative",)),
)
_ONCE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("award_tick_once", "award_tick", ("snapshot", "key", "whom", "phase")),
    ("nomination_slot_once", "nomination", ("snapshot", "award", "phase", "unit", "slot")),
    ("nomination_once", "nomination", ("snapshot", "award", "phase", "whom")),
)
_FUNCTION = """
CREATE FUNCTION refuse_what_a_snapshot_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NOT (to_jsonb(NEW) @> '{"ticked": true}')
        AND EXISTS (SELECT 1 FROM snapshot WHERE id = NEW.snapshot AND digest <> '')
    OR TG_OP = 'UPDATE'
    OR TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM snapshot WHERE id = OLD.snapshot AND digest <> '')
    THEN
        RAISE EXCEPTION 'locked: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _tables()
    for name, table, columns in _INDEXES:
        op.create_index(name, table, [*columns])
    standing = sa.text(_STANDING)
    for name, table, columns in _ONCE:
        op.create_index(name, table, [*columns], unique=True, sqlite_where=standing, postgresql_where=standing)
    _locks()


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for table in _ROWS:
            op.execute(f"DROP TRIGGER {table}_as_taken ON {table}")
        op.execute("DROP FUNCTION refuse_what_a_snapshot_holds()")
    for table in ("nomination", "award_tick", *_ROWS, "snapshot"):
        op.drop_table(table)


def _locks() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            _refuse(f"snapshot_{act.lower()}", "snapshot", act, "OLD.digest <> ''")
        for table in _ROWS:
            unticked = " AND NOT NEW.ticked" if table == "snapshot_candidate" else ""
            _refuse(f"{table}_insert", table, "INSERT", _SEALED.format(row="NEW") + unticked)
            _refuse(f"{table}_update", table, "UPDATE", "1 = 1")
            _refuse(f"{table}_delete", table, "DELETE", _SEALED.format(row="OLD"))
        there = "SELECT 1 FROM snapshot_candidate WHERE snapshot = NEW.snapshot AND initiative = NEW.initiative"
        _refuse("snapshot_candidate_not_replaced", "snapshot_candidate", "INSERT", f"EXISTS ({there})")
        same = "SELECT 1 FROM snapshot WHERE (id = NEW.id OR name = NEW.name) AND digest <> ''"
        _refuse("snapshot_not_replaced", "snapshot", "INSERT", f"EXISTS ({same})")
        return
    op.execute(
        "CREATE TRIGGER snapshot_as_taken BEFORE UPDATE OR DELETE ON snapshot FOR EACH ROW "
        "WHEN (OLD.digest <> '') EXECUTE FUNCTION refuse_what_is_locked()"
    )
    op.execute(_FUNCTION)
    for table in _ROWS:
        op.execute(
            f"CREATE TRIGGER {table}_as_taken BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION refuse_what_a_snapshot_holds()"
        )


def _refuse(name: str, table: str, act: str, condition: str) -> None:
    body = f"BEGIN SELECT RAISE(ABORT, 'locked: {name}'); END"
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} {body}")


def _tables() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("counts_until", _INSTANT),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
    )
    numbers = ("pending", "verified", "returned", "rejected", "counted")
    op.create_table(
        "snapshot_unit",
        sa.Column("snapshot", _BIG, sa.ForeignKey("snapshot.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("unit", "phase", "name", "short", "kind")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("parent", "direct")),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("cluster", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.Column("benefits", sa.BigInteger(), nullable=False),
        *(sa.Column(f"own_{name}", sa.Integer(), nullable=False) for name in numbers),
        sa.Column("own_benefits", sa.BigInteger(), nullable=False),
        sa.Column("highest", sa.BigInteger()),
        sa.Column("highest_of", _BIG),
        sa.Column("target", sa.Integer()),
        sa.Column("uncounted", sa.Boolean(), nullable=False),
        sa.Column("unions", sa.Integer()),
        sa.Column("members", sa.Integer()),
        sa.CheckConstraint(
            "counted <= verified AND own_counted <= own_verified", name="snapshot_unit_counted_verified"
        ),
    )
    op.create_table(
        "snapshot_candidate",
        sa.Column("snapshot", _BIG, sa.ForeignKey("snapshot.id"), primary_key=True),
        sa.Column("initiative", _BIG, primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("code", "unit", "direct", "phase")),
        sa.Column("author", _BIG, nullable=False),
        sa.Column("credited", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("benefit", sa.BigInteger()),
        sa.Column("recognised_on", sa.Date()),
        sa.Column("submitted_at", _INSTANT, nullable=False),
        sa.Column("ticked", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "award_tick",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("snapshot", _BIG, sa.ForeignKey("snapshot.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "whom", "phase")),
        sa.Column("initiative", _BIG),
        sa.Column("by", _BIG, sa.ForeignKey("person.id")),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("withdrawn_at", _INSTANT),
    )
    op.create_table(
        "nomination",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("snapshot", _BIG, sa.ForeignKey("snapshot.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("award", "phase", "unit")),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("initiative", _BIG),
        sa.Column("by", _BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("birth_year", sa.Integer()),
        sa.Column("position", sa.String()),
        sa.Column("past_awards", sa.String()),
        sa.Column("withdrawn_at", _INSTANT),
        sa.Column("withdrawn_by", _BIG, sa.ForeignKey("person.id")),
        sa.CheckConstraint("slot >= 1", name="nomination_slot_from_one"),
    )
