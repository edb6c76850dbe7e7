"""Links to what was made: known by a hash, opened by a code told in one person's chat, then by that browser's pass."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Update, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import TellCode
from storage.jobs import Made, made
from storage.tables import JobRow, LinkRow

CODE_LASTS = timedelta(minutes=10)
PASS_LASTS = timedelta(hours=1)
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link that is good leads to, and for whom."""

    token: str
    job: int
    person: int
    unit: str
    programme: str
    identities: bool
    file: Made


async def make(session: AsyncSession, token: str, *, job: int, file: int, person: int, expires_at: datetime) -> None:
    """Keep a new link."""
    row = {"token_hash": hashed(token), "job": job, "file": file, "person_id": person, "expires_at": expires_at}
    await session.execute(insert(LinkRow).values(**row, tries=0, downloads=0))


async def tell_code(session: AsyncSession, told: TellCode, person: int, at: datetime) -> None:
    """Let a new code open the links of somebody's job; the one before opens nothing any more."""
    theirs = col(LinkRow.job) == told.job, col(LinkRow.person_id) == person
    values = {"code_hash": hashed(told.code), "code_until": at + CODE_LASTS, "tries": 0}
    await session.execute(update(LinkRow).where(*theirs).values(**values))


async def find(session: AsyncSession, token: str, at: datetime) -> Linked | None:
    """Return what a link leads to, None for one that never was, was called off or has expired."""
    good = col(LinkRow.token_hash) == hashed(token), col(LinkRow.called_off_at).is_(None), col(LinkRow.expires_at) > at
    query = select(LinkRow, JobRow).join(JobRow, col(JobRow.id) == col(LinkRow.job)).where(*good)
    found = (await session.execute(query.where(col(JobRow.state) == "done"))).first()
    if found is None:
        return None
    link, job = found
    files = made(job)
    identities = job.options.get("identities") == "yes"
    return Linked(token, job.id, link.person_id, job.unit, job.programme, identities, files[link.file])


async def open_by_code(session: AsyncSession, token: str, code: str, pass_: str, at: datetime) -> bool:
    """Give a pass to the browser that brings the right code, once; after a few wrong ones a new code is needed."""
    row = await _row(session, token)
    if row is None or row.code_hash is None or row.code_until is None or row.code_until <= at:
        return False
    if row.tries >= MOST_TRIES or not hmac.compare_digest(row.code_hash, hashed(code)):
        await session.execute(_of(token).values(tries=col(LinkRow.tries) + 1))
        return False
    granted = {"code_hash": None, "code_until": None, "pass_hash": hashed(pass_), "pass_until": at + PASS_LASTS}
    await session.execute(_of(token).values(**granted))
    return True


async def passes(session: AsyncSession, token: str, pass_: str, at: datetime) -> bool:
    """Tell whether a pass opens a link."""
    row = await _row(session, token)
    if row is None or row.pass_hash is None or row.pass_until is None or row.pass_until <= at:
        return False
    return hmac.compare_digest(row.pass_hash, hashed(pass_))


async def count(session: AsyncSession, token: str, at: datetime) -> None:
    """Count a download."""
    await session.execute(_of(token).values(downloads=col(LinkRow.downloads) + 1, fetched_at=at))


def hashed(secret: str) -> str:
    """Return what is kept of a token, a code or a pass."""
    return sha256(secret.encode()).hexdigest()


async def _row(session: AsyncSession, token: str) -> LinkRow | None:
    query = select(LinkRow).where(col(LinkRow.token_hash) == hashed(token)).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


def _of(token: str) -> Update:
    return update(LinkRow).where(col(LinkRow.token_hash) == hashed(token))
