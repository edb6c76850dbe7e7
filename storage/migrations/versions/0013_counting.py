"""Totals of initiatives, and triggers that write down every change of what is counted"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CELL = ("programme", "phase", "unit", "bloc", "target_group", "state")
_ACTS = ("INSERT", "UPDATE", "DELETE")
_COLUMNS = ", ".join((*_CELL, "day", "number"))
# Vietnam has been seven hours ahead of UTC since 1975. SQLite would round a fraction of a second up to the next day.
_DAY = {
    "sqlite": "date(substr({}decided_at, 1, 19), '+7 hours')",
    "postgresql": "CAST({}decided_at AT TIME ZONE 'UTC' + interval '7 hours' AS date)",
}


def upgrade() -> None:
    _create_tables()
    # First the triggers: on PostgreSQL nobody else can change an initiative from here on until all of this is there.
    for statement in _triggers():
        op.execute(statement)
    totals = ", ".join(_cell(""))
    op.execute(
        f"INSERT INTO count_total (tree, {', '.join(_CELL)}, number) "
        f"SELECT 0, {totals}, count(*) FROM initiative WHERE state <> 'draft' GROUP BY {totals}"
    )
    days = f"programme, phase, unit, {_DAY[_dialect()].format('')}"
    op.execute(
        "INSERT INTO count_day (tree, programme, phase, unit, day, number) "
        f"SELECT 0, {days}, count(*) FROM initiative WHERE state = 'verified' AND decided_at IS NOT NULL GROUP BY {days}"
    )
    if _dialect() != "sqlite":
        op.execute("ANALYZE count_total, count_day")


def downgrade() -> None:
    for act in _ACTS:
        op.execute(f"DROP TRIGGER {_named(act)}" + ("" if _dialect() == "sqlite" else " ON initiative"))
    if _dialect() != "sqlite":
        op.execute("DROP FUNCTION write_down_count()")
    op.drop_index("count_tree_of_phase", "count_tree")
    for table in ("count_folder", "count_tree", "count_day", "count_total", "count_change"):
        op.drop_table(table)


def _create_tables() -> None:
    texts = [sa.Column(name, sa.String(), nullable=False) for name in _CELL]
    number = sa.Column("number", sa.Integer(), nullable=False)
    day = sa.Column("day", sa.Date())
    op.create_table("count_change", sa.Column("id", _BIG, primary_key=True), *texts, day, number)
    tree = sa.Column("tree", sa.BigInteger(), primary_key=True, autoincrement=False)
    keys = [sa.Column(name, sa.String(), primary_key=True) for name in _CELL]
    number = sa.Column("number", sa.Integer(), nullable=False)
    op.create_table("count_total", tree, *keys, number, sqlite_with_rowid=False)
    op.create_table(
        "count_day",
        sa.Column("tree", sa.BigInteger(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String(), primary_key=True) for name in _CELL[:3]),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "count_tree",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("first_day", sa.Date()),
        sa.Column("until_day", sa.Date()),
    )
    op.create_index("count_tree_of_phase", "count_tree", ["programme", "phase"])
    op.create_table(
        "count_folder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("shift", _BIG, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
    )


def _triggers() -> Iterator[str]:
    """Yield what creates them; an UPDATE that leaves the cell as it is writes nothing."""
    gone, come = _change("OLD", -1), _change("NEW", 1)
    differ = "IS NOT" if _dialect() == "sqlite" else "IS DISTINCT FROM"
    moved = " OR ".join(f"NEW.{name} {differ} OLD.{name}" for name in _CELL)
    when = {"UPDATE": f"{moved} OR (NEW.state = 'verified' AND NEW.decided_at {differ} OLD.decided_at)"}
    if _dialect() != "sqlite":
        yield (
            "CREATE FUNCTION write_down_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' THEN {gone}; END IF; IF TG_OP <> 'DELETE' THEN {come}; END IF; "
            "RETURN NULL; END $$"
        )
    for act in _ACTS:
        condition = f"WHEN ({when[act]})" if act in when else ""
        made = f"CREATE TRIGGER {_named(act)} AFTER {act} ON initiative FOR EACH ROW {condition}"
        if _dialect() == "sqlite":
            changes = {"INSERT": f"{come};", "DELETE": f"{gone};"}.get(act, f"{gone}; {come};")
            yield f"{made} BEGIN {changes} END"
        else:
            yield f"{made} EXECUTE FUNCTION write_down_count()"


def _change(row: str, number: int) -> str:
    """Return what writes down that one more or fewer is in the cell of a row; a draft is in none."""
    day = f"CASE WHEN {row}.state = 'verified' THEN {_DAY[_dialect()].format(f'{row}.')} END"
    cell = ", ".join(_cell(f"{row}."))
    return f"INSERT INTO count_change ({_COLUMNS}) SELECT {cell}, {day}, {number} WHERE {row}.state <> 'draft'"


def _cell(row: str) -> Iterator[str]:
    for name in _CELL:
        yield f"coalesce({row}{name}, '')" if name in ("bloc", "target_group") else f"{row}{name}"


def _named(act: str) -> str:
    return f"initiative_counts_{act.lower()}"


def _dialect() -> str:
    return op.get_bind().dialect.name
