"""Two persons who are one: every table names the one who stays, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import JSON, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel, col
from sqlmodel.sql.sqltypes import AutoString

from flows.person import Person
from storage import audit_chain, audit_proof, merging
from storage.audit import AuditLine, write
from storage.database import Database
from storage.person_tables import merged
from storage.person_tables.held import HELD
from storage.person_tables.merged import Merging
from storage.tables import (
    AuditRow,
    DelegationRow,
    InitiativeRow,
    InvitationRow,
    JobRow,
    JoiningRow,
    OutboxRow,
    PersonRow,
    PushRecipientRow,
    PushRow,
    RoleRow,
    SnapshotRow,
)
from storage.tables.columns import Utc
from tests.conftest import START
from tests.storage.given import CIPHER, UNIT, UPPER, appoint, every, initiative, meet, put
from tests.storage.test_joining import barrier, met

LATER = START + timedelta(minutes=1)
ONE = 1
# What a row needs besides, where any value will not do.
SPECIAL: Mapping[type[SQLModel], Mapping[str, Any]] = {
    DelegationRow: {"ends_at": LATER},
    InvitationRow: {"role": "verifier", "used_at": START},
    JoiningRow: {"used_at": START},
    OutboxRow: {"kind": "post"},
    PushRecipientRow: {"outcome": "put"},
    PushRow: {"kind": "behind"},
    RoleRow: {"name": "verifier"},
}
# What goes with a column that names somebody.
BESIDE: Mapping[str, Mapping[str, Any]] = {"opened_by": {"opened_at": START}, "claimed_by": {"claimed_at": START}}
_NUMBERS = count(100)


def row_of(table: Any, named: Mapping[str, int], somebody: int) -> dict[str, Any]:
    """Return a row of a table that names persons in some columns, and somebody else where it must name one."""
    special = SPECIAL.get(table, {})
    row = {}
    for column in table.__table__.columns:
        foreign = {key.column.table.name for key in column.foreign_keys}
        if column.name in {**special, **named}:
            row[column.name] = {**special, **named}[column.name]
        elif column.nullable and not (table is JoiningRow and column.name == "used_by"):
            continue
        elif "person" in foreign:
            row[column.name] = somebody
        elif column.primary_key and not foreign:
            row[column.name] = next(_NUMBERS) if column.type.python_type is int else f"key {next(_NUMBERS)}"
        elif column.default is None:
            row[column.name] = value_for(column.type)
    return row


def value_for(kind: TypeEngine[Any]) -> object:
    """Return something a column of a kind takes."""
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, AutoString):
        return f"words {next(_NUMBERS)}"
    return START if isinstance(kind, Utc) else ONE


async def merge(session: AsyncSession, gone: Person, kept: Person) -> None:
    await merging.merge(Merging(session, CIPHER, gone.id, kept.id, LATER))


async def test_whatever_table_names_the_one_who_goes_names_the_one_who_stays(database: Database) -> None:
    """A new table in HELD has a row here by itself; it fails where nothing is done about that row."""
    kept, gone, somebody = [await meet(database, one) for one in ("an", "an-z", "binh")]
    left = [one for one in HELD if one.when_merged not in (merged.nothing, merged.themselves)]
    assert len(left) > 20
    async with database.transaction() as session:
        for parent in (InitiativeRow, SnapshotRow, JobRow, PushRow):
            row = row_of(parent, {"id": ONE}, somebody.id)
            await session.execute(insert(parent).values(row))
        for held in left:
            for name in (*held.persons, *held.officers):
                named = {name: gone.id, **BESIDE.get(name, {})}
                await session.execute(insert(held.table).values(row_of(held.table, named, somebody.id)))
        await merge(session, gone, kept)
    async with database.transaction() as session:
        for held in left:
            for name in (*held.persons, *held.officers):
                column = col(getattr(held.table, name))
                found = (await session.execute(select(column).where(column.in_((gone.id, kept.id))))).scalars().all()
                stays = [kept.id] * len(found) if name != "person_id" or held.name != "session" else []
                assert found == stays, (held.name, name)
                assert found or held.name == "session", (held.name, name)


async def test_what_both_have_once_is_there_once_and_what_ended_stays_ended(database: Database) -> None:
    kept, gone, somebody = [await meet(database, one) for one in ("an", "an-z", "binh")]
    async with database.transaction() as session:
        for number, state in ((1, "running"), (2, "done")):
            row = row_of(PushRow, {"id": number}, somebody.id)
            await session.execute(insert(PushRow).values(row | {"state": state}))
        for person, push, unit in ((kept, 1, "kept"), (gone, 1, "gone"), (gone, 2, "gone")):
            row = row_of(PushRecipientRow, {"person_id": person.id}, somebody.id)
            await session.execute(insert(PushRecipientRow).values(row | {"push_id": push, "unit": unit}))
        orders = (
            *((kept, "list", "waiting"), (gone, "list", "working"), (gone, "ranking", "waiting")),
            *((gone, "list", "failed"), (kept, "report", "failed"), (gone, "report", "waiting")),
        )
        for number, (person, wish, state) in enumerate(orders, 1):
            row = row_of(JobRow, {"person_id": person.id}, somebody.id)
            await session.execute(insert(JobRow).values(row | {"id": number, "wish": wish, "state": state}))
        await merge(session, gone, kept)
    recipients = [(row.push_id, row.person_id, row.unit) for row in await every(database, PushRecipientRow)]
    assert recipients == [(1, kept.id, "kept"), (2, kept.id, "gone")]
    jobs = [(row.person_id, row.state) for row in await every(database, JobRow)]
    states = ("waiting", "called off", "waiting", "failed", "failed", "waiting")
    assert jobs == [(kept.id, state) for state in states]


async def test_of_two_roles_that_are_the_same_one_runs_on_and_of_others_every_one(database: Database) -> None:
    kept, gone = await meet(database, "an"), await meet(database, "an-z")
    held = ((kept, "verifier", UPPER), (gone, "verifier", UPPER), (gone, "verifier", UNIT), (gone, "staff", UPPER))
    async with database.transaction() as session:
        for person, name, unit in held:
            row = {"person_id": person.id, "name": name, "unit": unit, "granted_at": START}
            await session.execute(insert(RoleRow).values(row))
        before = {"person_id": kept.id, "name": "verifier", "unit": UNIT, "granted_at": START, "revoked_at": START}
        await session.execute(insert(RoleRow).values(before))
        ended = {"person_id": gone.id, "name": "verifier", "unit": UPPER, "granted_at": START, "revoked_at": START}
        await session.execute(insert(RoleRow).values(ended))
        await merge(session, gone, kept)
    roles = [(row.person_id, row.name, row.unit, row.revoked_at) for row in await every(database, RoleRow)]
    assert roles == [
        (kept.id, "verifier", UPPER, None),
        (kept.id, "verifier", UPPER, LATER),
        (kept.id, "verifier", UNIT, None),
        (kept.id, "staff", UPPER, None),
        (kept.id, "verifier", UNIT, START),
        (kept.id, "verifier", UPPER, START),
    ]


async def test_whoever_turned_out_to_be_the_one_who_goes_is_the_one_who_stays_too(database: Database) -> None:
    first, second = await met(database, "an", "telegram"), await met(database, "an-z", "zalo", "An Z")
    third = await met(database, "an-y", "zalo", "An Y")
    async with database.transaction() as session:
        await merge(session, third, second)
        await merge(session, second, first)
    rows = [(row.id, row.name, row.merged_into) for row in await every(database, PersonRow)]
    assert rows == [(first.id, "An Z", None), (second.id, "An Z", first.id), (third.id, "An Y", first.id)]


async def test_whoever_had_in_hand_what_the_other_wrote_or_entered_is_somebody_else(database: Database) -> None:
    one, other, somebody = [await meet(database, who) for who in ("one", "other", "somebody")]
    await put(database, initiative(somebody))
    columns = ("decided_by", "decided_for", "claimed_by", "opened_by", "entered_by")
    nobody = {**dict.fromkeys(columns), "author": somebody.id, "opened_at": None, "claimed_at": None}
    cases = [(column, hand) for column in columns for hand in ("author", "entered_by") if column != hand]
    assert await barrier(database, one, other) == ""
    for column, hand in cases:
        for author, officer in ((one, other), (other, one)):
            named = {hand: author.id, column: officer.id, **BESIDE.get(column, {})}
            async with database.transaction() as session:
                await session.execute(update(InitiativeRow).values(**nobody | named))
            assert await barrier(database, one, other) == "one decides for the other", (column, hand)


async def test_the_chain_of_the_audit_holds_after_two_became_one(database: Database) -> None:
    kept, gone = await meet(database, "an"), await meet(database, "an-z")
    await appoint(database, gone, "verifier", UPPER)
    async with database.transaction() as session:
        for person in (kept, gone):
            line = AuditLine("return", "initiative 3", reason="Hỏi lại", stood_for=gone.id)
            await write(session, line, actor=person.id, channel="zalo", at=START)
    await audit_chain.seal(database, CIPHER)
    async with database.transaction() as session:
        await merge(session, gone, kept)
    assert [row.actor for row in await every(database, AuditRow)] == [kept.id, gone.id]
    trail = await audit_proof.verify(database, CIPHER, "")
    assert (trail.lines, trail.trouble) == (2, None)
