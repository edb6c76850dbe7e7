"""Initiatives as reports count them: with what is copied out of their answers into columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from flows.draft import Initiative
from flows.person import Person
from storage.database import Database
from storage.initiative_rows import copied
from storage.tables import InitiativeRow
from tests.conftest import START
from tests.storage.given import COMPLETE, UNIT, columns, initiative


def handed_in(author: Person, number: int, state: str = "verified", unit: str = UNIT, **more: Any) -> Initiative:
    """Return an initiative with other answers than usual; `at` is when it was handed in."""
    at, phase = more.pop("at", START), more.pop("phase", "gd1")
    decided = at if state == "verified" else None
    one = initiative(author, number, state, unit=unit, phase=phase, submitted_at=at, decided_at=decided)  # type: ignore[arg-type]
    return replace(one, answers={**COMPLETE, **more})


async def put(database: Database, *several: Initiative) -> None:
    """Store initiatives with what is copied out of their answers."""
    async with database.transaction() as session:
        if several:
            await session.execute(insert(InitiativeRow), [columns(one) | copied(one) for one in several])
