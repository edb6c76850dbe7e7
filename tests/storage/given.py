"""What is there before a test begins: people, roles, initiatives in any state, somebody in the middle of something."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlmodel import SQLModel

from flows.consent import SUBMIT, VERSIONS
from flows.draft import Answers, Initiative, Secret, State
from flows.effects import Consent
from flows.person import Person, RoleName
from flows.screen import Screen
from flows.session import Session
from storage import consents, people, sessions
from storage.answers import dump
from storage.cipher import Cipher
from storage.database import Database
from storage.initiatives import Initiatives
from storage.outbox import Place
from storage.sessions import Conversation
from storage.tables import InitiativeRow, RoleRow
from tests.conftest import START

PROGRAMME, PHASE, UNIT, UPPER, ROOT = "01-trieu-daklak", "gd1", "DLK-01-017", "DLK-01", "DLK"
CIPHER = Cipher(("a secret of tests",), os.urandom)
IDENTITY = "066188001234"
COMPLETE: Answers = {
    "full_name": "Trần Thị An",
    "phone": "0900000001",
    "identity": Secret(IDENTITY),
    "unit": UNIT,
    "bloc": "enterprise",
    "target_group": "2",
    "kind": "1",
    "title": "Cải tiến khâu phân loại cà phê nhân",
    "description": "Trước đây nhặt hạt lỗi bằng tay; nay sàng rung hai tầng.",
    "applied_on": "2022-01-02",
    "recognition": {"number": "15/QĐ-CT", "date": "2022-02-20", "issuer": "Giám đốc", "by": "head"},
    "benefit": 33_000_000_000,
    "co_authors": ({"name": "Trần Thị Út", "share": 30},),
    "declaration": "given",
    "evidence": ({"reference": "F1", "name": "QD.pdf", "size": 9, "kind": "document", "channel": "telegram"},),
}
Row = TypeVar("Row", bound=SQLModel)


def account(user: str, channel: str = "telegram", chat: str | None = None) -> people.Account:
    """Return somebody's account at a bot; the chat has the user's own id, as private chats have."""
    return people.Account(channel, "main", user, chat or user)


def chat_of(person: Person, user: str, channel: str = "telegram") -> Place:
    """Return the private chat of somebody."""
    return Place(person.id, channel, "main", user)


async def meet(database: Database, user: str, name: str = "", at: datetime = START) -> Person:
    """Let somebody write to the bot."""
    async with database.transaction() as session:
        return await people.recognise(session, account(user), name, "vi", at)


async def appoint(database: Database, person: Person, role: RoleName, unit: str) -> None:
    """Give somebody a role for a unit."""
    async with database.transaction() as session:
        await session.execute(insert(RoleRow).values(person_id=person.id, name=role, unit=unit, granted_at=START))


async def agree(database: Database, person: Person) -> None:
    """Let somebody have agreed to handing in, in the present words."""
    agreed = Consent(SUBMIT, VERSIONS[SUBMIT])
    async with database.transaction() as session:
        await consents.record(session, person.id, agreed, words=["…"], channel="telegram", now=START)


async def set_down(database: Database, person: Person, state: Session, screen: Screen | None = None) -> None:
    """Put somebody in the middle of something."""
    async with database.transaction() as session:
        before = await sessions.load(session, person.id)
        await sessions.save(session, person.id, before, Conversation(state, screen), START)


def draft(author: Person, number: int = 1, answers: Answers = COMPLETE) -> Initiative:
    """Return a draft, complete unless said otherwise."""
    return Initiative(number, author.id, PROGRAMME, answers=answers)


def initiative(author: Person, number: int = 1, state: State = "pending", **changes: Any) -> Initiative:
    """Return an initiative in any state but draft."""
    handed_in = replace(
        draft(author, number),
        state=state,
        version=1,
        code=f"SK-22-{number:06d}",
        unit=UNIT,
        phase=PHASE,
        submitted_at=START,
        told_at=START if state in ("verified", "returned", "rejected") else None,
        waiting_since=changes.get("submitted_at", START),
        desk=changes.get("unit", UNIT),
    )
    return replace(handed_in, **changes)


def columns(one: Initiative) -> dict[str, Any]:
    """Return an initiative as the columns of its row."""
    copied = ("id", "author", "programme", "state", "version", "code", "unit", "phase", "submitted_at", "decided_at")
    later = ("decided_by", "reason", "opened_at", "opened_by", "entered_by", "confirmed_at")
    desk = ("desk", "escalated", "waiting_since", "claimed_by", "claimed_at", "told_at", "unreached_at")
    row = {name: getattr(one, name) for name in (*copied, *later, *desk)}
    return row | {
        **{name: getattr(one, name) for name in ("applied_on", "recognised_on", "benefit", "confidential")},
        "alike": [asdict(like) for like in one.alike],
        "marks": dict(one.marks),
        "answers": dump(one.answers, CIPHER, one.id),
        "partials": dump(one.partials, CIPHER, one.id),
        "sources": dict(one.sources),
        "updated_at": START,
    }


async def put(database: Database, *initiatives: Initiative) -> None:
    """Store initiatives as they stand, whatever led there."""
    async with database.transaction() as session:
        if initiatives:
            await session.execute(insert(InitiativeRow), [columns(one) for one in initiatives])


async def found(database: Database, number: int = 1) -> Initiative | None:
    """Return an initiative as it is stored now."""
    async with database.transaction() as session:
        return await Initiatives(session, CIPHER).by_id(number)


async def every(database: Database, table: type[Row]) -> list[Row]:
    """Return all rows of a table in the order of its key."""
    async with database.transaction() as session:
        key = list(table.__table__.primary_key)  # type: ignore[attr-defined] # SQLModel does not declare it
        return list((await session.execute(select(table).order_by(*key))).scalars())
