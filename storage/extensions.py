"""More time for a unit: granted on the command line with a reason, read by every turn, written down for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.programme import Extension, Programme
from storage import audit
from storage.tables import ExtensionRow


@dataclass(frozen=True, slots=True)
class Grant:
    """An extension of one programme, who granted it and when."""

    programme: str
    extension: Extension
    by: str
    at: datetime


async def granted(session: AsyncSession) -> Mapping[str, tuple[Extension, ...]]:
    """Return the extensions by programme, over or not."""
    found: dict[str, tuple[Extension, ...]] = {}
    for grant in await grants(session):
        found[grant.programme] = (*found.get(grant.programme, ()), grant.extension)
    return found


async def extended(session: AsyncSession, programme: Programme) -> Programme:
    """Return a programme with the extensions granted up to now."""
    return replace(programme, extensions=(await granted(session)).get(programme.key, ()))


async def grants(session: AsyncSession) -> tuple[Grant, ...]:
    """Return who granted which extension, by programme, phase and unit."""
    rows = (
        await session.execute(
            select(ExtensionRow).order_by(col(ExtensionRow.programme), col(ExtensionRow.phase), col(ExtensionRow.unit))
        )
    ).scalars()
    return tuple(
        Grant(row.programme, Extension(row.phase, row.unit, row.until, row.reason), row.by, row.at) for row in rows
    )


async def grant(session: AsyncSession, new: Grant) -> datetime | None:
    """Keep an extension in place of one the unit had for this phase, and return until when that was."""
    extension = new.extension
    here = (
        col(ExtensionRow.programme) == new.programme,
        col(ExtensionRow.phase) == extension.phase,
        col(ExtensionRow.unit) == extension.unit,
    )
    before: datetime | None = (await session.execute(select(col(ExtensionRow.until)).where(*here))).scalar_one_or_none()
    await session.execute(delete(ExtensionRow).where(*here))
    await session.execute(
        insert(ExtensionRow).values(
            programme=new.programme,
            phase=extension.phase,
            unit=extension.unit,
            until=extension.until,
            reason=extension.reason,
            by=new.by,
            at=new.at,
        )
    )
    line = audit.AuditLine(
        "extend",
        f"phase {new.programme}/{extension.phase} of {extension.unit}",
        old=before.isoformat() if before else "",
        new=extension.until.astimezone(UTC).isoformat(),
        reason=extension.reason,
        programme=new.programme,
    )
    channel = f"command line: {new.by}" if new.by else "command line"
    await audit.write(session, line, actor=None, channel=channel, at=new.at)
    return before
