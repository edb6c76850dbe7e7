"""The texts of what was handed in, found again by their likeness; an index of keys, never a scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import pack, unpack

from sqlalchemy import Row, delete, desc, func, insert, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.draft import Initiative, Likeness
from flows.likeness import keys, percent, text_of
from flows.needs import Alike
from storage.tables import InitiativeRow, LikenessRow

_OF_A_KEY = 100
_COMPARED = 20
_OWN = 50
_SHOWN = 3
_HANDED_IN = ("pending", "verified", "returned", "rejected")

Text = Row[int, int, str, dict[str, object]]


async def alike(session: AsyncSession, need: Alike) -> tuple[Likeness, ...]:
    """Return what was handed in and reads nearly like a text: first of the author or the unit, then of others.

    The author's newest are all looked at, of others those that share most keys; of a key that very many have, not all
    are read.
    """
    if not need.text:
        return ()
    wanted = keys(need.text, need.programme, need.unit)
    found = {*await _own(session, need), *await _sharing(session, wanted.near), *await _sharing(session, wanted.far)}
    near: list[Likeness] = []
    others: list[Likeness] = []
    for identifier, author, unit, answers in await _texts(session, found - {need.initiative}, need.programme):
        likeness = Likeness(identifier, percent(need.text, text_of(answers)))
        if likeness.percent:
            (near if author == need.author or unit == need.unit else others).append(likeness)
    return (*_most_alike(near), *_most_alike(others))


async def index(session: AsyncSession, initiative: Initiative) -> None:
    """Let an initiative that waits be found by its present text, and one that was withdrawn not at all."""
    here = col(InitiativeRow.id) == initiative.id
    await forget(session, (initiative.id,))
    new = _keys(initiative) if initiative.state == "pending" else ()
    if new:
        await session.execute(insert(LikenessRow), [{"key": key, "initiative": initiative.id} for key in new])
    kept = pack(f">{len(new)}q", *new) if new else None
    await session.execute(update(InitiativeRow).where(here).values(likeness_keys=kept))


async def forget(session: AsyncSession, initiatives: Sequence[int]) -> None:
    """Let initiatives not be found any more; each knows its own keys, so that the index need not be searched."""
    known = select(col(InitiativeRow.id), col(InitiativeRow.likeness_keys)).where(
        col(InitiativeRow.id).in_(initiatives)
    )
    for identifier, kept in (await session.execute(known)).all():
        if not kept:
            continue
        old = unpack(f">{len(kept) // 8}q", kept)
        await session.execute(
            delete(LikenessRow).where(col(LikenessRow.key).in_(old), col(LikenessRow.initiative) == identifier)
        )


def _keys(initiative: Initiative) -> tuple[int, ...]:
    text = text_of(initiative.answers)
    found = keys(text, initiative.programme, initiative.unit or "") if text else None
    return tuple({*found.near, *found.far}) if found else ()


async def _own(session: AsyncSession, need: Alike) -> Iterable[int]:
    newest = (
        select(col(InitiativeRow.id))
        .where(col(InitiativeRow.author) == need.author, col(InitiativeRow.state).in_(_HANDED_IN))
        .order_by(col(InitiativeRow.id).desc())
        .limit(_OWN)
    )
    return (await session.execute(newest)).scalars()


async def _sharing(session: AsyncSession, several: Sequence[int]) -> Iterable[int]:
    """Return the initiatives that share most of some keys."""
    under = (
        select(col(LikenessRow.initiative)).where(col(LikenessRow.key) == key).limit(_OF_A_KEY).subquery().select()
        for key in several
    )
    hits = union_all(*under).subquery()
    most = select(hits.c.initiative).group_by(hits.c.initiative).order_by(desc(func.count()), hits.c.initiative.desc())
    return (await session.execute(most.limit(_COMPARED))).scalars()


async def _texts(session: AsyncSession, found: Iterable[int], programme: str) -> Sequence[Text]:
    wanted = select(
        col(InitiativeRow.id), col(InitiativeRow.author), col(InitiativeRow.unit), col(InitiativeRow.answers)
    ).where(
        col(InitiativeRow.id).in_(found),
        col(InitiativeRow.programme) == programme,
        col(InitiativeRow.state).in_(_HANDED_IN),
    )
    return (await session.execute(wanted)).all()


def _most_alike(several: Iterable[Likeness]) -> Sequence[Likeness]:
    return sorted(several, key=lambda one: (-one.percent, one.initiative))[:_SHOWN]
