"""What becomes of the rows of each table when a person is erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from flows.states import MOVES
from storage import audit, behalf, likeness
from storage.audit import AuditLine
from storage.blanking import blank, forget_shown
from storage.database import ConflictError, changed
from storage.jobs import OPEN
from storage.looks import subject
from storage.outbox import Outbox
from storage.pushing import pushes
from storage.tables import (
    AuditRow,
    AwardTickRow,
    ConsentRow,
    DelegationRow,
    FileRow,
    InitiativeRow,
    InvitationRow,
    JobRow,
    JoiningRow,
    NominationRow,
    OutboxRow,
    PersonRow,
    PushRow,
    RoleRow,
    UploadRow,
    VersionRow,
)
from storage.upkeep import upkeep

# What a decided initiative counts by; nothing here leads to its author. A benefit in words would.
_COUNTS = frozenset({"unit", "bloc", "target_group", "field", "kind", "applied_on"})
_COUNTS_AS_FIGURE = frozenset({"benefit"})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_WITHDRAWN_FROM = MOVES["withdraw"][0]


@dataclass(frozen=True, slots=True)
class Erasing:
    """Whom to erase, within one transaction; `initiatives` are all that is theirs, drafts included.

    `formers` are the persons they were before accounts of theirs were joined.
    """

    session: AsyncSession
    outbox: Outbox
    person: int
    initiatives: tuple[int, ...]
    channel: str
    now: datetime
    formers: tuple[int, ...] = ()


def reduced(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stays of the stored answers of an initiative that counts."""
    return {
        key: value
        for key, value in answers.items()
        if key in _COUNTS or (key in _COUNTS_AS_FIGURE and isinstance(value, int))
    }


def names(table: type[SQLModel], column: str, person: int, initiatives: tuple[int, ...]) -> ColumnElement[bool]:
    """Return the condition that a column names the person, or one of their initiatives."""
    named = cast("ColumnElement[Any]", col(getattr(table, column)))
    if column in ("initiative", "about"):
        return named.in_(initiatives)
    if column == "subject":
        return named.in_((subject(person), *(f"initiative {one}" for one in initiatives)))
    return named == person


async def initiatives(erasing: Erasing) -> None:
    """Delete the drafts, withdraw what is undecided, and reduce what stays to what counts."""
    session, mine = erasing.session, col(InitiativeRow.author) == erasing.person
    await _drafts(erasing)
    kept = select(
        col(InitiativeRow.id),
        col(InitiativeRow.state),
        col(InitiativeRow.version),
        col(InitiativeRow.answers),
        col(InitiativeRow.programme),
    )
    for row in (await session.execute(kept.where(mine))).all():
        undecided = row.state in _WITHDRAWN_FROM
        state = {"state": "withdrawn", "decided_at": erasing.now, "decided_by": None} if undecided else {}
        count = await changed(
            session,
            update(InitiativeRow)
            .where(col(InitiativeRow.id) == row.id, col(InitiativeRow.version) == row.version)
            .values(
                answers=reduced(row.answers),
                partials={},
                reason="",
                marks={},
                identity_hash=None,
                alike=[],
                likeness_keys=None,
                version=row.version + 1,
                **upkeep(),
                overwritten=None,
                told_at=func.coalesce(col(InitiativeRow.told_at), erasing.now),
                unreached_at=None,
                **state,
            ),
        )
        if count != 1:
            raise ConflictError("an initiative was moved while its author was erased")
        if undecided:
            about, new = f"initiative {row.id}", "withdrawn"
            await note(erasing, AuditLine("withdraw", about, old=row.state, new=new, programme=row.programme))


async def likenesses(erasing: Erasing) -> None:
    """Take the texts out of the index while the initiatives still know their keys."""
    await likeness.forget(erasing.session, erasing.initiatives)


async def _drafts(erasing: Erasing) -> None:
    """Delete the drafts they wrote, and those they entered, with the worker that nobody else knows of."""
    hand_in = or_(col(InitiativeRow.author) == erasing.person, col(InitiativeRow.entered_by) == erasing.person)
    drafts = delete(InitiativeRow).where(hand_in, col(InitiativeRow.state) == "draft")
    for author in (await erasing.session.execute(drafts.returning(col(InitiativeRow.author)))).scalars().all():
        if author != erasing.person:
            await behalf.forget_worker(erasing.session, author)


async def messages(erasing: Erasing) -> None:
    """Forget what was sent to the person, and blank what officers were shown of their initiatives.

    Of what was sent to whoever entered one for them, nothing is left in the store: it may be any of it.
    """
    await erasing.session.execute(delete(OutboxRow).where(col(OutboxRow.person_id) == erasing.person))
    entered = select(col(InitiativeRow.entered_by)).where(col(InitiativeRow.id).in_(erasing.initiatives)).distinct()
    for officer in (await erasing.session.execute(entered)).scalars().all():
        if officer is not None:
            await forget_shown(erasing.session, officer, erasing.now)
    await blank(erasing.session, erasing.outbox, erasing.initiatives, erasing.now)


async def files(erasing: Erasing) -> None:
    """Forget what the files were called and have the sweep take rows and contents at once."""
    named = or_(
        and_(names(FileRow, "person_id", erasing.person, erasing.initiatives), ~_of_somebody_else(erasing)),
        names(FileRow, "initiative", erasing.person, erasing.initiatives),
    )
    await erasing.session.execute(
        update(FileRow).where(named).values(name="", state="gone", leased_until=None, due_at=erasing.now)
    )


