"""What takes a while to make: jobs, links to what they made, and the right to whole identity numbers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_STATES = "'waiting', 'working', 'done', 'failed', 'called off', 'expired'"
_ROLES = ("verifier", "staff", "administrator", "supporter")


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", _BIG, primary_key=True, autoincrement=False),
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("channel", "bot", "chat", "language")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "programme", "unit")),
        sa.Column("phase", sa.String()),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("anew", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("leased_until", _INSTANT),
        sa.Column("ordered_at", _INSTANT, nullable=False),
        sa.Column("finished_at", _INSTANT),
        sa.Column("expires_at", _INSTANT),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"state IN ({_STATES})", name="job_state_known"),
        sa.CheckConstraint("(state = 'done') = (expires_at IS NOT NULL)", name="job_expires_when_done"),
    )
    op.create_index("job_of_person", "job", ["person_id", "id"])
    under_way, done = sa.text("state IN ('waiting', 'working')"), sa.text("state = 'done'")
    wish = ["person_id", "wish"]
    op.create_index("job_open_once", "job", wish, unique=True, sqlite_where=under_way, postgresql_where=under_way)
    op.create_index("job_to_do", "job", ["due_at", "id"], sqlite_where=under_way, postgresql_where=under_way)
    op.create_index("job_expires", "job", ["expires_at"], sqlite_where=done, postgresql_where=done)
    op.create_table(
        "link",
        sa.Column("token_hash", sa.String(), primary_key=True),
        sa.Column("job", _BIG, sa.ForeignKey("job.id"), nullable=False),
        sa.Column("file", sa.Integer(), nullable=False),
        sa.Column("person_id", _BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("called_off_at", _INSTANT),
        sa.Column("code_hash", sa.String()),
        sa.Column("code_until", _INSTANT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("pass_hash", sa.String()),
        sa.Column("pass_until", _INSTANT),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("fetched_at", _INSTANT),
    )
    op.create_index("ix_link_job", "link", ["job"])
    op.create_index("ix_link_person_id", "link", ["person_id"])
    _allow_roles((*_ROLES, "registrar"))


def downgrade() -> None:
    op.execute("DELETE FROM role WHERE name = 'registrar'")
    op.execute("DELETE FROM invitation WHERE role = 'registrar'")
    _allow_roles(_ROLES)
    op.drop_table("link")
    op.drop_table("job")


def _allow_roles(roles: tuple[str, ...]) -> None:
    """Let the two tables that name a role take these."""
    listed = ", ".join(f"'{role}'" for role in roles)
    for table, column in (("role", "name"), ("invitation", "role")):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"{table}_{column}_known", type_="check")
            batch.create_check_constraint(f"{table}_{column}_known", f"{column} IN ({listed})")
