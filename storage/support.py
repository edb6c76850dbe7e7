"""Whom the people of a unit may call: named by a programme's pack or by staff (decision 19)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.records import Support
from storage.tables import SupportRow


async def nearest(session: AsyncSession, units: Sequence[str]) -> Support | None:
    """Return the person named for the first of these units that has one."""
    rows = (await session.execute(select(SupportRow).where(col(SupportRow.unit).in_(units)))).scalars()
    named = {row.unit: Support(row.unit, row.name, row.phone) for row in rows}
    return next((named[unit] for unit in units if unit in named), None)


async def everybody(session: AsyncSession) -> dict[str, Support]:
    """Return the persons to call by the unit they are named for."""
    rows = (await session.execute(select(SupportRow))).scalars()
    return {row.unit: Support(row.unit, row.name, row.phone) for row in rows}


async def name(session: AsyncSession, support: Support) -> None:
    """Name a person for a unit in place of any other; no pack replaces who was named by hand."""
    await forget(session, support.unit)
    await session.execute(
        insert(SupportRow).values(unit=support.unit, name=support.name, phone=support.phone, programme=None)
    )


async def forget(session: AsyncSession, unit: str) -> None:
    """Let a unit have nobody of its own; the one above it answers then."""
    await session.execute(delete(SupportRow).where(col(SupportRow.unit) == unit))


async def take_over(session: AsyncSession, programme: str, people: Sequence[Support]) -> None:
    """Name the persons of a pack in place of those it named before; who was named by hand stays."""
    await session.execute(delete(SupportRow).where(col(SupportRow.programme) == programme))
    taken = frozenset((await session.execute(select(col(SupportRow.unit)))).scalars())
    rows = [
        {"unit": one.unit, "name": one.name, "phone": one.phone, "programme": programme}
        for one in people
        if one.unit not in taken
    ]
    if rows:
        await session.execute(insert(SupportRow), rows)
