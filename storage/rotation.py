"""Everything encrypted or signed is brought under the present key, in small steps that a running bot does not mind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.draft import Secret
from storage import audit_chain, zalo_grants
from storage.answers import closed_by_present_key, dump, load
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import Database
from storage.initiatives import IDENTITY
from storage.outbox import place_of_document
from storage.sealed import SEALED, Sealed, put_back, rows_of
from storage.tables import InitiativeRow, OutboxRow

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did: initiatives looked at, rows brought under the present key, rows that no key opens."""

    looked_at: int
    rotated: int
    unreadable: int


async def initiatives(database: Database) -> int:
    """Return how many initiatives there are to look at."""
    async with database.transaction() as session:
        return int((await session.execute(select(func.count()).select_from(InitiativeRow))).scalar_one())


async def rotate(database: Database, cipher: Cipher) -> AsyncIterator[Step]:
    """Bring everything under the present key, a step a transaction; interrupted, it goes on where it is begun again."""
    async with database.transaction() as session:
        documents = await _documents(session, cipher)
        signed, unreadable = await audit_chain.sign_anew(session, cipher)
        tokens, closed = await zalo_grants.reseal(session, cipher)
        yield Step(0, documents.rotated + signed + tokens, documents.unreadable + unreadable + closed)
    last = -1
    while True:
        async with database.transaction() as session:
            some = select(col(InitiativeRow.id)).where(col(InitiativeRow.id) > last)
            found = (await session.execute(some.order_by(col(InitiativeRow.id)).limit(_BATCH))).scalars().all()
            if not found:
                return
            steps = [await _table(session, cipher, sealed, list(found)) for sealed in SEALED]
        last = found[-1]
        yield Step(len(found), sum(one.rotated for one in steps), sum(one.unreadable for one in steps))


async def _table(session: AsyncSession, cipher: Cipher, sealed: Sealed, some: list[int]) -> Step:
    rotated = unreadable = 0
    async for initiative, key, stored in rows_of(session, sealed, some):
        try:
            changed = _changed(stored, cipher, initiative)
            if sealed.table is InitiativeRow:
                changed |= await _hash(session, cipher, initiative, stored)
        except UnreadableSecretError:
            unreadable += 1
            continue
        if changed:
            await put_back(session, sealed, key, changed)
            rotated += 1
    return Step(0, rotated, unreadable)


def _changed(stored: Any, cipher: Cipher, initiative: int) -> dict[str, Any]:
    return {
        column: dump(load(answers, cipher, initiative), cipher, initiative)
        for column, answers in stored.items()
        if not closed_by_present_key(answers, cipher)
    }


async def _hash(session: AsyncSession, cipher: Cipher, initiative: int, stored: Any) -> dict[str, Any]:
    """Return the keyed hash of what was handed in, where it is missing or under another key."""
    this = select(col(InitiativeRow.identity_hash), col(InitiativeRow.state)).where(col(InitiativeRow.id) == initiative)
    present, state = (await session.execute(this)).one()
    if state == "draft" or IDENTITY not in stored["answers"] or (present and cipher.is_present(present)):
        return {}
    number = load(stored["answers"], cipher, initiative)[IDENTITY]
    return {"identity_hash": cipher.fingerprint(number.secret)} if isinstance(number, Secret) else {}


async def _documents(session: AsyncSession, cipher: Cipher) -> Step:
    """Do the same for documents that wait to be sent."""
    waiting = select(OutboxRow).where(col(OutboxRow.state) == "waiting", col(OutboxRow.kind) == "document")
    rotated = unreadable = 0
    for row in (await session.execute(waiting.with_for_update())).scalars().all():
        place = place_of_document(row.person_id)
        if cipher.is_present(row.body["sealed"]):
            continue
        try:
            sealed = cipher.close(cipher.open(row.body["sealed"], place), place)
        except UnreadableSecretError:
            unreadable += 1
            continue
        body = row.body | {"sealed": sealed}
        await session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(body=body))
        rotated += 1
    return Step(0, rotated, unreadable)
