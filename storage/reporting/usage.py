"""How the bot is used in a unit: by how many people on which channel, with how many files, and what is left undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.reporting.scope import Scope
from storage.tables import AccountRow, FileRow, InitiativeRow, VersionRow


@dataclass(frozen=True, slots=True)
class Usage:
    """Numbers about handing in; who is on several channels counts on each of them.

    `drafts` are those still open whose unit is known; `corrected` were handed in more than once; `size` is in bytes.
    """

    people: int
    channels: Mapping[str, int]
    on_behalf: int
    files: int
    size: int
    drafts: int
    corrected: int


async def usage(session: AsyncSession, scope: Scope) -> Usage:
    """Return how people of a unit used the bot."""
    ident, author, entered = (col(one) for one in (InitiativeRow.id, InitiativeRow.author, InitiativeRow.entered_by))
    inside = scope.inside(scope.subtree())
    counted = select(func.count(author.distinct()), func.count(entered)).where(inside)
    people, on_behalf = (await session.execute(counted)).one()
    by_channel = (
        select(col(AccountRow.channel), func.count(col(AccountRow.person_id).distinct()))
        .where(col(AccountRow.person_id).in_(select(author).where(inside)))
        .group_by(col(AccountRow.channel))
        .order_by(col(AccountRow.channel))
    )
    channels = {row[0]: row[1] for row in (await session.execute(by_channel)).all()}
    kept = select(func.count(), func.sum(col(FileRow.size))).where(
        col(FileRow.state) == "kept", col(FileRow.initiative).in_(select(ident).where(inside))
    )
    files, size = (await session.execute(kept)).one()
    again = (
        select(col(VersionRow.initiative))
        .where(col(VersionRow.initiative).in_(select(ident).where(inside)))
        .group_by(col(VersionRow.initiative))
        .having(func.count() > 1)
        .subquery()
    )
    corrected = (await session.execute(select(func.count()).select_from(again))).scalar_one()
    return Usage(people, channels, on_behalf, files, int(size or 0), await _drafts(session, scope), corrected)


async def _drafts(session: AsyncSession, scope: Scope) -> int:
    subtree = scope.subtree()
    begun = (
        select(func.count())
        .select_from(InitiativeRow)
        .where(
            col(InitiativeRow.state) == "draft",
            col(InitiativeRow.programme) == scope.programme.key,
            col(InitiativeRow.answers)["unit"].as_string().in_(select(subtree.c.code)),
        )
    )
    return (await session.execute(begun)).scalar_one()
