"""Two persons turn out to be one: whether they can be, and letting them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.person_tables.held import HELD
from storage.person_tables.merged import Merging
from storage.tables import DelegationRow, InitiativeRow


async def merge(merging: Merging) -> None:
    """Let one person be another one from now on; nothing of either is lost."""
    for held in HELD:
        await held.merge(merging)


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
    decides = or_(*(cast("ColumnElement[Any]", col(getattr(InitiativeRow, name))) == officer for name in columns))
    return hands, decides
