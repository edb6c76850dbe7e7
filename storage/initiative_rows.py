"""An initiative as its row says it: the query that loads one, how it is read, and what is copied into columns."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import aliased
from sqlmodel import col

from flows.draft import Initiative, Likeness, Overwritten, State
from storage.answers import load
from storage.cipher import Cipher
from storage.tables import InitiativeRow, PersonRow

_COPIED = ("bloc", "target_group", "kind")
Loading = Select[InitiativeRow, str, str, str, str, str]


def copied(initiative: Initiative) -> dict[str, Any]:
    """Return what is searched and added up, as columns."""
    return {
        **{key: initiative.text(key) or None for key in _COPIED},
        "applied_on": initiative.applied_on,
        "recognised_on": initiative.recognised_on,
        "benefit": initiative.benefit,
        "confidential": initiative.confidential,
    }


@cache
def loaded() -> Loading:
    """Return the query for initiatives with the names of everybody they name."""
    decided, opened, entered, claimed, stood = (aliased(PersonRow) for _ in range(5))
    return (
        select(
            InitiativeRow, col(decided.name), col(opened.name), col(entered.name), col(claimed.name), col(stood.name)
        )
        .outerjoin(decided, col(decided.id) == col(InitiativeRow.decided_by))
        .outerjoin(opened, col(opened.id) == col(InitiativeRow.opened_by))
        .outerjoin(entered, col(entered.id) == col(InitiativeRow.entered_by))
        .outerjoin(claimed, col(claimed.id) == col(InitiativeRow.claimed_by))
        .outerjoin(stood, col(stood.id) == col(InitiativeRow.decided_for))
    )


def hand_in(person: int) -> ColumnElement[bool]:
    """Return the condition that somebody wrote an initiative or entered it for its author."""
    return or_(col(InitiativeRow.author) == person, col(InitiativeRow.entered_by) == person)


def read(joined: Row[InitiativeRow, str, str, str, str, str], cipher: Cipher) -> Initiative:
    """Return the initiative of a loaded row, decrypted."""
    row, decided_by_name, opened_by_name, entered_by_name, claimed_by_name, decided_for_name = joined
    return Initiative(
        id=row.id,
        author=row.author,
        programme=row.programme,
        state=cast("State", row.state),
        version=row.version,
        answers=load(row.answers, cipher, row.id),
        partials=load(row.partials, cipher, row.id),
        sources=dict(row.sources),
        code=row.code,
        unit=row.unit,
        phase=row.phase,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decided_by_name=decided_by_name or "",
        reason=row.reason,
        alike=tuple(Likeness(**one) for one in row.alike or ()),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        opened_by_name=opened_by_name or "",
        entered_by=row.entered_by,
        entered_by_name=entered_by_name or "",
        confirmed_at=row.confirmed_at,
        desk=row.desk,
        escalated=row.escalated,
        waiting_since=row.waiting_since,
        claimed_by=row.claimed_by,
        claimed_by_name=claimed_by_name or "",
        claimed_at=row.claimed_at,
        marks=dict(row.marks or {}),
        decided_as=row.decided_as,
        decided_for=row.decided_for,
        decided_for_name=decided_for_name or "",
        told_at=row.told_at,
        unreached_at=row.unreached_at,
        overwritten=Overwritten(**row.overwritten) if row.overwritten else None,
    )
