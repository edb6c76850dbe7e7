"""Two persons turn out to be one: the one list of every table that names a person, and what becomes of its rows.

A new table that names a person belongs into NAMING; a test fails until it is there.
"""

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
    AccountRow,
    AuditRow,
    AwardTickRow,
    ConsentRow,
    DelegationRow,
    DeskRow,
    FileRow,
    InitiativeRow,
    InvitationRow,
    JobRow,
    JoiningRow,
    LinkRow,
    NominationRow,
    NoticeRow,
    OutboxRow,
    PersonRow,
    PushRecipientRow,
    PushRow,
    RoleRow,
    SessionRow,
    SnapshotCandidateRow,
    UploadPageRow,
    UploadRow,
    VersionRow,
    WeeklyRow,
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


@dataclass(frozen=True, slots=True)
class Naming:
    """The columns of a table that name a person, and what becomes of them."""

    table: type[SQLModel]
    columns: tuple[str, ...]
    merge: Callable[[Merging], Awaitable[None]]

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return str(self.table.__tablename__)


async def merge(merging: Merging) -> None:
    """Let one person be another one from now on; nothing of either is lost."""
    for naming in NAMING:
        await naming.merge(merging)


def _moved(table: type[SQLModel], *columns: str) -> Callable[[Merging], Awaitable[None]]:
    """Return what lets columns name the one who stays."""

    async def move(merging: Merging) -> None:
        beside = upkeep() if table is InitiativeRow else {}
        for column in columns:
            named = _column(table, column) == merging.gone
            await merging.session.execute(update(table).where(named).values({column: merging.kept, **beside}))

    return move


def _once(table: type[SQLModel], *key: str) -> Callable[[Merging], Awaitable[None]]:
    """Return what moves rows of which each has one under a key: where the one who stays has it, theirs counts."""

    async def move(merging: Merging) -> None:
        other = aliased(table)
        theirs = exists().where(
            _column(other, "person_id") == merging.kept,
            *(_column(other, name) == _column(table, name) for name in key),
        )
        named = _column(table, "person_id") == merging.gone
        await merging.session.execute(delete(table).where(named, theirs))
        await merging.session.execute(update(table).where(named).values(person_id=merging.kept))

    return move


async def _jobs(merging: Merging) -> None:
    """Move what was ordered; of two of the same under way one is enough."""
    other = aliased(JobRow)
    twice = exists().where(
        col(other.person_id) == merging.kept, col(other.wish) == col(JobRow.wish), col(other.state).in_(OPEN)
    )
    mine = col(JobRow.person_id) == merging.gone
    ended = update(JobRow).where(mine, col(JobRow.state).in_(OPEN), twice).values(state="called off")
    await merging.session.execute(ended)
    await merging.session.execute(update(JobRow).where(mine).values(person_id=merging.kept))


async def _roles(merging: Merging) -> None:
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


async def _outbox(merging: Merging) -> None:
    """Move messages; a document that waits is bound to its person, and is sealed for the one who stays."""
    mine = col(OutboxRow.person_id) == merging.gone
    waiting = select(OutboxRow).where(mine, col(OutboxRow.kind) == "document", col(OutboxRow.state) == "waiting")
    before, after = place_of_document(merging.gone), place_of_document(merging.kept)
    for row in (await merging.session.execute(waiting.with_for_update())).scalars().all():
        sealed = merging.cipher.close(merging.cipher.open(row.body["sealed"], before), after)
        body = row.body | {"sealed": sealed}
        await merging.session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(body=body))
    await merging.session.execute(update(OutboxRow).where(mine).values(person_id=merging.kept))


async def _codes(merging: Merging) -> None:
    """Move codes that joined them before; those not used yet are of no use any more."""
    mine = col(JoiningRow.person_id) == merging.gone
    await merging.session.execute(delete(JoiningRow).where(mine, col(JoiningRow.used_at).is_(None)))
    await _moved(JoiningRow, "person_id", "used_by")(merging)


async def _session(merging: Merging) -> None:
    """Forget where the one who goes stands; joining took of it what goes on."""
    await merging.session.execute(delete(SessionRow).where(col(SessionRow.person_id) == merging.gone))


async def _person(merging: Merging) -> None:
    """Note who they are now; what they did before keeps their name, which also serves where the other had none."""
    name = select(col(PersonRow.name)).where(col(PersonRow.id) == merging.gone).scalar_subquery()
    nameless = and_(col(PersonRow.id) == merging.kept, col(PersonRow.name) == "")
    gone = or_(col(PersonRow.id) == merging.gone, col(PersonRow.merged_into) == merging.gone)
    await merging.session.execute(update(PersonRow).where(nameless).values(name=name))
    await merging.session.execute(update(PersonRow).where(gone).values(merged_into=merging.kept))


