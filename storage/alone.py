"""Work that only one process may do at a time."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def alone(session: AsyncSession, what: str) -> None:
    """Wait until nobody else does the same, and keep others waiting until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})
