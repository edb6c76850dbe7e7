"""What the database itself refuses, whatever the code above it does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, insert, update
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from flows.person import Person
from storage.database import ConflictError, Database
from storage.tables import (
    AccountRow,
    ConsentRow,
    DelegationRow,
    DeskRow,
    FileRow,
    InitiativeRow,
    InvitationRow,
    JobRow,
    JoiningRow,
    NominationRow,
    OutboxRow,
    PushRecipientRow,
    PushRow,
    RoleRow,
    SnapshotRow,
    SnapshotUnitRow,
    TargetChangeRow,
    TargetRow,
    UnitRow,
    WeeklyRow,
    ZaloGrantRow,
)
from tests.conftest import START
from tests.storage.given import ROOT, columns, draft, every, initiative, meet, put

Table = type[SQLModel]
Case = tuple[Table, dict[str, Any], str]

_COUNTED = ("pending", "verified", "returned", "rejected", "counted", "benefits")
_BELONGS_TO: dict[Table, Table] = {
    PushRecipientRow: PushRow,
    SnapshotUnitRow: SnapshotRow,
    NominationRow: SnapshotRow,
}
_SEALED = {"sealed": "s"}
_EXPIRES, _RENEWED, _ENDS = (f"zalo_grant_{what}" for what in ("expires", "renewed", "ends"))
REFUSED: dict[str, Case] = {
    "a code for joining that was used by nobody": (JoiningRow, {"used_at": START}, "joining_used_by_somebody"),
    "tokens of Zalo that never end": (ZaloGrantRow, {"renewed_at": START, "ends_at": START, **_SEALED}, _EXPIRES),
    "tokens of Zalo that were never renewed": (
        ZaloGrantRow,
        {"expires_at": START, "ends_at": START, **_SEALED},
        _RENEWED,
    ),
    "tokens of Zalo that last for ever": (ZaloGrantRow, {"expires_at": START, "renewed_at": START, **_SEALED}, _ENDS),
    "an initiative in a state nobody knows": (InitiativeRow, {"state": "lost"}, "initiative_state_known"),
    "a draft with a code": (InitiativeRow, {"state": "draft"}, "initiative_code_when_handed_in"),
    "one handed in without a code": (InitiativeRow, {"code": None}, "initiative_code_when_handed_in"),
    "one handed in without a unit": (InitiativeRow, {"unit": None}, "initiative_placed_when_handed_in"),
    "one handed in without a phase": (InitiativeRow, {"phase": None}, "initiative_placed_when_handed_in"),
    "one handed in at no instant": (InitiativeRow, {"submitted_at": None}, "initiative_placed_when_handed_in"),
    "an author who decides": (InitiativeRow, {"decided_by": "the author"}, "initiative_not_decided_by_author"),
    "a decision by who entered it": (
        InitiativeRow,
        {"author": "the worker", "entered_by": "the author", "decided_by": "the author"},
        "initiative_not_decided_by_who_entered",
    ),
    "an author who entered it for themselves": (
        InitiativeRow,
        {"entered_by": "the author"},
        "initiative_entered_for_somebody_else",
    ),
    "a confirmation of what nobody entered": (
        InitiativeRow,
        {"confirmed_at": START},
        "initiative_confirmed_if_entered",
    ),
    "a file ordered in a state nobody knows": (JobRow, {"state": "lost"}, "job_state_known"),
    "one that is ready for ever": (JobRow, {"state": "done"}, "job_expires_when_done"),
    "a push of a kind nobody knows": (PushRow, {"kind": "all"}, "push_kind_known"),
    "a push in a state nobody knows": (PushRow, {"state": "lost"}, "push_state_known"),
    "a push that ended some other way": (PushRecipientRow, {"outcome": "lost"}, "push_recipient_outcome_known"),
    "an hour of Monday there is not": (WeeklyRow, {"hour": 24}, "weekly_hour_of_the_day"),
    "more that counts than is verified": (SnapshotUnitRow, {"counted": 1}, "snapshot_unit_counted_verified"),
    "a place before the first": (NominationRow, {"slot": 0}, "nomination_slot_from_one"),
    "one opened by nobody": (InitiativeRow, {"opened_at": START}, "initiative_opened_by_somebody"),
    "one opened at no instant": (InitiativeRow, {"opened_by": "the author"}, "initiative_opened_by_somebody"),
    "one in hand of nobody": (InitiativeRow, {"claimed_at": START}, "initiative_claimed_by_somebody"),
    "one in hand at no instant": (InitiativeRow, {"claimed_by": "the author"}, "initiative_claimed_by_somebody"),
    "standing in that ends before it begins": (DelegationRow, {"ends_at": START}, "delegation_in_order"),
    "standing in for oneself": (DelegationRow, {"to_id": "the author"}, "delegation_to_somebody_else"),
    "cards in a way nobody knows": (DeskRow, {"cards": "sometimes"}, "desk_cards_known"),
    "a digest at no hour of the day": (DeskRow, {"hour": 24}, "desk_hour_of_the_day"),
    "a second digest at no hour of the day": (DeskRow, {"second_hour": -1}, "desk_second_hour_of_the_day"),
    "a negative target": (TargetRow, {"value": -1}, "target_not_negative"),
    "a target of an unknown kind": (TargetRow, {"kind": "per_moon"}, "target_kind_known"),
    "a negative target in the changes": (TargetChangeRow, {"value": -1}, "target_change_not_negative"),
    "a changed target of an unknown kind": (TargetChangeRow, {"kind": "per_moon"}, "target_change_kind_known"),
    "a change that nobody made": (TargetChangeRow, {"origin": "nobody"}, "target_change_origin_known"),
    "a unit that is neither there nor not": (UnitRow, {"presence": "perhaps"}, "unit_presence_known"),
    "a unit that ends before it begins": (
        UnitRow,
        {"valid_from": date(2022, 6, 1), "valid_to": date(2022, 5, 31)},
        "unit_days_in_order",
    ),
    "an unknown role": (RoleRow, {"name": "king"}, "role_name_known"),
    "an invitation to an unknown role": (InvitationRow, {"role": "king"}, "invitation_role_known"),
    "an invitation used by nobody": (InvitationRow, {"used_at": START}, "invitation_used_by_somebody"),
    "an invitation used at no instant": (InvitationRow, {"used_by": "the author"}, "invitation_used_by_somebody"),
    "a file in an unknown state": (FileRow, {"state": "lost"}, "file_state_known"),
    "a file kept without content": (FileRow, {"state": "kept"}, "file_kept_has_content"),
    "a file scanned in an unknown way": (FileRow, {"scanned": "perhaps"}, "file_scan_known"),
    "a no that is taken back": (ConsentRow, {"given": False, "withdrawn_at": START}, "consent_withdrawn_was_given"),
    "a message in an unknown state": (OutboxRow, {"state": "lost"}, "outbox_state_known"),
    "a message of an unknown kind": (OutboxRow, {"kind": "song"}, "outbox_kind_known"),
}


def sound(table: Table, person: Person, other: Person) -> dict[str, Any]:
    """Return a row that every constraint allows."""
    rows: dict[Table, dict[str, Any]] = {
        InitiativeRow: columns(initiative(person)),
        TargetRow: {"programme": "p", "unit": ROOT, "phase": "1", "kind": "fixed", "value": 0},
        TargetChangeRow: {
            "programme": "p",
            "unit": ROOT,
            "phase": "1",
            "kind": "fixed",
            "value": 0,
            "listed": False,
            "spread": False,
            "origin": "staff",
            "at": START,
            "document": "",
            "reason": "",
            "by": "",
        },
        RoleRow: {"person_id": person.id, "name": "verifier", "unit": ROOT, "granted_at": START},
        InvitationRow: {
            "token_hash": "h",
            "role": "verifier",
            "unit": ROOT,
            "name": "",
            "created_at": START,
            "expires_at": START,
        },
        FileRow: {
            "id": 1,
            "initiative": 1,
            "person_id": person.id,
            "channel": "telegram",
            "bot": "main",
            "chat": "an",
            "reference": "F1",
            "kind": "document",
            "name": "QD.pdf",
            "state": "waiting",
            "verdict": "",
            "mime": "",
            "scanned": "no",
            "attempts": 0,
            "last_error": "",
            "created_at": START,
            "due_at": START,
        },
        ConsentRow: {
            "person_id": person.id,
            "purpose": "submit",
            "text_version": "1",
            "text_hash": "",
            "given": True,
            "channel": "telegram",
            "at": START,
        },
        UnitRow: {
            "code": "U",
            "parent": ROOT,
            "name": "n",
            "short": "n",
            "kind": "",
            "aliases": [],
            "place": 0,
            "example": False,
            "presence": "there",
            "origin": "",
            "reason": "",
            "folded": "n",
        },
        DelegationRow: {
            "person_id": person.id,
            "to_id": other.id,
            "begins_at": START,
            "ends_at": START + timedelta(days=1),
            "created_at": START,
        },
        WeeklyRow: {"person_id": person.id, "hour": 8},
        JobRow: {
            "id": 1,
            "person_id": person.id,
            "channel": "telegram",
            "bot": "main",
            "chat": "an",
            "language": "vi",
            "kind": "initiatives",
            "programme": "p",
            "unit": ROOT,
            "wish": "w",
            "due_at": START,
            "ordered_at": START,
            "options": {},
            "reason": "",
            "state": "waiting",
            "done": 0,
            "total": 0,
            "attempts": 0,
            "files": [],
            "fingerprint": "",
        },
        PushRow: {
            "id": 1,
            "sender": person.id,
            "kind": "silent",
            "programme": "p",
            "phase": "gd1",
            "unit": ROOT,
            "share": 0,
            "words": "",
            "state": "running",
            "seen_units": 1,
            "seen_people": 1,
            "seen_unmanned": 0,
            "started_at": START,
            "starts_at": START,
            "next_at": START,
        },
        PushRecipientRow: {"push_id": 1, "person_id": person.id, "unit": ROOT, "outcome": "put", "at": START},
        SnapshotRow: {
            "id": 1,
            "name": "n",
            "programme": "p",
            "unit": ROOT,
            "taken_at": START,
            "taken_by": "",
            "rules": "",
            "digest": "",
        },
        SnapshotUnitRow: {
            "snapshot": 1,
            "place": 1,
            "unit": ROOT,
            "phase": "",
            "name": "n",
            "short": "n",
            "kind": "",
            "parent": "",
            "direct": "",
            "level": 0,
            "cluster": "",
            "uncounted": False,
            **dict.fromkeys(_COUNTED, 0),
            **{f"own_{name}": 0 for name in _COUNTED},
        },
        NominationRow: {
            "id": 1,
            "snapshot": 1,
            "award": "A1",
            "phase": "",
            "unit": ROOT,
            "slot": 1,
            "whom": ROOT,
            "by": person.id,
            "at": START,
        },
        DeskRow: {"person_id": person.id, "cards": "few", "hour": 8},
        JoiningRow: {
            "id": 1,
            "code_hash": "c",
            "person_id": person.id,
            "channel": "telegram",
            "bot": "main",
            "chat": "an",
            "created_at": START,
            "expires_at": START,
        },
        ZaloGrantRow: {"app": "1", "sealed": "", "given": "", "refused": "", "leases": 0},
        OutboxRow: {
            "channel": "telegram",
            "bot": "main",
            "chat": "an",
            "person_id": person.id,
            "lane": 0,
            "kind": "post",
            "body": {},
            "state": "waiting",
            "created_at": START,
            "due_at": START,
            "attempts": 0,
            "last_error": "",
        },
    }
    return rows[table]


async def belonging(session: AsyncSession, table: Table, person: Person, other: Person) -> None:
    """Insert what a row of a table belongs to."""
    if table in _BELONGS_TO:
        whole = _BELONGS_TO[table]
        await session.execute(insert(whole).values(**sound(whole, person, other)))


@pytest.mark.parametrize(("table", "wrong", "constraint"), REFUSED.values(), ids=REFUSED)
async def test_the_database_refuses(database: Database, table: Table, wrong: dict[str, Any], constraint: str) -> None:
    an = await meet(database, "an")
    other = await meet(database, "worker")
    persons = {"the author": an.id, "the worker": other.id}
    wrong = {name: persons.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()}
    async with database.transaction() as session:
        await belonging(session, table, an, other)
    with pytest.raises(ConflictError) as refused:
        async with database.transaction() as session:
            await session.execute(insert(table).values(**sound(table, an, other) | wrong))
    assert f"{constraint}" in str(refused.value)


@pytest.mark.parametrize(
    "table", dict.fromkeys(table for table, _, _ in REFUSED.values()), ids=lambda one: one.__name__
)
async def test_the_same_row_without_the_mistake_is_taken(database: Database, table: Table) -> None:
    an, other = await meet(database, "an"), await meet(database, "worker")
    async with database.transaction() as session:
        await belonging(session, table, an, other)
        await session.execute(insert(table).values(**sound(table, an, other)))
        await session.rollback()


def test_every_check_of_the_models_has_been_tried_here() -> None:
    constraints = (one for table in SQLModel.metadata.tables.values() for one in table.constraints)
    checked = {str(one.name) for one in constraints if isinstance(one, CheckConstraint)}
    assert checked == {constraint for _, _, constraint in REFUSED.values()}


@pytest.mark.parametrize("end", ["valid_from", "valid_to"])
async def test_a_unit_has_one_first_version_and_one_last(database: Database, end: str) -> None:
    an = await meet(database, "an")
    day = {"valid_from": date(2022, 6, 1), "valid_to": date(2022, 6, 1)} | {end: None}
    with pytest.raises(ConflictError, match=r"(?i)unique"):
        async with database.transaction() as session:
            await session.execute(insert(UnitRow), [sound(UnitRow, an, an) | day] * 2)


async def test_two_initiatives_never_have_one_code(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an, 1), draft(an, 2))
    handed_in = {name: value for name, value in columns(initiative(an, 2, code="SK-22-000001")).items() if name != "id"}
    with pytest.raises(ConflictError, match="code"):
        async with database.transaction() as session:
            await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 2).values(**handed_in))
    assert [row.code for row in await every(database, InitiativeRow)] == ["SK-22-000001", None]


async def test_an_account_belongs_to_one_person(database: Database) -> None:
    await meet(database, "an")
    binh = await meet(database, "binh")
    doubled = {"person_id": binh.id, "channel": "telegram", "bot": "main", "user_id": "an", "chat_id": "an"}
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await session.execute(insert(AccountRow).values(**doubled, reachable=True, seen_at=START))


async def test_an_initiative_of_nobody_is_refused(database: Database) -> None:
    with pytest.raises(ConflictError, match=r"(?i)foreign key"):
        await put(database, draft(Person(404)))


async def test_an_instant_without_its_time_zone_is_refused(database: Database) -> None:
    an = await meet(database, "an")
    with pytest.raises(StatementError, match="time zone"):
        await put(database, initiative(an, submitted_at=datetime(2022, 3, 21, 9, 0)))  # noqa: DTZ001 - the mistake itself


async def test_one_refusal_leaves_nothing_of_its_transaction(database: Database) -> None:
    an = await meet(database, "an")
    with pytest.raises(ConflictError):
        await put(database, draft(an, 1), draft(an, 2), draft(an, 2))
    assert await every(database, InitiativeRow) == []