async def uploads(erasing: Erasing) -> None:
    """Have what they gave on pages forgotten when next it is tidied, however long it would have waited."""
    columns = "person_id", "initiative"
    named = or_(*(names(UploadRow, one, erasing.person, erasing.initiatives) for one in columns))
    await erasing.session.execute(update(UploadRow).where(named).values(due_at=_LONG_AGO, given_at=_LONG_AGO))


def _of_somebody_else(erasing: Erasing) -> ColumnElement[bool]:
    """Return the condition that a file came with an initiative they only entered: it stays with its author."""
    return exists().where(col(InitiativeRow.id) == col(FileRow.initiative), col(InitiativeRow.author) != erasing.person)


async def jobs(erasing: Erasing) -> None:
    """Stop what they ordered and let what was made expire: whoever is erased fetches nothing more."""
    theirs, done = col(JobRow.person_id) == erasing.person, col(JobRow.state) == "done"
    ended = update(JobRow).where(theirs, col(JobRow.state).in_(OPEN)).values(state="called off")
    await erasing.session.execute(ended)
    await erasing.session.execute(update(JobRow).where(theirs, done).values(expires_at=erasing.now))
    await erasing.session.execute(update(JobRow).where(theirs).values(reason="", chat=""))


async def versions(erasing: Erasing) -> None:
    """Delete every version of their initiatives; versions of others' that they entered stay."""
    mine = col(VersionRow.initiative).in_(erasing.initiatives)
    await erasing.session.execute(delete(VersionRow).where(mine))


async def roles(erasing: Erasing) -> None:
    """End what they may decide."""
    running = col(RoleRow.person_id) == erasing.person, col(RoleRow.revoked_at).is_(None)
    await erasing.session.execute(update(RoleRow).where(*running).values(revoked_at=erasing.now))


async def delegations(erasing: Erasing) -> None:
    """End what they were to stand in for, and who was to stand in for them."""
    hand_in = or_(col(DelegationRow.person_id) == erasing.person, col(DelegationRow.to_id) == erasing.person)
    running = update(DelegationRow).where(hand_in, col(DelegationRow.ended_at).is_(None))
    await erasing.session.execute(running.values(ended_at=erasing.now))


async def sent_pushes(erasing: Erasing) -> None:
    """Stop what they were sending to many, and forget their words."""
    await pushes.stop_of(erasing.session, erasing.person, erasing.now)
    mine = col(PushRow.sender) == erasing.person
    await erasing.session.execute(update(PushRow).where(mine).values(words=""))


async def invitations(erasing: Erasing) -> None:
    """Forget whom an invitation they used was for."""
    used = col(InvitationRow.used_by) == erasing.person
    await erasing.session.execute(update(InvitationRow).where(used).values(name=""))


async def codes(erasing: Erasing) -> None:
    """Forget in which chat a code was made, and let no code be used any more."""
    mine = col(JoiningRow.person_id) == erasing.person
    await erasing.session.execute(delete(JoiningRow).where(mine, col(JoiningRow.used_at).is_(None)))
    await erasing.session.execute(update(JoiningRow).where(mine).values(chat=""))


async def consents(erasing: Erasing) -> None:
    """Take back what they agreed to; that they did, and when, is proof."""
    running = col(ConsentRow.person_id) == erasing.person, col(ConsentRow.given), col(ConsentRow.withdrawn_at).is_(None)
    await erasing.session.execute(update(ConsentRow).where(*running).values(withdrawn_at=erasing.now))


async def audit_lines(erasing: Erasing) -> None:
    """Keep who did what when; reasons are somebody's words about the person."""
    persons = (erasing.person, *erasing.formers)
    named = or_(
        *(names(AuditRow, column, one, erasing.initiatives) for column in ("actor", "subject") for one in persons)
    )
    await erasing.session.execute(update(AuditRow).where(named).values(reason=""))


async def nominations(erasing: Erasing) -> None:
    """Forget what a dossier asked of them; that a unit put the initiative forward stays."""
    mine = col(NominationRow.initiative).in_(erasing.initiatives)
    forgotten = {"birth_year": None, "position": None, "past_awards": None}
    await erasing.session.execute(update(NominationRow).where(mine).values(**forgotten))


async def ticks(erasing: Erasing) -> None:
    """Forget the words of a reason; what was ticked stays, so that award lists do."""
    mine = or_(col(AwardTickRow.initiative).in_(erasing.initiatives), col(AwardTickRow.by) == erasing.person)
    await erasing.session.execute(update(AwardTickRow).where(mine).values(reason=""))


async def nothing(_erasing: Erasing) -> None:
    """Leave what is ids and figures only."""


async def themselves(erasing: Erasing) -> None:
    """Forget what they and whoever they were before are called."""
    mine = col(PersonRow.id).in_((erasing.person, *erasing.formers))
    await erasing.session.execute(update(PersonRow).where(mine).values(name="", erased_at=erasing.now))


async def note(erasing: Erasing, line: AuditLine) -> None:
    """Write down in the trail what became of something."""
    await audit.write(erasing.session, line, actor=erasing.person, channel=erasing.channel, at=erasing.now)
