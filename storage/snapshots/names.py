"""Who is meant by a candidate: names and titles are read where the initiatives are, a snapshot holds none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.awards.figures import Entry
from storage.tables import InitiativeRow
from storage.units.rows import batches


@dataclass(frozen=True, slots=True)
class Named:
    """The person credited with an initiative and its title; empty where erased, or confidential (demand 76)."""

    person: str
    title: str


async def names(session: AsyncSession, entries: Sequence[Entry]) -> Mapping[int, Named]:
    """Return the names behind some candidates, by initiative."""
    answers, found = col(InitiativeRow.answers), {}
    credited = {entry.initiative: entry.credited for entry in entries}
    for some in batches([*credited]):
        rows = await session.execute(
            select(
                col(InitiativeRow.id),
                col(InitiativeRow.confidential),
                *(answers[key].label(key) for key in ("full_name", "title", "co_authors")),
            ).where(col(InitiativeRow.id).in_(some))
        )
        for identifier, confidential, own, title, others in rows.all():
            number = credited[identifier]
            person = own if number == 0 else others[number - 1]["name"] if others else ""
            found[identifier] = Named(str(person or ""), "" if confidential else str(title or ""))
    return found