async def _stays(_merging: Merging) -> None:
    """Leave what is sealed, and says what was so when it was written."""


def _column(table: Any, name: str) -> ColumnElement[Any]:
    return cast("ColumnElement[Any]", col(getattr(table, name)))


async def barrier(session: AsyncSession, one: int, other: int) -> str:
    """Return why two persons cannot be one, empty where they can.

    Two different card numbers are two people; whoever decides on, enters for, or stands in for the other is not them.
    """
    if _differ(await _numbers(session, one), await _numbers(session, other)):
        return "two cards"
    for officer, author in ((one, other), (other, one)):
        if (await session.execute(select(exists().where(*_between(officer, author))))).scalar_one():
            return "one decides for the other"
    pair = (one, other)
    deputies = col(DelegationRow.person_id).in_(pair), col(DelegationRow.to_id).in_(pair)
    if (await session.execute(select(exists().where(*deputies)))).scalar_one():
        return "one stands in for the other"
    return ""


async def _numbers(session: AsyncSession, person: int) -> set[str]:
    found = select(col(InitiativeRow.identity_hash)).where(
        col(InitiativeRow.author) == person, col(InitiativeRow.identity_hash).is_not(None)
    )
    return {number for number in (await session.execute(found)).scalars() if number}


def _differ(ones: set[str], others: set[str]) -> bool:
    """Tell whether no number is the same; hashes under different keys, named in front, cannot be compared."""
    keys = {one.partition(".")[0] for one in ones} & {one.partition(".")[0] for one in others}
    return bool(keys) and not ones & others


def _between(officer: int, author: int) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that somebody has, or has had, in hand what the other wrote or entered."""
    hands = or_(col(InitiativeRow.author) == author, col(InitiativeRow.entered_by) == author)
    columns = ("decided_by", "decided_for", "claimed_by", "opened_by", "entered_by")
    decides = or_(*(_column(InitiativeRow, name) == officer for name in columns))
    return hands, decides


# In the order of merging; the person themselves come last.
NAMING: tuple[Naming, ...] = (
    Naming(AccountRow, ("person_id",), _moved(AccountRow, "person_id")),
    Naming(
        InitiativeRow,
        ("author", "entered_by", "decided_by", "decided_for", "opened_by", "claimed_by"),
        _moved(InitiativeRow, "author", "entered_by", "decided_by", "decided_for", "opened_by", "claimed_by"),
    ),
    Naming(VersionRow, ("by",), _moved(VersionRow, "by")),
    Naming(FileRow, ("person_id",), _moved(FileRow, "person_id")),
    Naming(UploadPageRow, ("person_id",), _moved(UploadPageRow, "person_id")),
    Naming(UploadRow, ("person_id",), _moved(UploadRow, "person_id")),
    Naming(OutboxRow, ("person_id",), _outbox),
    Naming(RoleRow, ("person_id",), _roles),
    Naming(DelegationRow, ("person_id", "to_id"), _moved(DelegationRow, "person_id", "to_id")),
    Naming(ConsentRow, ("person_id", "by"), _moved(ConsentRow, "person_id", "by")),
    Naming(InvitationRow, ("used_by",), _moved(InvitationRow, "used_by")),
    Naming(JoiningRow, ("person_id", "used_by"), _codes),
    Naming(NoticeRow, ("person_id",), _once(NoticeRow, "programme", "event")),
    Naming(DeskRow, ("person_id",), _once(DeskRow)),
    Naming(WeeklyRow, ("person_id",), _once(WeeklyRow)),
    Naming(PushRow, ("sender",), _moved(PushRow, "sender")),
    Naming(PushRecipientRow, ("person_id",), _once(PushRecipientRow, "push_id")),
    Naming(JobRow, ("person_id",), _jobs),
    Naming(LinkRow, ("person_id",), _moved(LinkRow, "person_id")),
    Naming(NominationRow, ("by", "withdrawn_by"), _moved(NominationRow, "by", "withdrawn_by")),
    Naming(AwardTickRow, ("by",), _moved(AwardTickRow, "by")),
    Naming(SnapshotCandidateRow, ("author",), _stays),
    Naming(AuditRow, ("actor", "stood_for", "subject"), _stays),
    Naming(SessionRow, ("person_id",), _session),
    Naming(PersonRow, ("merged_into",), _person),
)
