"""Taking what officers were shown of an initiative off their chats, the outbox and their conversations."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.screen import N_, At, Screen
from storage.outbox import CARD, Outbox, Place
from storage.pruning import empty
from storage.tables import InitiativeRow, OutboxRow, SessionRow


async def blank(session: AsyncSession, outbox: Outbox, initiatives: Sequence[int], now: datetime) -> None:
    """Leave of every card of some initiatives a notice that its author is erased; what was not sent yet is not sent."""
    cards = (
        await session.execute(
            select(OutboxRow, func.coalesce(col(InitiativeRow.code), ""))
            .join(InitiativeRow, col(InitiativeRow.id) == col(OutboxRow.about))
            .where(col(OutboxRow.about).in_(initiatives))
        )
    ).all()
    for card, code in cards:
        await _empty(session, card, now)
        if not card.message:
            continue
        place = Place(card.person_id, card.channel, card.bot, card.chat)
        if card.kind == "file":
            await outbox.erase(place, card.message)
        elif card.kind == "post":
            notice = N_(
                "{code}: the author had their data erased at {at}. Nothing is to be done.", code=code, at=At(now)
            )
            await outbox.redraw(place, card.message, Screen((notice,)), lane=CARD)
    shown = {card.person_id for card, _ in cards}
    await _forget_screens(session, shown, {code for _, code in cards})
    await _forget_reasons(session, shown, initiatives)


async def forget_shown(session: AsyncSession, person: int, now: datetime) -> None:
    """Empty everything that was sent to a person but cards of initiatives, and forget what they see last."""
    await empty(session, now, col(OutboxRow.person_id) == person, col(OutboxRow.about).is_(None))
    await session.execute(update(SessionRow).where(col(SessionRow.person_id) == person).values(screen=null()))


async def _empty(session: AsyncSession, card: OutboxRow, now: datetime) -> None:
    """Drop and empty a card with everything its message was redrawn to."""
    this = [col(OutboxRow.id) == card.id]
    if card.message:
        this = [
            col(OutboxRow.channel) == card.channel,
            col(OutboxRow.bot) == card.bot,
            col(OutboxRow.chat) == card.chat,
            col(OutboxRow.message) == card.message,
        ]
    waiting = col(OutboxRow.state) == "waiting"
    await session.execute(update(OutboxRow).where(*this, waiting).values(state="dropped"))
    await empty(session, now, *this)


async def _forget_screens(session: AsyncSession, people: Collection[int], codes: Collection[str]) -> None:
    """Forget the last screens that speak of these initiatives."""
    shown = await session.execute(
        select(col(SessionRow.person_id), col(SessionRow.screen)).where(col(SessionRow.person_id).in_(people))
    )
    for person, screen in shown.all():
        if any(code in json.dumps(screen) for code in codes):
            await session.execute(update(SessionRow).where(col(SessionRow.person_id) == person).values(screen=null()))


async def _forget_reasons(session: AsyncSession, people: Collection[int], initiatives: Collection[int]) -> None:
    """Forget what officers have written so far of the reasons to return these initiatives."""
    going_on = await session.execute(
        select(col(SessionRow.person_id), col(SessionRow.state)).where(col(SessionRow.person_id).in_(people))
    )
    for person, state in going_on.all():
        doing = state.get("doing") or {}
        if doing.get("initiative") in initiatives and doing.get("reasons"):
            forgotten = {**state, "doing": {**doing, "reasons": {}}}
            await session.execute(update(SessionRow).where(col(SessionRow.person_id) == person).values(state=forgotten))
