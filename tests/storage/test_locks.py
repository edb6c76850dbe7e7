"""The database refuses, on every path, what the table of moves and an approval do not allow (demand 53)."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from itertools import product
from typing import Any, get_args

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.event import Event
from flows.draft import Answers, Initiative, State
from flows.effects import Carry, Confirm
from flows.said import Command
from flows.states import MOVES
from storage import audit, behalf
from storage.audit import AuditLine
from storage.cipher import Cipher
from storage.database import Database, LockedError
from storage.initiatives import Initiatives
from storage.packs import Pack
from storage.rotation import rotate
from storage.tables import AuditRow, InitiativeRow
from tests.conftest import START
from tests.storage.given import CIPHER, COMPLETE, columns, draft, every, found, initiative, meet, put
from tests.storage.speaking import event, turns_on

LOCKS = import_module("storage.migrations.versions.0011_locks")
LATER = START + timedelta(hours=1)
CONTENT: Answers = {"evidence": ({"reference": "F1", "name": "QD.pdf", "sha256": "ab", "file": 7},)}
# What no path may change of a verified initiative: what is written instead.
CHANGES: Mapping[str, Any] = {
    "author": "Chi",
    "entered_by": "Chi",
    "programme": "another",
    "code": "SK-22-999999",
    "unit": "DLK-02-004",
    "phase": "gd2",
    "submitted_at": LATER,
    "answers": {"title": "khác"},
    "bloc": "office",
    "target_group": "5",
    "kind": "3",
    "applied_on": START.date(),
    "recognised_on": START.date(),
    "benefit": 1,
    "confidential": True,
    "identity_hash": "x",
    "decided_at": LATER,
    "decided_by": "Chi",
    "decided_as": "DLK-02",
    "decided_for": "Chi",
}
Act = Callable[[AsyncSession], Awaitable[Any]]


async def verified(database: Database) -> Initiative:
    """Return one that Bình verified, with a file whose content is known by its hash."""
    an = await meet(database, "an")
    await meet(database, "binh")
    await meet(database, "chi")
    one = initiative(an, 1, "verified", answers={**COMPLETE, **CONTENT}, decided_at=START)
    await put(database, one)
    stored = await found(database)
    assert stored is not None
    return stored


async def refused(database: Database, act: Act, lock: str) -> None:
    with pytest.raises(LockedError, match=f"locked: {lock}"):
        async with database.transaction() as session:
            await act(session)


def test_the_migration_allows_exactly_the_table_of_moves() -> None:
    pairs = {(source, target) for sources, target in MOVES.values() for source in sources if source != target}
    assert set(LOCKS.MOVES) == pairs
    assert len(LOCKS.MOVES) == len(pairs)
    assert set(LOCKS.VERIFIED) == set(CHANGES)


@pytest.mark.parametrize(("old", "new"), [pair for pair in product(get_args(State), repeat=2) if len(set(pair)) == 2])
async def test_a_state_changes_only_as_the_table_of_moves_says(database: Database, old: State, new: State) -> None:
    an = await meet(database, "an")
    await put(database, draft(an) if old == "draft" else initiative(an, 1, old))
    code = None if new == "draft" else "SK-22-000001"
    placed = {"unit": "DLK-01-017", "phase": "gd1", "submitted_at": START}

    async def bulk(session: AsyncSession) -> None:
        await session.execute(update(InitiativeRow).values(state=new, code=code, **placed))

    if (old, new) not in LOCKS.MOVES:
        await refused(database, bulk, "initiative_moves")
        return
    async with database.transaction() as session:
        await bulk(session)
    assert [row.state for row in await every(database, InitiativeRow)] == [new]


@pytest.mark.parametrize("column", CHANGES)
async def test_nothing_that_counts_of_a_verified_one_changes_unless_upkeep_says_so(
    database: Database, column: str
) -> None:
    await verified(database)
    before = await every(database, InitiativeRow)
    chi = (await meet(database, "chi")).id
    value = chi if CHANGES[column] == "Chi" else CHANGES[column]

    async def bulk(session: AsyncSession) -> None:
        await session.execute(update(InitiativeRow).values({column: value}))

    async def said_wrongly(session: AsyncSession) -> None:
        await session.execute(update(InitiativeRow).values({column: value, "upkeep": 7}))

    await refused(database, bulk, "initiative_verified")
    await refused(database, said_wrongly, "initiative_verified")
    assert await every(database, InitiativeRow) == before
    async with database.transaction() as session:
        upkeep = col(InitiativeRow.upkeep) + 1
        await session.execute(update(InitiativeRow).values({column: value, "upkeep": upkeep}))
    (row,) = await every(database, InitiativeRow)
    assert (getattr(row, column), row.upkeep) == (value, 1)


@pytest.mark.parametrize("state", [one for one in get_args(State) if one != "verified"])
async def test_what_is_not_verified_may_be_changed(database: Database, state: State) -> None:
    an = await meet(database, "an")
    await put(database, draft(an) if state == "draft" else initiative(an, 1, state))
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(answers={"title": "khác"}))


async def test_when_the_author_was_told_and_what_is_like_it_may_still_be_written_down(database: Database) -> None:
    await verified(database)
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(told_at=LATER, unreached_at=LATER, alike=[], version=2))


def planted(one: Initiative) -> dict[str, tuple[Act, str]]:
    """Return the ways by which somebody might change what is verified."""
    changed = replace(one, answers={**one.answers, "title": "khác"})
    other_hash: Answers = {"evidence": ({"reference": "F1", "name": "QD.pdf", "sha256": "cd", "file": 7},)}

    async def raw(session: AsyncSession) -> None:
        await session.execute(text("UPDATE initiative SET benefit = 1, version = version + 1 WHERE id = 1"))

    async def amend(session: AsyncSession) -> None:
        await Initiatives(session, CIPHER).amend(changed, LATER)

    async def another_file(session: AsyncSession) -> None:
        await Initiatives(session, CIPHER).amend(replace(one, answers={**one.answers, **other_hash}), LATER)

    async def remove(session: AsyncSession) -> None:
        await session.execute(delete(InitiativeRow))

    return {
        "raw": (raw, "initiative_verified"),
        "amend": (amend, "initiative_verified"),
        "another file": (another_file, "initiative_verified"),
        "remove": (remove, "initiative_stays"),
    }


@pytest.mark.parametrize("path", ["raw", "amend", "another file", "remove"])
async def test_a_verified_one_is_locked_on_every_path(database: Database, path: str) -> None:
    """Demand 34: the hashes of its files with it."""
    one = await verified(database)
    await refused(database, *planted(one)[path])
    assert await found(database) == one


@pytest.mark.parametrize("by", ["id", "code"])
async def test_a_row_imported_in_the_place_of_a_verified_one_is_refused(database: Database, by: str) -> None:
    one = await verified(database)
    other = replace(one, id=1 if by == "id" else 2, code=one.code if by == "code" else "SK-22-000009")

    async def replaced(session: AsyncSession) -> None:
        await session.execute(insert(InitiativeRow).prefix_with("OR REPLACE").values(**columns(other)))

    async def merged(session: AsyncSession) -> None:
        there = postgresql.insert(InitiativeRow).values(**columns(other))
        await session.execute(there.on_conflict_do_update(index_elements=[by], set_={"unit": "DLK-02"}))

    if database.is_sqlite:
        await refused(database, replaced, "initiative_not_replaced")
    else:
        await refused(database, merged, "initiative_verified")
    assert await found(database) == one


async def test_rotating_keys_and_the_authors_confirmation_say_that_they_are_upkeep(database: Database) -> None:
    binh, worker, an = [await meet(database, name) for name in ("binh", "worker", "an")]
    await put(database, initiative(worker, 1, "verified", entered_by=binh.id))
    newer = Cipher(("a newer secret of tests", "a secret of tests"), os.urandom)
    assert [step.rotated async for step in rotate(database, newer)] == [0, 1]
    async with database.transaction() as session:
        await behalf.confirm(session, Confirm(1, instead_of=worker.id), an.id, LATER)
    (row,) = await every(database, InitiativeRow)
    assert (row.state, row.author, row.upkeep) == ("verified", an.id, 2)


async def test_undoing_it_opens_it_again_and_counts_no_upkeep(database: Database) -> None:
    one = await verified(database)
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(told_at=None))
    undone = replace(one, state="pending", version=2, decided_at=None, decided_by=None)
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).carry(Carry("undo", undone, version=1), LATER)
        await session.execute(update(InitiativeRow).values(benefit=1))
    assert [row.upkeep for row in await every(database, InitiativeRow)] == [0]


async def written(database: Database) -> None:
    an = await meet(database, "an")
    async with database.transaction() as session:
        for reason in ("vì sao", ""):
            line = AuditLine("reject", "initiative 1", old="pending", new="rejected", reason=reason)
            await audit.write(session, line, actor=an.id, channel="telegram", at=START)


LINE: Mapping[str, Any] = {
    "id": 2**40,
    "at": LATER,
    "actor": None,
    "channel": "zalo",
    "action": "verify",
    "old": "draft",
    "new": "verified",
    "reason": "khác",
    "programme": "another",
    "stood_for": 1,
    "reason_hash": "x",
}


@pytest.mark.parametrize("column", LINE)
async def test_a_line_of_the_trail_is_not_rewritten(database: Database, column: str) -> None:
    await written(database)
    before = await every(database, AuditRow)

    async def rewrite(session: AsyncSession) -> None:
        await session.execute(update(AuditRow).where(col(AuditRow.reason) > "").values({column: LINE[column]}))

    await refused(database, rewrite, "audit_as_written")
    assert await every(database, AuditRow) == before


async def test_a_line_is_sealed_once_and_its_words_may_be_erased(database: Database) -> None:
    await written(database)
    async with database.transaction() as session:
        await session.execute(update(AuditRow).values(subject="person 2"))
        await session.execute(update(AuditRow).values(number=col(AuditRow.id), digest="d"))
        await session.execute(update(AuditRow).values(reason=""))
        await session.execute(update(AuditRow).where(col(AuditRow.reason_hash) == "").values(reason_hash="h"))
    again: tuple[dict[str, Any], ...] = (
        {"number": 9},
        {"number": None},
        {"digest": "e"},
        {"digest": None},
        {"subject": "person 1"},
        {"reason_hash": ""},
    )
    for values in again:

        async def seal(session: AsyncSession, values: dict[str, Any] = values) -> None:
            await session.execute(update(AuditRow).where(col(AuditRow.reason) == "").values(**values))

        await refused(database, seal, "audit_as_written")


async def test_no_line_is_removed_or_replaced(database: Database) -> None:
    await written(database)

    async def remove(session: AsyncSession) -> None:
        await session.execute(delete(AuditRow))

    async def put_another(session: AsyncSession) -> None:
        (first, *_) = (await session.execute(select(AuditRow).order_by(col(AuditRow.id)))).scalars()
        row = {**first.model_dump(), "action": "verify"}
        await session.execute(insert(AuditRow).prefix_with("OR REPLACE").values(**row))

    await refused(database, remove, "audit_stays")
    if database.is_sqlite:
        await refused(database, put_another, "audit_not_replaced")
    assert len(await every(database, AuditRow)) == 2


async def test_a_turn_that_meets_a_lock_is_not_taken_again_but_set_aside(
    database: Database, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await verified(database)
    (before,) = await every(database, InitiativeRow)
    tries: list[int] = []

    async def faulty(self: Initiatives, author: int, limit: int) -> tuple[Initiative, ...]:
        tries.append(author)
        await self._session.execute(update(InitiativeRow).values(benefit=limit))
        return ()

    monkeypatch.setattr(Initiatives, "of_author", faulty)
    said: Event = event(1, "an", Command("mine"))
    await turns_on(database, pack).take(said)
    assert len(tries) == 1
    (after,) = await every(database, InitiativeRow)
    assert after.benefit == before.benefit != 10
