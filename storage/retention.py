"""What outlives a programme, and for how long: forgotten drafts and identity numbers (decision record 15)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.farewell import announcement
from flows.programme import Programme
from storage import audit, behalf, people, uploads
from storage.answers import SECRET_MARK, without_secrets
from storage.outbox import BROADCAST, Outbox, Place
from storage.sealed import SEALED, put_back, rows_of
from storage.tables import AccountRow, InitiativeRow
from storage.upkeep import upkeep

TOLD_AHEAD = timedelta(days=7)
_BATCH = 100
_TIDY = "tidy"  # the channel of what nobody on a channel did


async def announce_deletions(session: AsyncSession, outbox: Outbox, programme: Programme, now: datetime) -> int:
    """Tell some who look after forgotten drafts that these will be deleted in a week; return how many were told.

    Who cannot be reached is not told, and keeps the draft until they can be.
    """
    kept_for = timedelta(days=programme.retention.drafts_days)
    if now < programme.ends + kept_for - TOLD_AHEAD:
        return 0
    reachable = exists().where(col(AccountRow.person_id) == _editor(), col(AccountRow.reachable).is_(True))
    told = col(InitiativeRow.deletion_told_at)
    forgotten = select(InitiativeRow).where(
        *_drafts(programme),
        col(InitiativeRow.updated_at) <= now - kept_for + TOLD_AHEAD,
        or_(told.is_(None), told < col(InitiativeRow.updated_at)),
        reachable,
    )
    rows = (await session.execute(forgotten.order_by(col(InitiativeRow.id)).limit(_BATCH))).scalars().all()
    for row in rows:
        editor = row.author if row.entered_by is None else row.entered_by
        nearest = (await people.accounts_of(session, editor))[0]
        place = Place(editor, nearest.channel, nearest.bot, nearest.chat_id)
        screen = announcement(row.id, str(row.answers.get("title", "")), now + TOLD_AHEAD)
        await outbox.post(place, screen, lane=BROADCAST)
        this = col(InitiativeRow.id) == row.id
        await session.execute(update(InitiativeRow).where(this).values(deletion_told_at=now))
    return len(rows)


async def delete_drafts(session: AsyncSession, programme: Programme, now: datetime) -> int:
    """Delete some drafts whose authors were told a week ago and have not touched them since; return how many."""
    told = col(InitiativeRow.deletion_told_at)
    due = (*_drafts(programme), told <= now - TOLD_AHEAD, told >= col(InitiativeRow.updated_at))
    some = (
        select(col(InitiativeRow.id), col(InitiativeRow.author), _editor()).where(*due).limit(_BATCH).with_for_update()
    )
    found = (await session.execute(some)).all()
    await session.execute(delete(InitiativeRow).where(col(InitiativeRow.id).in_([draft for draft, _, _ in found])))
    for draft, author, editor in found:
        await uploads.close_pages(session, draft, now)
        line = audit.AuditLine("discard", f"initiative {draft}", old="draft", programme=programme.key)
        await audit.write(session, line, actor=editor, channel=_TIDY, at=now)
        if editor != author:
            await behalf.forget_worker(session, author)
    return len(found)


async def erase_identities(session: AsyncSession, programme: Programme, now: datetime) -> int:
    """Erase some identity numbers of a programme that ended long enough ago; return of how many initiatives."""
    if now < programme.ends + timedelta(days=programme.retention.identity_days_after_close):
        return 0
    here = col(InitiativeRow.programme) == programme.key
    mark = f"%{SECRET_MARK}%"
    in_drafts = (
        col(InitiativeRow.state) == "draft",
        or_(*(cast(col(column), String).like(mark) for column in (InitiativeRow.answers, InitiativeRow.partials))),
    )
    found: list[int] = []
    for held in ((col(InitiativeRow.identity_hash) > "",), in_drafts):
        some = select(col(InitiativeRow.id)).where(here, *held).limit(_BATCH)
        found += (await session.execute(some)).scalars().all()
    for sealed in SEALED:
        async for _, key, stored in rows_of(session, sealed, found):
            bare = {column: without_secrets(answers) for column, answers in stored.items()}
            await put_back(session, sealed, key, bare)
    await session.execute(
        update(InitiativeRow)
        .where(col(InitiativeRow.id).in_(found))
        .values(identity_hash=None, version=col(InitiativeRow.version) + 1, **upkeep())
    )
    return len(found)


def _editor() -> ColumnElement[int]:
    """Return who looks after a draft: whoever entered it, else its author."""
    return func.coalesce(col(InitiativeRow.entered_by), col(InitiativeRow.author))


def _drafts(programme: Programme) -> tuple[ColumnElement[bool], ...]:
    return col(InitiativeRow.state) == "draft", col(InitiativeRow.programme) == programme.key
