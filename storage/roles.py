"""Roles given and taken by the operator, with what follows for those who wait (command line)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.person import RoleName
from storage import audit, delegations
from storage.audit import AuditLine
from storage.looks import subject
from storage.tables import AccountRow, PersonRow, RoleRow


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role, and the accounts by which an operator knows them."""

    role_id: int
    person: int
    name: str
    role: RoleName
    unit: str
    accounts: tuple[str, ...]


async def known(session: AsyncSession, channel: str, user: str) -> tuple[tuple[int, str], ...]:
    """Return id and name of the person behind an account, whichever of our bots they wrote to."""
    found = await session.execute(
        select(col(PersonRow.id), col(PersonRow.name))
        .join(AccountRow, col(AccountRow.person_id) == col(PersonRow.id))
        .where(col(AccountRow.channel) == channel, col(AccountRow.user_id) == user)
        .distinct()
        .order_by(col(PersonRow.id))
    )
    return tuple((cast("int", identifier), name) for identifier, name in found.all())


async def holders(session: AsyncSession, units: Sequence[str] | None = None) -> tuple[Holder, ...]:
    """Return who has which role, in the order in which they were given; of some units, or of all."""
    rows = (
        select(RoleRow, col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(RoleRow.person_id))
        .where(col(RoleRow.revoked_at).is_(None))
        .order_by(col(RoleRow.id))
    )
    if units is not None:
        rows = rows.where(col(RoleRow.unit).in_(units))
    found = (await session.execute(rows)).all()
    accounts = await _accounts(session, {role.person_id for role, _ in found})
    return tuple(
        Holder(
            cast("int", role.id),
            role.person_id,
            name,
            cast("RoleName", role.name),
            role.unit,
            accounts.get(role.person_id, ()),
        )
        for role, name in found
    )


async def grant(
    session: AsyncSession, person: int, role: RoleName, unit: str, *, name: str, channel: str, now: datetime
) -> bool:
    """Give somebody a role; False where they have it already."""
    has = select(col(RoleRow.id)).where(
        col(RoleRow.person_id) == person,
        col(RoleRow.name) == role,
        col(RoleRow.unit) == unit,
        col(RoleRow.revoked_at).is_(None),
    )
    if (await session.execute(has)).first():
        return False
    await session.execute(insert(RoleRow).values(person_id=person, name=role, unit=unit, granted_at=now))
    if name:
        await session.execute(update(PersonRow).where(col(PersonRow.id) == person).values(name=name))
    line = AuditLine("grant", subject(person), new=f"{role} {unit}")
    await audit.write(session, line, actor=None, channel=channel, at=now)
    return True


async def revoke(session: AsyncSession, holder: Holder, *, channel: str, now: datetime) -> int:
    """Take a role away, and with the last one of an officer what they stood in for; return how many ended so."""
    await session.execute(
        update(RoleRow)
        .where(col(RoleRow.id) == holder.role_id, col(RoleRow.revoked_at).is_(None))
        .values(revoked_at=now)
    )
    line = AuditLine("revoke", subject(holder.person), old=f"{holder.role} {holder.unit}")
    await audit.write(session, line, actor=None, channel=channel, at=now)
    left = select(col(RoleRow.id)).where(
        col(RoleRow.person_id) == holder.person, col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None)
    )
    if (await session.execute(left)).first():
        return 0
    ended = await delegations.end_all(session, holder.person, now)
    for one in ended:
        line = AuditLine("end delegation", subject(holder.person), old=f"delegation {one}")
        await audit.write(session, line, actor=None, channel=channel, at=now)
    return len(ended)


async def _accounts(session: AsyncSession, persons: set[int]) -> dict[int, tuple[str, ...]]:
    rows = await session.execute(
        select(col(AccountRow.person_id), col(AccountRow.channel), col(AccountRow.user_id))
        .where(col(AccountRow.person_id).in_(persons))
        .order_by(col(AccountRow.id))
    )
    found: dict[int, tuple[str, ...]] = {}
    for person, channel, user in rows.all():
        account = f"{channel}:{user}"
        if account not in found.get(person, ()):
            found[person] = (*found.get(person, ()), account)
    return found
