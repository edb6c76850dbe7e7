"""What was there before the officers had a desk is kept through its migrations, and every lock is there afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, insert, select, text, update
from sqlmodel import col

from storage import schema
from storage.database import Database, LockedError
from storage.tables import AuditRow, InitiativeRow
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, UNIT, every
from tests.storage.test_migrations import looked_at

BEFORE = "0009"  # the last revision that knows nothing of a desk
AN, BINH = 1, 2
LATER = START + timedelta(days=1)
ON_BOTH = frozenset(
    {
        *("initiative_moves", "initiative_verified", "initiative_stays", "audit_as_written", "audit_stays"),
        *("initiative_counts_insert", "initiative_counts_update", "initiative_counts_delete"),
    }
)
ON_SQLITE = frozenset(
    {
        *(
            "initiative_not_replaced",
            "audit_not_replaced",
            "snapshot_update",
            "snapshot_delete",
            "snapshot_not_replaced",
        ),
        *("snapshot_unit_insert", "snapshot_unit_update", "snapshot_unit_delete", "snapshot_candidate_insert"),
        *("snapshot_candidate_update", "snapshot_candidate_delete", "snapshot_candidate_not_replaced"),
    }
)
ON_POSTGRESQL = frozenset({"snapshot_as_taken", "snapshot_unit_as_taken", "snapshot_candidate_as_taken"})
Rows = dict[str, list[dict[str, Any]]]


def triggers(connection: Connection) -> set[str]:
    """Return the names of all triggers somebody made."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    return set(connection.execute(text(listed[connection.dialect.name])).scalars())


def expected(database: Database) -> frozenset[str]:
    return ON_BOTH | (ON_SQLITE if database.is_sqlite else ON_POSTGRESQL)


def old(connection: Connection, name: str) -> Table:
    """Return a table as it is now, whatever the code expects."""
    return Table(name, MetaData(), autoload_with=connection)


def in_state(number: int, state: str) -> dict[str, Any]:
    """Return an initiative as it was stored before there was a desk."""
    row: dict[str, Any] = {"id": number, "author": AN, "programme": PROGRAMME, "state": state, "version": 1}
    row |= {"answers": {"title": f"Sáng kiến {number}"}, "partials": {}, "sources": {}, "confidential": False}
    handed_in = state != "draft"
    row |= {"code": f"SK-22-{number:06d}" if handed_in else None, "unit": UNIT if handed_in else None}
    row |= {"phase": PHASE if handed_in else None, "submitted_at": START if handed_in else None}
    decided = state in ("verified", "returned", "rejected")
    row |= {"decided_at": LATER if decided else None, "decided_by": BINH if decided else None}
    return row | {"reason": "vì sao" if state == "returned" else "", "updated_at": START}


def line(number: int, action: str, subject: str, new: str) -> dict[str, Any]:
    row = {"id": number, "at": START, "actor": BINH, "channel": "telegram", "action": action}
    return row | {"subject": subject, "old": "", "new": new, "reason": ""}


STATES = ("draft", "pending", "verified", "returned", "rejected", "withdrawn")
LINES = (
    line(1, "verify", "initiative 3", "verified"),
    line(2, "look at identity", "person 1", "initiative 3"),
    line(3, "open", f"phase {PROGRAMME}/{PHASE}", "open"),
    line(4, "refused", "person 2", "queue"),
)


def fill(connection: Connection) -> None:
    people = [{"id": number, "language": "vi", "name": "", "created_at": START} for number in (AN, BINH)]
    initiatives = [in_state(number, state) for number, state in enumerate(STATES, 1)]
    given: Mapping[str, Sequence[dict[str, Any]]] = {"person": people, "initiative": initiatives, "audit": LINES}
    for name, rows in given.items():
        utc = [{key: _in_utc(value) for key, value in row.items()} for row in rows]
        connection.execute(insert(old(connection, name)), utc)


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def everything(connection: Connection) -> Rows:
    tables = [old(connection, name) for name in ("person", "initiative", "audit")]
    return {
        one.name: [dict(row) for row in connection.execute(select(one).order_by(one.c.id)).mappings()] for one in tables
    }


@pytest.fixture
async def upgraded(own_database: Database) -> Database:
    """A database that had rows in it before it learned of the desk."""
    await schema.downgrade(own_database, BEFORE)
    await looked_at(own_database, fill)
    await schema.upgrade(own_database)
    return own_database


async def test_at_the_newest_revision_there_are_exactly_these_locks(own_database: Database) -> None:
    assert await looked_at(own_database, triggers) == expected(own_database)


async def test_what_waited_waits_on_at_its_units_desk_and_what_was_decided_counts_as_told(upgraded: Database) -> None:
    rows = {row.state: row for row in await every(upgraded, InitiativeRow)}
    assert {state: row.waiting_since for state, row in rows.items() if row.waiting_since} == {"pending": START}
    assert {state: row.desk for state, row in rows.items() if row.desk} == {"pending": UNIT}
    told = dict.fromkeys(("verified", "returned", "rejected"), LATER)
    assert {state: row.told_at for state, row in rows.items() if row.told_at} == told
    assert {row.upkeep for row in rows.values()} == {0}
    assert [(row.subject, row.new, row.programme) for row in await every(upgraded, AuditRow)] == [
        ("initiative 3", "verified", PROGRAMME),
        ("initiative 3", "person 1", PROGRAMME),
        (f"phase {PROGRAMME}/{PHASE}", "open", PROGRAMME),
        ("person 2", "queue", ""),
    ]


async def test_back_and_forth_loses_no_row_and_no_lock(upgraded: Database) -> None:
    newest = await looked_at(upgraded, everything)
    await schema.downgrade(upgraded, BEFORE)
    assert await looked_at(upgraded, triggers) == set()
    before = await looked_at(upgraded, everything)
    assert [row["id"] for row in before["initiative"]] == [*range(1, len(STATES) + 1)]
    assert [(row["subject"], row["new"]) for row in before["audit"]] == [(one["subject"], one["new"]) for one in LINES]
    assert not {"desk", "upkeep", "overwritten"} & {*before["initiative"][0]}
    await schema.upgrade(upgraded)
    assert await looked_at(upgraded, everything) == newest
    assert await looked_at(upgraded, triggers) == expected(upgraded)


async def test_what_was_verified_before_is_locked_after_the_whole_way(upgraded: Database) -> None:
    await schema.downgrade(upgraded, BEFORE)
    await schema.upgrade(upgraded)
    (verified,) = [row.id for row in await every(upgraded, InitiativeRow) if row.state == "verified"]
    with pytest.raises(LockedError, match="initiative_verified"):
        async with upgraded.transaction() as session:
            await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == verified).values(benefit=1))
    with pytest.raises(LockedError, match="audit_as_written"):
        async with upgraded.transaction() as session:
            await session.execute(update(AuditRow).values(action="reject"))
