"""What becomes of the rows of each table when two persons turn out to be one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from storage.cipher import Cipher
from storage.jobs import OPEN
from storage.outbox import place_of_document
from storage.tables import (
    InitiativeRow,
    JobRow,
    JoiningRow,
    OutboxRow,
    PersonRow,
    RoleRow,
    SessionRow,
)
from storage.upkeep import upkeep


@dataclass(frozen=True, slots=True)
class Merging:
    """Whom to merge into whom, within one transaction."""

    session: AsyncSession
    cipher: Cipher
    gone: int
    kept: int
    now: datetime


async def move(merging: Merging, table: type[SQLModel], *columns: str) -> None:
    """Let columns name the one who stays."""
    beside = upkeep() if table is InitiativeRow else {}
    for column in columns:
        named = _column(table, column) == merging.gone
        await merging.session.execute(update(table).where(named).values({column: merging.kept, **beside}))


def once(table: type[SQLModel], *key: str) -> Callable[[Merging], Awaitable[None]]:
    """Return what moves rows of which each has one under a key: where the one who stays has it, theirs counts."""

    async def move_once(merging: Merging) -> None:
        other = aliased(table)
        theirs = exists().where(
            _column(other, "person_id") == merging.kept,
            *(_column(other, name) == _column(table, name) for name in key),
        )
        named = _column(table, "person_id") == merging.gone
        await merging.session.execute(delete(table).where(named, theirs))
        await merging.session.execute(update(table).where(named).values(person_id=merging.kept))

    return move_once


async def jobs(merging: Merging) -> None:
    """Move what was ordered; of two of the same under way one is enough."""
    other = aliased(JobRow)
    twice = exists().where(
        col(other.person_id) == merging.kept, col(other.wish) == col(JobRow.wish), col(other.state).in_(OPEN)
    )
    mine = col(JobRow.person_id) == merging.gone
    ended = update(JobRow).where(mine, col(JobRow.state).in_(OPEN), twice).values(state="called off")
    await merging.session.execute(ended)
    await merging.session.execute(update(JobRow).where(mine).values(person_id=merging.kept))


async def roles(merging: Merging) -> None:
    """Move roles; of two of the same the newer one ends."""
    other = aliased(RoleRow)
    twice = exists().where(
        col(other.person_id) == merging.kept,
        col(other.name) == col(RoleRow.name),
        col(other.unit) == col(RoleRow.unit),
        col(other.revoked_at).is_(None),
    )
    mine = col(RoleRow.person_id) == merging.gone
    doubled = update(RoleRow).where(mine, col(RoleRow.revoked_at).is_(None), twice)
    await merging.session.execute(doubled.values(revoked_at=merging.now))
    await merging.session.execute(update(RoleRow).where(mine).values(person_id=merging.kept))


async def messages(merging: Merging) -> None:
    """Move messages; a document that waits is bound to its person, and is sealed for the one who stays."""
    mine = col(OutboxRow.person_id) == merging.gone
    waiting = select(OutboxRow).where(mine, col(OutboxRow.kind) == "document", col(OutboxRow.state) == "waiting")
    before, after = place_of_document(merging.gone), place_of_document(merging.kept)
    for row in (await merging.session.execute(waiting.with_for_update())).scalars().all():
        sealed = merging.cipher.close(merging.cipher.open(row.body["sealed"], before), after)
        body = row.body | {"sealed": sealed}
        await merging.session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(body=body))
    await merging.session.execute(update(OutboxRow).where(mine).values(person_id=merging.kept))


async def codes(merging: Merging) -> None:
    """Move codes that joined them before; those not used yet are of no use any more."""
    mine = col(JoiningRow.person_id) == merging.gone
    await merging.session.execute(delete(JoiningRow).where(mine, col(JoiningRow.used_at).is_(None)))
    await move(merging, JoiningRow, "person_id", "used_by")


async def conversation(merging: Merging) -> None:
    """Forget where the one who goes stands; joining took of it what goes on."""
    await merging.session.execute(delete(SessionRow).where(col(SessionRow.person_id) == merging.gone))


async def themselves(merging: Merging) -> None:
    """Note who they are now; what they did before keeps their name, which also serves where the other had none."""
    name = select(col(PersonRow.name)).where(col(PersonRow.id) == merging.gone).scalar_subquery()
    nameless = and_(col(PersonRow.id) == merging.kept, col(PersonRow.name) == "")
    gone = or_(col(PersonRow.id) == merging.gone, col(PersonRow.merged_into) == merging.gone)
    await merging.session.execute(update(PersonRow).where(nameless).values(name=name))
    await merging.session.execute(update(PersonRow).where(gone).values(merged_into=merging.kept))


async def nothing(_merging: Merging) -> None:
    """Leave what is sealed, and says what was so when it was written."""


def _column(table: Any, name: str) -> ColumnElement[Any]:
    return cast("ColumnElement[Any]", col(getattr(table, name)))
