"""One person on several channels: codes that join accounts, the joining itself, and taking an account away again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import cast

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import Join, OfferJoining
from flows.needs import FailedJoinings, JoiningByCode, JoiningById
from flows.records import JoinOffer
from flows.session import Session
from flows.vietnamese import fold
from storage import audit, sessions, uploads
from storage.audit import AuditLine
from storage.cipher import Cipher
from storage.database import ConflictError, changed
from storage.delivery import move_on
from storage.looks import subject
from storage.merging import barrier, merge
from storage.outbox import Outbox, Place, in_chat
from storage.person_tables.merged import Merging
from storage.tables import (
    AccountRow,
    AuditRow,
    InitiativeRow,
    JobRow,
    JoiningRow,
    LinkRow,
    OutboxRow,
    PersonRow,
    RoleRow,
)

REFUSED = "joining code"


@dataclass(frozen=True, slots=True)
class Joined:
    """Who stays, and where their conversation goes on."""

    person: int
    session: Session


async def offer(session: AsyncSession, offered: OfferJoining, place: Place, now: datetime) -> None:
    """Keep a code as a hash; what the person had made before cannot be used any more."""
    unused = col(JoiningRow.person_id) == place.person, col(JoiningRow.used_at).is_(None)
    await session.execute(delete(JoiningRow).where(*unused))
    await session.execute(
        insert(JoiningRow).values(
            id=offered.id,
            code_hash=_hash(offered.code),
            person_id=place.person,
            channel=place.channel,
            bot=place.bot,
            chat=place.chat,
            created_at=now,
            expires_at=offered.expires_at,
        )
    )


async def asked(session: AsyncSession, need: JoiningByCode | JoiningById) -> JoinOffer | None:
    """Return what a code offers to whoever types it, None where there is no such code."""
    match need:
        case JoiningById():
            this = col(JoiningRow.id) == need.id
        case JoiningByCode():
            this = col(JoiningRow.code_hash) == _hash(need.code)
    row = (await session.execute(select(JoiningRow).where(this))).scalar_one_or_none()
    if row is None:
        return None
    name, unit = await _known_as(session, row.person_id)
    between = await _barrier(session, row.person_id, need.person) if row.person_id != need.person else ""
    used = row.used_at is not None
    return JoinOffer(row.id, row.person_id, row.channel, row.expires_at, used, name, unit, between)


async def failed(session: AsyncSession, need: FailedJoinings) -> int:
    """Return how many wrong codes somebody typed since an instant."""
    wrong = select(func.count()).where(
        col(AuditRow.subject) == subject(need.person),
        col(AuditRow.action) == "refused",
        col(AuditRow.new) == REFUSED,
        col(AuditRow.at) > need.since,
    )
    return (await session.execute(wrong)).scalar_one()


async def join(outbox: Outbox, cipher: Cipher, joining: Join, here: Place, state: Session) -> Joined:
    """Use up a code and let the two persons be one: the older one, whose conversation goes on where nothing else does.

    Raises ConflictError where the code was used first, or something stands between the two by now.
    """
    session, now = outbox.session, outbox.now
    row = (await session.execute(select(JoiningRow).where(col(JoiningRow.id) == joining.offer))).scalar_one_or_none()
    if row is None:
        raise ConflictError("the code is not there any more")
    kept, gone = sorted((row.person_id, here.person))
    await _alone(session, kept, gone)
    used = update(JoiningRow).where(col(JoiningRow.id) == joining.offer, col(JoiningRow.used_at).is_(None))
    if await changed(session, used.values(used_by=here.person, used_at=joining.at)) != 1:
        raise ConflictError("the code was used first")
    if kept == gone or await _barrier(session, kept, gone):
        raise ConflictError("something stands between the two persons since a moment ago")
    other = await sessions.load(session, row.person_id)
    await outbox.post(Place(row.person_id, row.channel, row.bot, row.chat), joining.told)
    await merge(Merging(session, cipher, gone, kept, now))
    line = AuditLine("join accounts", subject(kept), old=subject(gone), new=f"{row.channel} + {here.channel}")
    await audit.write(session, line, actor=kept, channel=here.channel, at=joining.at)
    revision = max(state.revision, other.session.revision) + 1
    goes_on = state if state.doing else replace(state, doing=other.session.doing, account=other.session.account)
    return Joined(kept, replace(goes_on, revision=revision))


async def part(session: AsyncSession, account: int, here: Place, at: datetime) -> None:
    """Take an account away from a person who has another one; whoever writes from it is somebody new.

    What waits for it goes to where the person writes now. Pages, codes and links of there open nothing.
    Raises ConflictError where it is gone or is their last.
    """
    this = col(AccountRow.id) == account, col(AccountRow.person_id) == here.person
    row = (await session.execute(select(AccountRow).where(*this).with_for_update())).scalar_one_or_none()
    others = select(AccountRow).where(col(AccountRow.person_id) == here.person, col(AccountRow.id) != account)
    left = (await session.execute(others.order_by(col(AccountRow.id)).with_for_update())).scalars().all()
    if row is None or not left:
        raise ConflictError("the account is gone, or the last one")
    await session.execute(delete(AccountRow).where(*this))
    former = Place(here.person, row.channel, row.bot, row.chat_id)
    await move_on(session, former)
    mine = *in_chat(former), col(OutboxRow.person_id) == here.person
    await session.execute(update(OutboxRow).where(*mine, col(OutboxRow.state) == "waiting").values(state="dropped"))
    await session.execute(update(OutboxRow).where(*mine).values(about=None))
    await _shut_out(session, former, at)
    place = {"channel": here.channel, "bot": here.bot, "chat": here.chat}
    await session.execute(update(JobRow).where(*_ordered(former)).values(**place))
    line = AuditLine("part account", subject(here.person), old=row.channel)
    await audit.write(session, line, actor=here.person, channel=here.channel, at=at)


async def _shut_out(session: AsyncSession, former: Place, at: datetime) -> None:
    """Let nothing that was given out in a chat lead back to the person it was of: pages, codes and links."""
    await uploads.close_pages_of(session, former, at)
    unused = col(JoiningRow.person_id) == former.person, col(JoiningRow.used_at).is_(None)
    await session.execute(delete(JoiningRow).where(*unused))
    theirs = col(LinkRow.job).in_(select(col(JobRow.id)).where(*_ordered(former)))
    await session.execute(update(LinkRow).where(theirs).values(code_hash=None, pass_hash=None))


def _ordered(place: Place) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that somebody ordered something in a chat."""
    person, chat = col(JobRow.person_id) == place.person, col(JobRow.chat) == place.chat
    return person, chat, col(JobRow.channel) == place.channel, col(JobRow.bot) == place.bot


