"""What becomes of messages that cannot be delivered: the next account, the list of people to call, another officer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import Database
from storage.outbox import CARD, Parcel, in_chat
from storage.tables import AccountRow, InitiativeRow, OutboxRow


async def give_up(database: Database, parcel: Parcel, why: str, *, unreachable: bool) -> None:
    """Never try this again; a person who cannot be reached at all is marked so, with what else waits for that chat."""
    async with database.transaction() as session:
        place = parcel.place
        doomed = col(OutboxRow.id) == parcel.id
        if unreachable:
            doomed = or_(doomed, and_(*in_chat(place), col(OutboxRow.state) == "waiting"))
            await session.execute(
                update(AccountRow)
                .where(
                    col(AccountRow.channel) == place.channel,
                    col(AccountRow.bot) == place.bot,
                    col(AccountRow.chat_id) == place.chat,
                )
                .values(reachable=False)
            )
            await _fall_back(session, doomed)
        await session.execute(update(OutboxRow).where(doomed).values(state="dead", leased_until=None, last_error=why))


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


async def _fall_back(session: AsyncSession, *doomed: ColumnElement[bool]) -> None:
    """See to it that of messages about to be given up none is lost that must arrive.

    News of a decision, and what is pushed, goes to the person's next account, else they are to be called; an officer's
    card waits to be passed on.
    """
    lost = select(OutboxRow).where(*doomed, col(OutboxRow.kind) == "post").order_by(col(OutboxRow.id))
    for row in (await session.execute(lost)).scalars().all():
        if row.tells is not None or row.push is not None:
            await _tell_elsewhere(session, row)
        elif row.about is not None and row.lane == CARD:
            await session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(stranded=True))


async def _tell_elsewhere(session: AsyncSession, row: OutboxRow) -> None:
    others = select(AccountRow).where(col(AccountRow.person_id) == row.person_id, col(AccountRow.reachable).is_(True))
    nearest = others.order_by(col(AccountRow.seen_at).desc(), col(AccountRow.id)).limit(1)
    account = (await session.execute(nearest)).scalar_one_or_none()
    if account is None:
        if row.tells is not None:
            await unreached(session, row.tells)
        return
    again = {
        "person_id": row.person_id,
        "lane": row.lane,
        "kind": row.kind,
        "body": row.body,
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
