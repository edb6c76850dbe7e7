"""Keeps the tokens of Zalo's Official Account, and lets one process at a time renew them."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.cipher import Cipher, UnreadableSecretError
from storage.database import ConflictError, Database, changed
from storage.tables import ZaloGrantRow


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token and the refresh token that is good for the next pair, once; `ends_at` is when it is no more."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    renewed_at: datetime
    expires_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """What is kept of one application's grant; `lease` is the number of the lease it was read under."""

    pair: Pair | None = None
    given: str = ""
    refused: str = ""
    unsure: bool = False
    lease: int = 0


class ZaloGrants:
    """The grant of one application."""

    def __init__(self, database: Database, cipher: Cipher, app: str) -> None:
        """Keep it in a database, sealed for this application."""
        self._database, self._cipher, self._app = database, cipher, app

    async def read(self) -> Grant:
        """Return what is kept; raises UnreadableSecretError where no key given opens it."""
        async with self._database.transaction() as session:
            row = (await session.execute(select(ZaloGrantRow).where(self._this()))).scalar_one_or_none()
            return Grant() if row is None else self._grant(row)

    async def claim(self, now: datetime, lease: timedelta) -> Grant | None:
        """Take the right to renew and return what is kept then, None while another process has it."""
        await self._make()
        free = or_(col(ZaloGrantRow.leased_until).is_(None), col(ZaloGrantRow.leased_until) <= now)
        taken = (
            update(ZaloGrantRow)
            .where(self._this(), free)
            .values(leased_until=now + lease, leases=col(ZaloGrantRow.leases) + 1)
        )
        async with self._database.transaction() as session:
            if await changed(session, taken) != 1:
                return None
            return self._grant((await session.execute(select(ZaloGrantRow).where(self._this()))).scalar_one())

    async def keep(self, pair: Pair, given: str, spent: Grant) -> bool:
        """Keep the pair that came of another one, and end the lease; False where a newer one is kept by then.

        Not the lease decides: whoever tried the token again after its end was refused, and this pair is the only one.
        """
        before = spent.pair.renewed_at if spent.pair else None
        newer = update(ZaloGrantRow).where(self._this(), col(ZaloGrantRow.renewed_at).is_not_distinct_from(before))
        anew = {**self._sealed(pair), "given": given, "refused": "", "unsure": False, "leased_until": None}
        async with self._database.transaction() as session:
            return await changed(session, newer.values(**anew)) == 1

    async def refuse(self, why: str, given: str, lease: int) -> bool:
        """Note that Zalo gives nothing more for what is kept, and end the lease."""
        return await self._end(lease, refused=why, given=given, leased_until=None)

    async def put_off(self, until: datetime, lease: int, *, unsure: bool) -> bool:
        """Let nobody try before an instant; `unsure` when the refresh token may have been spent all the same."""
        return await self._end(lease, leased_until=until, **({"unsure": True} if unsure else {}))

    async def release(self, lease: int) -> bool:
        """End the lease with nothing changed."""
        return await self._end(lease, leased_until=None)

    async def replace(self, pair: Pair) -> None:
        """Keep a pair an administrator has just been given; whoever renews the one before keeps nothing more."""
        await self._make()
        anew = {**self._sealed(pair), "refused": "", "unsure": False, "leased_until": None}
        async with self._database.transaction() as session:
            await session.execute(
                update(ZaloGrantRow).where(self._this()).values(**anew, leases=col(ZaloGrantRow.leases) + 1)
            )

    async def _make(self) -> None:
        """Make the row where there is none; of two processes that do, one finds it there."""
        empty = {"sealed": "", "given": "", "refused": "", "unsure": False, "leases": 0}
        async with self._database.transaction() as session:
            there = (await session.execute(select(col(ZaloGrantRow.app)).where(self._this()))).scalar_one_or_none()
        if there is None:
            with suppress(ConflictError):
                async with self._database.transaction() as session:
                    await session.execute(insert(ZaloGrantRow).values(app=self._app, **empty))

    async def _end(self, lease: int, **values: Any) -> bool:
        mine = update(ZaloGrantRow).where(self._this(), col(ZaloGrantRow.leases) == lease)
        async with self._database.transaction() as session:
            return await changed(session, mine.values(**values)) == 1

    def _this(self) -> Any:
        return col(ZaloGrantRow.app) == self._app

    def _sealed(self, pair: Pair) -> dict[str, Any]:
        tokens = json.dumps([pair.access, pair.refresh])
        return {
            "sealed": self._cipher.close(tokens, _place(self._app)),
            "renewed_at": pair.renewed_at,
            "expires_at": pair.expires_at,
            "ends_at": pair.ends_at,
        }

    def _grant(self, row: ZaloGrantRow) -> Grant:
        pair = None
        if row.sealed and row.renewed_at and row.expires_at and row.ends_at:
            access, refresh = json.loads(self._cipher.open(row.sealed, _place(row.app)))
            pair = Pair(access, refresh, row.renewed_at, row.expires_at, row.ends_at)
        return Grant(pair, row.given, row.refused, row.unsure, row.leases)


async def reseal(session: AsyncSession, cipher: Cipher) -> tuple[int, int]:
    """Bring tokens under the present key; return how many were, and how many no key opens."""
    rotated = unreadable = 0
    kept = select(ZaloGrantRow).where(col(ZaloGrantRow.sealed) != "").with_for_update()
    for row in (await session.execute(kept)).scalars().all():
        if cipher.is_present(row.sealed):
            continue
        try:
            sealed = cipher.close(cipher.open(row.sealed, _place(row.app)), _place(row.app))
        except UnreadableSecretError:
            unreadable += 1
            continue
        await session.execute(update(ZaloGrantRow).where(col(ZaloGrantRow.app) == row.app).values(sealed=sealed))
        rotated += 1
    return rotated, unreadable


def _place(app: str) -> str:
    return f"zalo grant {app}"