async def _alone(session: AsyncSession, *persons: int) -> None:
    """Hold both persons alone: turns of theirs that are under way end first, those that come later begin anew."""
    both = select(PersonRow).where(col(PersonRow.id).in_(persons)).order_by(col(PersonRow.id)).with_for_update()
    rows = (await session.execute(both)).scalars().all()
    if any(row.merged_into is not None or row.erased_at is not None for row in rows):
        raise ConflictError("one of the two is somebody else since a moment ago")


async def _barrier(session: AsyncSession, one: int, other: int) -> str:
    names = [await _office(session, person) for person in (one, other)]
    if all(names) and fold(str(names[0])) != fold(str(names[1])):
        return "two officers"
    return await barrier(session, one, other)


async def _office(session: AsyncSession, person: int) -> str | None:
    """Return the name of an officer or staff, None of anybody else."""
    holds = exists().where(col(RoleRow.person_id) == col(PersonRow.id), col(RoleRow.revoked_at).is_(None))
    name = select(col(PersonRow.name)).where(col(PersonRow.id) == person, holds)
    return (await session.execute(name)).scalar_one_or_none()


async def _known_as(session: AsyncSession, person: int) -> tuple[str, str]:
    """Return the name and unit somebody is known by: of their role, else of what they began or handed in last."""
    role = select(col(PersonRow.name), col(RoleRow.unit)).join(RoleRow, col(RoleRow.person_id) == col(PersonRow.id))
    held = role.where(col(PersonRow.id) == person, col(RoleRow.revoked_at).is_(None)).order_by(col(RoleRow.id))
    officer = (await session.execute(held.limit(1))).first()
    if officer:
        return officer[0], officer[1]
    answers = select(col(InitiativeRow.answers)).where(col(InitiativeRow.author) == person)
    last = (await session.execute(answers.order_by(col(InitiativeRow.id).desc()).limit(1))).scalar_one_or_none() or {}
    name = (await session.execute(select(col(PersonRow.name)).where(col(PersonRow.id) == person))).scalar_one()
    return str(last.get("full_name") or name), cast("str", last.get("unit") or "")


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
