"""What becomes of messages that cannot be delivered: the next account, the list of people to call, another officer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import Database, changed
from storage.outbox import ANSWER, CARD, Parcel, Place, in_chat
from storage.people import accounts_of, last_account_of
from storage.tables import AccountRow, InitiativeRow, OutboxRow


async def give_up(database: Database, parcel: Parcel, why: str, *, unreachable: bool) -> None:
    """Never try this again; a person who cannot be reached at all is marked so, with what else waits for that chat."""
    async with database.transaction() as session:
        place = parcel.place
        doomed = col(OutboxRow.id) == parcel.id
        if unreachable:
            doomed = or_(doomed, _waiting_in(place))
            await session.execute(update(AccountRow).where(*_at(place)).values(reachable=False))
            await _fall_back(session, doomed)
        await session.execute(update(OutboxRow).where(doomed).values(state="dead", leased_until=None, last_error=why))


async def left(session: AsyncSession, place: Place, at: datetime) -> None:
    """Mark somebody who wants no messages in a chat any more as one who cannot be reached there.

    Told late, after they have come back, it means nothing.
    """
    gone = update(AccountRow).where(*_at(place), col(AccountRow.seen_at) <= at).values(reachable=False)
    if await changed(session, gone):
        doomed = _waiting_in(place)
        await _fall_back(session, doomed)
        dead = {"state": "dead", "leased_until": None, "last_error": "they left"}
        await session.execute(update(OutboxRow).where(doomed).values(**dead))


async def unreached(session: AsyncSession, initiative: int) -> None:
    """Note that a decision, if it still stands, reached its author nowhere since they were to be told."""
    await session.execute(
        update(InitiativeRow)
        .where(
            col(InitiativeRow.id) == initiative,
            col(InitiativeRow.told_at).is_not(None),
            col(InitiativeRow.state).in_(("verified", "returned", "rejected")),
        )
        .values(unreached_at=col(InitiativeRow.told_at))
    )


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        col(AccountRow.channel) == place.channel,
        col(AccountRow.bot) == place.bot,
        col(AccountRow.chat_id) == place.chat,
    )


def _waiting_in(place: Place) -> ColumnElement[bool]:
    return and_(*in_chat(place), col(OutboxRow.state) == "waiting")


async def _fall_back(session: AsyncSession, *doomed: ColumnElement[bool]) -> None:
    """See to it that of messages about to be given up none is lost that must arrive.

    What answers nobody's word there goes to the person's next account. Where there is none, whoever is told of a
    decision is to be called, and an officer's card waits to be passed on.
    """
    lost = select(OutboxRow).where(*doomed, col(OutboxRow.kind) == "post").order_by(col(OutboxRow.id))
    for row in (await session.execute(lost)).scalars().all():
        if (row.lane > ANSWER or row.tells is not None) and await _told_elsewhere(session, row):
            continue
        if row.tells is not None:
            await unreached(session, row.tells)
        elif row.about is not None and row.lane == CARD:
            await session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(stranded=True))


async def told_at(session: AsyncSession, place: Place, channels: Collection[str]) -> Place:
    """Return where somebody is told what comes of something they began in a chat, on one of some channels.

    That is the chat, unless it is not theirs any more or can be used for nothing now, and they have another one.
    """
    theirs = [one for one in await accounts_of(session, place.person) if one.channel in channels]
    if any((one.channel, one.bot, one.chat_id) == (place.channel, place.bot, place.chat) for one in theirs):
        return place
    account = theirs[0] if theirs else await last_account_of(session, place.person)
    return Place(place.person, account.channel, account.bot, account.chat_id) if account else place


async def move_on(session: AsyncSession, place: Place, channels: Collection[str] | None = None) -> tuple[int, ...]:
    """Move what waits for a chat, and answers nobody's word there, to other accounts; return which messages.

    `channels` are those that are switched on, all of them if not said.
    """
    waiting = select(OutboxRow).where(
        *in_chat(place),
        col(OutboxRow.state) == "waiting",
        col(OutboxRow.kind) == "post",
        col(OutboxRow.lane) > ANSWER,
        col(OutboxRow.message).is_(None),
    )
    moved = []
    for row in (await session.execute(waiting.order_by(col(OutboxRow.id)).with_for_update())).scalars().all():
        others = (
            one
            for one in await accounts_of(session, row.person_id)
            if (channels is None or one.channel in channels)
            and (one.channel, one.bot, one.chat_id) != (place.channel, place.bot, place.chat)
        )
        account = next(others, None)
        if account is None:
            continue
        there = {"channel": account.channel, "bot": account.bot, "chat": account.chat_id}
        anew = {"leased_until": None, "attempts": 0}
        await session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(**there, **anew))
        moved.append(row.id or 0)
    return tuple(moved)


async def leave(database: Database, parcel: Parcel, channels: Collection[str]) -> bool:
    """Have what waits for a channel that is switched off sent on another one; tell whether this message goes there."""
    async with database.transaction() as session:
        return parcel.id in await move_on(session, parcel.place, channels)


async def _told_elsewhere(session: AsyncSession, row: OutboxRow) -> bool:
    account = next(iter(await accounts_of(session, row.person_id)), None)
    if account is None:
        return False
    again = {
        "person_id": row.person_id,
        "lane": row.lane,
        "kind": row.kind,
        "body": row.body,
        "about": row.about,
        "tells": row.tells,
        "push": row.push,
        "state": "waiting",
        "attempts": 0,
        "last_error": "",
        "due_at": row.due_at,
        "created_at": row.created_at,
    }
    place = {"channel": account.channel, "bot": account.bot, "chat": account.chat_id}
    await session.execute(insert(OutboxRow).values(**again, **place))
    return True
