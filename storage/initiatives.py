"""Initiatives: loading, keeping, and the one conditional update that a move is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, literal, or_, select, true, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.backlog import Calls
from flows.draft import Answers, Initiative, Secret
from flows.effects import Carry, Open
from flows.needs import AsHandedIn, DecidedAt, OthersByIdentity, ToCall
from flows.states import MOVES
from storage.answers import dump, load
from storage.cipher import Cipher
from storage.database import ConflictError, changed
from storage.initiative_rows import Loading, copied, hand_in, loaded, read
from storage.tables import InitiativeRow, VersionRow
from storage.tables.columns import Utc
from storage.units.subtree import below

_DECISIONS = frozenset({"verify", "return", "reject", "withdraw", "undo", "reopen"})
IDENTITY = "identity"
_LARGEST_ID = 2**63 - 1


class Initiatives:
    """The initiatives within one transaction."""

    def __init__(self, session: AsyncSession, cipher: Cipher) -> None:
        """Work in a transaction that somebody else commits."""
        self._session = session
        self._cipher = cipher

    @property
    def cipher(self) -> Cipher:
        """Return what closes secrets."""
        return self._cipher

    async def by_id(self, identifier: int) -> Initiative | None:
        """Return one initiative or draft; a forged button may name a number that no database takes."""
        if identifier > _LARGEST_ID:
            return None
        return await self._first(loaded().where(col(InitiativeRow.id) == identifier))

    async def by_code(self, code: str) -> Initiative | None:
        """Return the initiative with a code."""
        return await self._first(loaded().where(col(InitiativeRow.code) == code))

    async def several(self, ids: Sequence[int]) -> tuple[Initiative, ...]:
        """Return initiatives by their ids, in that order; what is not there is left out."""
        found = (await self._session.execute(loaded().where(col(InitiativeRow.id).in_(ids)))).all()
        by_id = {one.id: one for one in (self._read(row) for row in found)}
        return tuple(by_id[one] for one in ids if one in by_id)

    async def of_author(self, author: int, limit: int) -> tuple[Initiative, ...]:
        """Return the initiatives and drafts somebody wrote or entered, newest first."""
        mine = loaded().where(hand_in(author)).order_by(col(InitiativeRow.id).desc()).limit(limit)
        return tuple(self._read(row) for row in (await self._session.execute(mine)).all())

    async def drafts(self, author: int) -> tuple[Initiative, ...]:
        """Return all that somebody has begun and not handed in, newest first."""
        begun = (
            loaded().where(hand_in(author), col(InitiativeRow.state) == "draft").order_by(col(InitiativeRow.id).desc())
        )
        return tuple(self._read(row) for row in (await self._session.execute(begun)).all())

    async def of_worker(self, need: OthersByIdentity) -> tuple[Initiative, ...]:
        """Return what counts, or may count yet, under an identity number, or under a unit and phone number."""
        known = await self.with_identity(need.programme, need.identity) if need.identity else ()
        phone = col(InitiativeRow.answers)["phone"].as_string()
        reached = and_(col(InitiativeRow.unit) == need.unit, phone == need.phone)
        others = loaded().where(
            col(InitiativeRow.state).in_(("pending", "verified", "returned")),
            col(InitiativeRow.programme) == need.programme,
            or_(reached, col(InitiativeRow.id).in_(known)),
        )
        return tuple(self._read(row) for row in (await self._session.execute(others)).all())

    async def last_handed_in(self, author: int) -> Initiative | None:
        """Return what somebody handed in last, whatever became of it."""
        last = loaded().where(col(InitiativeRow.author) == author, col(InitiativeRow.state) != "draft")
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

    async def decided_at(self, need: DecidedAt) -> tuple[Initiative, ...]:
        """Return what an officer decided at one instant and can still take back."""
        decided = loaded().where(
            col(InitiativeRow.decided_at) == need.at,
            col(InitiativeRow.decided_by) == need.officer,
            col(InitiativeRow.told_at).is_(None),
            col(InitiativeRow.state).in_(("verified", "returned", "rejected")),
        )
        found = await self._session.execute(decided.order_by(col(InitiativeRow.id)))
        return tuple(self._read(row) for row in found.all())

    async def unreached_of(self, person: int) -> tuple[Initiative, ...]:
        """Return what somebody wrote or entered and whose decision reached them nowhere."""
        unreached = loaded().where(col(InitiativeRow.unreached_at).is_not(None), hand_in(person))
        found = await self._session.execute(unreached.order_by(col(InitiativeRow.id)))
        return tuple(self._read(row) for row in found.all())

    async def to_call(self, need: ToCall, tops: Sequence[str], day: date) -> Calls:
        """Return whose decision reached them nowhere, anywhere below some units, the longest ago first."""
        if not tops:
            return Calls(0, ())
        here = (
            col(InitiativeRow.unreached_at).is_not(None),
            col(InitiativeRow.unit).in_(select(below(tops, day).c.code)),
        )
        count = (await self._session.execute(select(func.count()).select_from(InitiativeRow).where(*here))).scalar_one()
        if not count:
            return Calls(0, ())
        some = loaded().where(*here).order_by(col(InitiativeRow.unreached_at), col(InitiativeRow.id))
        found = await self._session.execute(some.offset(need.skip).limit(need.limit))
        return Calls(count, tuple(self._read(row) for row in found.all()))

    async def keep(self, initiative: Initiative, now: datetime) -> None:
        """Store the answers of a draft or returned initiative, its state unchanged; of a waiting one the half-given."""
        row = self._answers(initiative) | {"phase": initiative.phase, "updated_at": now}
        if initiative.state == "pending":
            del row["answers"]
        untouched = and_(col(InitiativeRow.state) == "pending", col(InitiativeRow.opened_at).is_(None))
        kept = await changed(
            self._session,
            update(InitiativeRow)
            .where(
                col(InitiativeRow.id) == initiative.id,
                col(InitiativeRow.version) == initiative.version,
                untouched if initiative.state == "pending" else col(InitiativeRow.state).in_(("draft", "returned")),
            )
            .values(**row),
        )
        if kept == 0:
            if initiative.code or await self.by_id(initiative.id):
                raise ConflictError("the draft changed meanwhile")
            new = {"id": initiative.id, "author": initiative.author, "programme": initiative.programme}
            began = {"state": "draft", "version": 0, "reason": "", "confidential": False}
            new |= {"entered_by": initiative.entered_by}
            await self._session.execute(insert(InitiativeRow).values(**began, **new, **row))

    async def amend(self, initiative: Initiative, now: datetime) -> None:
        """Store the answers of an initiative in any state but verified, unless it moved meanwhile (ConflictError)."""
        amended = await changed(
            self._session,
            update(InitiativeRow)
            .where(col(InitiativeRow.id) == initiative.id, col(InitiativeRow.version) == initiative.version)
            .values(updated_at=now, **self._answers(initiative)),
        )
        if amended != 1:
            raise ConflictError("the initiative was moved by somebody else first")

    async def discard(self, identifier: int) -> None:
        """Delete a draft; anything that has been handed in stays."""
        await self._session.execute(
            delete(InitiativeRow).where(col(InitiativeRow.id) == identifier, col(InitiativeRow.state) == "draft")
        )

    async def carry(self, move: Carry, now: datetime) -> None:
        """Make a move if nobody made another one first; raises ConflictError so that the turn is taken again.

        A decision leaves the answers as they are: what is known of their files may change meanwhile. What was decided
        supposing that no officer had opened it is refused once one has; it is taken back only until its author is told.
        """
        after, sources = move.after, MOVES[move.move][0]
        columns = copied(after)
        if move.move not in _DECISIONS:
            columns |= self._answers(after)
        unopened = "pending" in sources and after.opened_at is None
        moved = await changed(
            self._session,
            update(InitiativeRow)
            .where(
                col(InitiativeRow.id) == after.id,
                col(InitiativeRow.version) == move.version,
                col(InitiativeRow.state).in_(sources),
                col(InitiativeRow.opened_at).is_(None) if unopened else true(),
                col(InitiativeRow.told_at).is_(None) if move.move == "undo" else true(),
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
                desk=after.desk,
                escalated=after.escalated,
                waiting_since=after.waiting_since,
                claimed_by=after.claimed_by,
                claimed_at=after.claimed_at,
                marks=dict(after.marks),
                decided_as=after.decided_as,
                decided_for=after.decided_for,
                told_at=after.told_at,
                unreached_at=after.unreached_at,
                overwritten=asdict(after.overwritten) if after.overwritten else None,
                alike=[asdict(one) for one in after.alike],
                opened_at=after.opened_at,
                opened_by=after.opened_by,
                updated_at=now,
                identity_hash=self._identity_hash(after),
                **columns,
            ),
        )
        if moved != 1:
            raise ConflictError("the initiative was moved by somebody else first")

    async def open(self, opening: Open, officer: int, now: datetime) -> None:
        """Note the officer who has it in hand, and the first who had.

        Raises ConflictError where its author corrected it first, or a colleague took it in hand.
        """
        claimed = col(InitiativeRow.claimed_by)
        free = or_(claimed.is_(None), claimed == officer, col(InitiativeRow.claimed_at) <= opening.since)
        opened = await changed(
            self._session,
            update(InitiativeRow)
            .where(
                col(InitiativeRow.id) == opening.initiative,
                col(InitiativeRow.version) == opening.version,
                col(InitiativeRow.state) == "pending",
                true() if opening.over else free,
            )
            .values(
                claimed_by=officer,
                claimed_at=now,
                opened_at=func.coalesce(col(InitiativeRow.opened_at), literal(now, Utc())),
                opened_by=func.coalesce(col(InitiativeRow.opened_by), officer),
            ),
        )
        if opened != 1:
            raise ConflictError("the initiative was corrected or taken in hand by somebody else first")

    async def let_go(self, initiative: int, officer: int) -> None:
        """Note that an officer does not have it in hand any more."""
        mine = col(InitiativeRow.id) == initiative, col(InitiativeRow.claimed_by) == officer
        await self._session.execute(update(InitiativeRow).where(*mine).values(claimed_by=None, claimed_at=None))

    async def keep_version(self, handed_in: Initiative, by: int, now: datetime) -> None:
        """Keep the answers as they were handed in, so that no later correction loses them."""
        row = {"initiative": handed_in.id, "version": handed_in.version, "at": now, "by": by}
        answers = dump(handed_in.answers, self._cipher, handed_in.id)
        await self._session.execute(insert(VersionRow).values(answers=answers, **row))

    async def as_handed_in(self, need: AsHandedIn) -> Answers | None:
        """Return the answers of the last version handed in before another, None where none are kept."""
        kept = select(col(VersionRow.answers)).where(
            col(VersionRow.initiative) == need.initiative, col(VersionRow.version) < need.before
        )
        answers = (
            await self._session.execute(kept.order_by(col(VersionRow.version).desc()).limit(1))
        ).scalar_one_or_none()
        return None if answers is None else load(answers, self._cipher, need.initiative)

    def _identity_hash(self, initiative: Initiative) -> str | None:
        number = initiative.answers.get(IDENTITY)
        return self._cipher.fingerprint(number.secret) if isinstance(number, Secret) else None

    def _answers(self, initiative: Initiative) -> dict[str, Any]:
        return {
            "answers": dump(initiative.answers, self._cipher, initiative.id),
            "partials": dump(initiative.partials, self._cipher, initiative.id),
            "sources": dict(initiative.sources),
        }

    async def _first(self, query: Loading) -> Initiative | None:
        row = (await self._session.execute(query)).first()
        return self._read(row) if row else None

    def _read(self, row: Row[InitiativeRow, str, str, str, str, str]) -> Initiative:
        return read(row, self._cipher)
