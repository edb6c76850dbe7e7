"""Initiatives: loading, keeping, and the one conditional update that a move is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, delete, func, insert, or_, select, update
from sqlalchemy.engine import CursorResult, Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.draft import Initiative, Likeness, Secret, State
from flows.effects import Carry
from flows.facts import Queue
from flows.states import MOVES
from storage.answers import dump, load
from storage.cipher import Cipher
from storage.database import ConflictError
from storage.tables import InitiativeRow, PersonRow
from storage.units.subtree import below

_DECISIONS = frozenset({"verify", "return", "reject", "withdraw"})
IDENTITY = "identity"
_COPIED = ("bloc", "target_group", "kind")
_LARGEST_ID = 2**63 - 1


class Initiatives:
    """The initiatives within one transaction."""

    def __init__(self, session: AsyncSession, cipher: Cipher) -> None:
        """Work in a transaction that somebody else commits."""
        self._session = session
        self._cipher = cipher

    async def by_id(self, identifier: int) -> Initiative | None:
        """Return one initiative or draft; a forged button may name a number that no database takes."""
        if identifier > _LARGEST_ID:
            return None
        return await self._first(_loaded().where(col(InitiativeRow.id) == identifier))

    async def by_code(self, code: str) -> Initiative | None:
        """Return the initiative with a code."""
        return await self._first(_loaded().where(col(InitiativeRow.code) == code))

    async def of_author(self, author: int, limit: int) -> tuple[Initiative, ...]:
        """Return somebody's initiatives and drafts, newest first."""
        mine = _loaded().where(col(InitiativeRow.author) == author).order_by(col(InitiativeRow.id).desc()).limit(limit)
        return tuple(self._read(row) for row in (await self._session.execute(mine)).all())

    async def drafts(self, author: int) -> tuple[Initiative, ...]:
        """Return all that somebody has begun and not handed in, newest first."""
        begun = (
            _loaded()
            .where(col(InitiativeRow.author) == author, col(InitiativeRow.state) == "draft")
            .order_by(col(InitiativeRow.id).desc())
        )
        return tuple(self._read(row) for row in (await self._session.execute(begun)).all())

    async def last_handed_in(self, author: int) -> Initiative | None:
        """Return what somebody handed in last, whatever became of it."""
        last = _loaded().where(col(InitiativeRow.author) == author, col(InitiativeRow.state) != "draft")
        return await self._first(
            last.order_by(col(InitiativeRow.submitted_at).desc(), col(InitiativeRow.id).desc()).limit(1)
        )

    async def with_identity(self, programme: str, number: Secret) -> tuple[int, ...]:
        """Return the ids of what was handed in to a programme under an identity number, by its keyed hash."""
        found = await self._session.execute(
            select(col(InitiativeRow.id))
            .where(
                col(InitiativeRow.programme) == programme,
                col(InitiativeRow.identity_hash).in_(self._cipher.fingerprints(number.secret)),
            )
            .order_by(col(InitiativeRow.id))
        )
        return tuple(found.scalars())

    async def queue(self, tops: Sequence[str], day: date, reader: int) -> Queue:
        """Return how many wait anywhere below these units for somebody other than their author, and the oldest."""
        if not tops:
            return Queue(0, None)
        here = (
            col(InitiativeRow.state) == "pending",
            col(InitiativeRow.unit).in_(select(below(tops, day).c.code)),
            col(InitiativeRow.author) != reader,
        )
        count = (await self._session.execute(select(func.count()).select_from(InitiativeRow).where(*here))).scalar_one()
        oldest = _loaded().where(*here).order_by(col(InitiativeRow.submitted_at), col(InitiativeRow.id)).limit(1)
        return Queue(count, await self._first(oldest) if count else None)

    async def keep(self, initiative: Initiative, now: datetime) -> None:
        """Store the answers of a draft or returned initiative, its state unchanged."""
        row = self._answers(initiative) | {"phase": initiative.phase, "updated_at": now}
        kept: CursorResult[Any] = await self._session.execute(  # type: ignore[assignment]
            update(InitiativeRow)
            .where(
                col(InitiativeRow.id) == initiative.id,
                col(InitiativeRow.version) == initiative.version,
                or_(col(InitiativeRow.state) == "draft", col(InitiativeRow.state) == "returned"),
            )
            .values(**row)
        )
        if kept.rowcount == 0:
            if initiative.code or await self.by_id(initiative.id):
                raise ConflictError("the draft changed meanwhile")
            new = {"id": initiative.id, "author": initiative.author, "programme": initiative.programme}
            began = {"state": "draft", "version": 0, "reason": "", "confidential": False}
            await self._session.execute(insert(InitiativeRow).values(**began, **new, **row))

    async def amend(self, initiative: Initiative, now: datetime) -> None:
        """Store the answers of an initiative in any state, unless it moved meanwhile (ConflictError)."""
        amended: CursorResult[Any] = await self._session.execute(  # type: ignore[assignment]
            update(InitiativeRow)
            .where(col(InitiativeRow.id) == initiative.id, col(InitiativeRow.version) == initiative.version)
            .values(updated_at=now, **self._answers(initiative))
        )
        if amended.rowcount != 1:
            raise ConflictError("the initiative was moved by somebody else first")

    async def discard(self, identifier: int) -> None:
        """Delete a draft; anything that has been handed in stays."""
        await self._session.execute(
            delete(InitiativeRow).where(col(InitiativeRow.id) == identifier, col(InitiativeRow.state) == "draft")
        )

    async def carry(self, move: Carry, now: datetime) -> None:
        """Make a move if nobody made another one first; raises ConflictError so that the turn is taken again.

        A decision leaves the answers as they are: what is known of their files may change meanwhile.
        """
        after, sources = move.after, MOVES[move.move][0]
        copied = _copied(after)
        if move.move not in _DECISIONS:
            copied |= self._answers(after)
        moved: CursorResult[Any] = await self._session.execute(  # type: ignore[assignment]
            update(InitiativeRow)
            .where(
                col(InitiativeRow.id) == after.id,
                col(InitiativeRow.version) == move.version,
                col(InitiativeRow.state).in_(sources),
            )
            .values(
                state=after.state,
                version=after.version,
                code=after.code,
                unit=after.unit,
                phase=after.phase,
                submitted_at=after.submitted_at,
                decided_at=after.decided_at,
                decided_by=after.decided_by,
                reason=after.reason,
                alike=[asdict(one) for one in after.alike],
                updated_at=now,
                identity_hash=self._identity_hash(after),
                **copied,
            )
        )
        if moved.rowcount != 1:
            raise ConflictError("the initiative was moved by somebody else first")

    def _identity_hash(self, initiative: Initiative) -> str | None:
        number = initiative.answers.get(IDENTITY)
        return self._cipher.fingerprint(number.secret) if isinstance(number, Secret) else None

    def _answers(self, initiative: Initiative) -> dict[str, Any]:
        return {
            "answers": dump(initiative.answers, self._cipher, initiative.id),
            "partials": dump(initiative.partials, self._cipher, initiative.id),
            "sources": dict(initiative.sources),
        }

    async def _first(self, query: Select[InitiativeRow, str]) -> Initiative | None:
        row = (await self._session.execute(query)).first()
        return self._read(row) if row else None

    def _read(self, joined: Row[InitiativeRow, str]) -> Initiative:
        row, decided_by_name = joined
        return Initiative(
            id=row.id,
            author=row.author,
            programme=row.programme,
            state=cast("State", row.state),
            version=row.version,
            answers=load(row.answers, self._cipher, row.id),
            partials=load(row.partials, self._cipher, row.id),
            sources=dict(row.sources),
            code=row.code,
            unit=row.unit,
            phase=row.phase,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            decided_by_name=decided_by_name or "",
            reason=row.reason,
            alike=tuple(Likeness(**one) for one in row.alike or ()),
        )


def _copied(initiative: Initiative) -> dict[str, Any]:
    """Return what is searched and added up, as columns."""
    return {
        **{key: initiative.text(key) or None for key in _COPIED},
        "applied_on": initiative.applied_on,
        "recognised_on": initiative.recognised_on,
        "benefit": initiative.benefit,
        "confidential": initiative.confidential,
    }


def _loaded() -> Select[InitiativeRow, str]:
    return (
        select(InitiativeRow, col(PersonRow.name))
        .outerjoin(PersonRow, col(PersonRow.id) == col(InitiativeRow.decided_by))
        .execution_options(populate_existing=True)
    )
