"""What went wrong: the database and the phones held against what the workers did."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.draft import Initiative, Secret
from storage.cipher import Cipher
from storage.database import Database
from storage.initiatives import Initiatives
from storage.tables import AccountRow, AuditRow, OutboxRow
from tests.resilience.process import SECRET_KEY
from tests.resilience.workers import EVIDENCE, HEADINGS, RECEIPT, UNIT, Phone, Phones, Worker

_CODE = re.compile(r"Mã: (SK-22-\w{6})")


def expected_answers(worker: Worker) -> Mapping[str, Any]:
    return {
        "full_name": worker.person.name,
        "phone": worker.person.phone,
        "identity": worker.identity,
        "unit": UNIT,
        "bloc": "enterprise",
        "target_group": "2",
        "kind": "1",
        "title": worker.title,
        "description": worker.description,
        "applied_on": "2022-01-02",
        "recognition": {"number": "15/QĐ-CT", "date": "2022-02-20", "issuer": "Giám đốc Công ty X", "by": "head"},
        "benefit": 120_000_000,
        "co_authors": (),
        "declaration": "given",
        "evidence": (EVIDENCE,),
    }


async def stored(database_url: str, workers: Iterable[Worker]) -> dict[str, Initiative]:
    """Return the one initiative of each worker; raises AssertionError where there is none or more than one."""
    found = {}
    database = Database(database_url)
    try:
        async with database.transaction() as session:
            for worker in workers:
                person = await _person(session, worker)
                mine = await Initiatives(session, Cipher((SECRET_KEY,), os.urandom)).of_author(person, 10)
                assert len(mine) == 1, f"{worker.key} has {len(mine)} initiatives"
                found[worker.key] = mine[0]
    finally:
        await database.close()
    return found


async def in_database(database_url: str, workers: Iterable[Worker]) -> list[str]:
    """Return what is wrong with what was kept."""
    wrong = []
    for worker in workers:
        initiative = (await stored(database_url, [worker]))[worker.key]
        if initiative.state != "pending":
            wrong.append(f"{worker.key}: the initiative is {initiative.state}")
        answers = {key: _plain(value) for key, value in initiative.answers.items()}
        wrong += [
            f"{worker.key}: {key} is {answers.get(key)!r}"
            for key, value in expected_answers(worker).items()
            if answers.get(key) != value
        ]
    return wrong + await _in_audit(database_url, workers)


async def _in_audit(database_url: str, workers: Iterable[Worker]) -> list[str]:
    database = Database(database_url)
    try:
        async with database.transaction() as session:
            rows = await session.execute(select(col(AuditRow.actor), col(AuditRow.action)))
            done = Counter((actor, action) for actor, action in rows.all())
            unsent = await session.execute(
                select(col(OutboxRow.id), col(OutboxRow.state)).where(col(OutboxRow.state).in_(("waiting", "dead")))
            )
            wrong = [f"message {number} is {state}" for number, state in unsent.all()]
            for worker in workers:
                person = await _person(session, worker)
                mine = {action: count for (actor, action), count in done.items() if actor == person}
                if mine != {"consent": 1, "submit": 1}:
                    wrong.append(f"{worker.key}: the audit has {mine}")
    finally:
        await database.close()
    return wrong


async def on_phones(world: Phones, database_url: str, workers: Iterable[Worker]) -> list[str]:
    """Return what is missing on the phones or stands there in the wrong order; repeated messages are no fault."""
    wrong = []
    for worker in workers:
        said = [one.text for one in Phone(world, worker).said()]
        first = [next((at for at, text in enumerate(said) if wanted in text), -1) for wanted in (*HEADINGS, RECEIPT)]
        if -1 in first or first != sorted(first):
            wrong.append(f"{worker.key}: of what the bot was to say, it said these, in this order: {first}")
        codes = {code for text in said if RECEIPT in text for code in _CODE.findall(text)}
        initiative = (await stored(database_url, [worker]))[worker.key]
        if codes != {initiative.code}:
            wrong.append(f"{worker.key}: the receipts show {codes}, the database has {initiative.code}")
        own = world.chat(worker.key).messages
        if not all(one.deleted for one in own if one.text == worker.identity):
            wrong.append(f"{worker.key}: the message with the identity number still stands")
    return wrong


async def said_otherwise_than_stored(world: Phones, database_url: str, worker: Worker) -> list[str]:
    """Return what a phone shows twice, in another order than it was stored, or not at all; nobody was killed."""
    database = Database(database_url)
    try:
        async with database.transaction() as session:
            rows = await session.execute(
                select(col(OutboxRow.lane), col(OutboxRow.message))
                .where(col(OutboxRow.chat) == str(worker.person.user_id), col(OutboxRow.kind) == "post")
                .order_by(col(OutboxRow.id))
            )
            stored = [(lane, int(message or 0)) for lane, message in rows.all()]
    finally:
        await database.close()
    shown = sorted(one.id for one in Phone(world, worker).said())
    wrong = (
        [] if shown == sorted(message for _, message in stored) else [f"{worker.key}: stored {stored}, shown {shown}"]
    )
    for lane in {lane for lane, _ in stored}:
        order = [message for one, message in stored if one == lane]
        if order != sorted(order):
            wrong.append(f"{worker.key}: lane {lane} was sent in the order {order}")
    return wrong


async def _person(session: AsyncSession, worker: Worker) -> int:
    found = await session.execute(
        select(col(AccountRow.person_id)).where(col(AccountRow.user_id) == str(worker.person.user_id))
    )
    return int(found.scalar_one())


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.secret
    if isinstance(value, tuple):
        return tuple(one.get("name") for one in value)
    return value
