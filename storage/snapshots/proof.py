"""Whether stored snapshots still are as they were taken: their digest is computed anew and compared."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from flows.awards.figures import SnapshotHead
from storage.database import Database
from storage.snapshots.digest import computed
from storage.snapshots.reading import head
from storage.snapshots.steady import steady
from storage.snapshots.taking import about
from storage.tables import AuditRow, SnapshotRow


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found of a snapshot: whether its rows give its digest, and that of the audit trail."""

    head: SnapshotHead
    as_taken: bool
    as_written_down: bool


async def prove(database: Database) -> list[Proof]:
    """Return a proof for each snapshot; nobody is kept waiting meanwhile."""
    found: list[Proof] = []
    async with steady(database) as view:
        sealed = select(SnapshotRow).where(col(SnapshotRow.digest) != "").order_by(col(SnapshotRow.id))
        for row in (await view.execute(sealed)).scalars().all():
            digest = await computed(view, row)
            written = select(col(AuditRow.new)).where(
                col(AuditRow.action) == "take snapshot", col(AuditRow.subject) == about(row.name)
            )
            lines = (await view.execute(written)).scalars().all()
            found.append(Proof(head(row), digest == row.digest, digest in lines))
    return found
