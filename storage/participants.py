"""Who takes part in programmes: whoever has handed in before, and officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.consent import SUBMIT
from flows.reminders import SLOTS
from storage.tables import ConsentRow, InitiativeRow, NoticeRow, RoleRow


@dataclass(frozen=True, slots=True)
class Opening:
    """A phase of a programme that has opened, by its event; who handed in to programmes `alike` takes part as well."""

    alike: Sequence[str]
    programme: str
    phase: str
    event: str


async def untold(session: AsyncSession, opening: Opening, *, slots: int, after: int, limit: int) -> Sequence[int]:
    """Return the next who take part, by id, who do not know of it yet, and who are in the first of the slots.

    Left out is whoever has a draft of another phase: they are told of that, and with it of what is open.
    """
    author, officer = col(InitiativeRow.author), col(RoleRow.person_id)
    handed_in: Select[int] = select(author.label("person")).where(
        col(InitiativeRow.programme).in_(opening.alike), col(InitiativeRow.state) != "draft", author > after
    )
    officers: Select[int] = select(officer.label("person")).where(col(RoleRow.revoked_at).is_(None), officer > after)
    person = union(handed_in, officers).subquery().c.person
    knows = exists().where(
        col(NoticeRow.person_id) == person,
        col(NoticeRow.programme) == opening.programme,
        col(NoticeRow.event) == opening.event,
    )
    has_draft = exists().where(
        author == person,
        col(InitiativeRow.programme) == opening.programme,
        col(InitiativeRow.phase) != opening.phase,
        col(InitiativeRow.state) == "draft",
    )
    found = select(person).where(person % SLOTS < slots, ~knows, ~has_draft).order_by(person).limit(limit)
    return (await session.execute(found)).scalars().all()


async def agreed(session: AsyncSession, person: int) -> bool:
    """Tell whether somebody has agreed to take part and has not taken that back."""
    running = select(col(ConsentRow.id)).where(
        col(ConsentRow.person_id) == person,
        col(ConsentRow.purpose) == SUBMIT,
        col(ConsentRow.given),
        col(ConsentRow.withdrawn_at).is_(None),
    )
    return (await session.execute(running.limit(1))).first() is not None
