"""The sealed audit trail: what is done to it behind the bot's back is found and named; what the bot does is not."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import column, insert, select, table, text, update
from sqlmodel import col

from bot.sealing import Sealing
from storage import audit, audit_chain, audit_proof, erasure, rotation, schema
from storage.audit import AuditLine
from storage.audit_proof import Trail, Trouble
from storage.cipher import Cipher
from storage.database import Database
from storage.looks import LOOKED
from storage.outbox import Outbox
from storage.packs import Pack
from storage.tables import AuditHeadRow, AuditRow
from storage.tables.columns import Utc
from tests.conftest import START
from tests.storage.given import CIPHER, PROGRAMME, draft, every, initiative, meet, put
from tests.storage.meddling import unlocked

MINUTE = timedelta(minutes=1)
OLD_KEY, NEW_KEY = "a secret of tests", "a new secret"
BOTH = Cipher((NEW_KEY, OLD_KEY), os.urandom)
ONLY_NEW = Cipher((NEW_KEY,), os.urandom)
NEVER = asyncio.Event()
_BEFORE = table(
    "audit",
    column("at", Utc()),
    *(column(name) for name in ("actor", "channel", "action", "subject", "old", "new", "reason")),
)


async def wrote(database: Database, count: int, programme: str = PROGRAMME, first: int = 1, **line: Any) -> None:
    """Write lines, a minute apart."""
    async with database.transaction() as session:
        for number in range(first, first + count):
            written = AuditLine(f"deed {number}", "phase x", programme=programme, **line)
            await audit.write(session, written, actor=None, channel="telegram", at=START + number * MINUTE)


async def sealed(database: Database, cipher: Cipher = CIPHER) -> None:
    await Sealing(database, cipher).once(NEVER)


async def trail(database: Database, cipher: Cipher = CIPHER, programme: str = PROGRAMME) -> Trail:
    return await audit_proof.verify(database, cipher, programme)


async def meddle(database: Database, *statements: Any) -> None:
    """Do what nobody may, past the locks, as whoever owns the database can."""
    async with unlocked(database) as session:
        for one in statements:
            await session.execute(text(one) if isinstance(one, str) else one)


async def head(database: Database) -> dict[str, Any]:
    (row,) = await every(database, AuditHeadRow)
    return row.model_dump()


async def test_lines_are_sealed_in_order_each_programme_by_itself(database: Database) -> None:
    await wrote(database, 3)
    await wrote(database, 2, programme="")
    await wrote(database, 1, first=4)
    await sealed(database)
    numbers = [(row.programme, row.number) for row in await every(database, AuditRow)]
    assert numbers == [*((PROGRAMME, one) for one in (1, 2, 3)), ("", 1), ("", 2), (PROGRAMME, 4)]
    assert await trail(database) == Trail(PROGRAMME, 4, START + 4 * MINUTE)
    assert await trail(database, programme="") == Trail("", 2, START + 2 * MINUTE)
    assert await audit_proof.programmes(database) == ("", PROGRAMME)


async def test_sealing_goes_on_where_it_ended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "_BATCH", 2)
    monkeypatch.setattr(audit_proof, "_PAGE", 2)
    for first in (1, 8):
        await wrote(database, 7, first=first)
        await sealed(database)
    assert await trail(database) == Trail(PROGRAMME, 14, START + 14 * MINUTE)


MEDDLED: dict[str, tuple[tuple[str, ...], Trouble]] = {
    "one line altered": (
        ("UPDATE audit SET new = 'verified' WHERE number = 3",),
        Trouble("altered", 3, START + 3 * MINUTE),
    ),
    "who did it altered": (
        ("UPDATE audit SET stood_for = {binh} WHERE number = 2",),
        Trouble("altered", 2, START + 2 * MINUTE),
    ),
    "words put into a reason": (
        ("UPDATE audit SET reason = 'khác' WHERE number = 5",),
        Trouble("reason", 5, START + 5 * MINUTE),
    ),
    "one deleted in the middle": (
        ("DELETE FROM audit WHERE number = 3",),
        Trouble("missing", 3, START + 2 * MINUTE),
    ),
    "the first one deleted": (("DELETE FROM audit WHERE number = 1",), Trouble("missing", 1)),
    "one deleted, the others numbered anew": (
        (
            "DELETE FROM audit WHERE number = 3",
            "UPDATE audit SET number = 3 WHERE number = 4",
            "UPDATE audit SET number = 4 WHERE number = 5",
            "UPDATE audit_head SET number = 4",
        ),
        Trouble("altered", 3, START + 4 * MINUTE),
    ),
    "the newest deleted": (("DELETE FROM audit WHERE number = 5",), Trouble("cut off", 5, START + 4 * MINUTE)),
    "the newest two deleted": (("DELETE FROM audit WHERE number > 3",), Trouble("cut off", 4, START + 3 * MINUTE)),
    "all deleted": (("DELETE FROM audit",), Trouble("cut off", 1)),
    "two swapped": (
        (
            "UPDATE audit SET number = 99 WHERE number = 2",
            "UPDATE audit SET number = 2 WHERE number = 4",
            "UPDATE audit SET number = 4 WHERE number = 99",
        ),
        Trouble("altered", 2, START + 4 * MINUTE),
    ),
    "the newest deleted and the end moved there": (
        (
            "DELETE FROM audit WHERE number = 5",
            "UPDATE audit_head SET number = 4, digest = (SELECT digest FROM audit WHERE number = 4)",
        ),
        Trouble("forged", 4, START + 4 * MINUTE),
    ),
    "the digest of the end altered": (
        ("UPDATE audit_head SET digest = 'x'",),
        Trouble("forged", 5, START + 5 * MINUTE),
    ),
    "the signature altered": (
        ("UPDATE audit_head SET signature = substr(signature, 1, 60)",),
        Trouble("forged", 5, START + 5 * MINUTE),
    ),
    "the end deleted": (("DELETE FROM audit_head",), Trouble("no end", 5, START + 5 * MINUTE)),
    "a line taken out of the sealed ones": (
        ("UPDATE audit SET number = NULL, digest = NULL, new = 'x' WHERE number = 5",),
        Trouble("cut off", 5, START + 4 * MINUTE),
    ),
}


@pytest.mark.parametrize("how", MEDDLED)
async def test_what_was_done_to_it_is_found_and_named_and_stays_so(database: Database, how: str) -> None:
    binh = await meet(database, "binh")
    await wrote(database, 5)
    await sealed(database)
    assert (await trail(database)).trouble is None
    statements, trouble = MEDDLED[how]
    await meddle(database, *(one.format(binh=binh.id) for one in statements))
    assert (await trail(database)).trouble == trouble
    await wrote(database, 1, first=20)
    await sealed(database)
    afterwards = (await trail(database)).trouble
    assert afterwards is not None
    assert afterwards.number == trouble.number


async def test_a_line_behind_the_end_is_found(database: Database) -> None:
    await wrote(database, 2)
    await sealed(database)
    await wrote(database, 1, first=3)
    forged = {"number": 3, "digest": "x"}
    await meddle(database, update(AuditRow).where(col(AuditRow.number).is_(None)).values(forged))
    assert (await trail(database)).trouble == Trouble("altered", 3, START + 3 * MINUTE)
    third = (await every(database, AuditRow))[2]
    digest = audit_chain.digest_of(third, 3, "", (await head(database))["digest"])
    await meddle(database, update(AuditRow).where(col(AuditRow.number) == 3).values(digest=digest))
    assert (await trail(database)).trouble == Trouble("beyond", 3, START + 3 * MINUTE)


async def test_a_trail_that_cannot_go_on_holds_up_no_other(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "_BATCH", 2)
    await wrote(database, 2)
    await sealed(database)
    await meddle(database, "UPDATE audit_head SET digest = 'x'")
    await wrote(database, 5, first=3)
    await wrote(database, 3, programme="")
    await sealed(database)
    assert (await trail(database, programme="")).lines == 3
    assert (await trail(database)).lines == 2


async def test_a_programme_without_any_line_of_what_was_handed_in_is_noticed(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, draft(an))
    assert await audit_proof.programmes(database) == ()
    await put(database, initiative(an, 2))
    assert await audit_proof.programmes(database) == (PROGRAMME,)
    assert (await trail(database)).trouble == Trouble("nothing")
    await wrote(database, 1)
    assert await trail(database) == Trail(PROGRAMME, waiting_since=START + MINUTE)


async def test_the_words_of_a_reason_can_be_erased_and_are_sealed_without(database: Database) -> None:
    await wrote(database, 2, reason="Trần Thị An nộp hai lần")
    await sealed(database)
    async with database.transaction() as session:
        await session.execute(update(AuditRow).values(reason=""))
    assert await trail(database) == Trail(PROGRAMME, 2, START + 2 * MINUTE)


async def test_erasing_a_person_leaves_the_trail_whole(database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await put(database, initiative(an, entered_by=binh.id))
    for number in range(2):
        async with database.transaction() as session:
            line = AuditLine("return", audit.about(1), reason="Trần Thị An viết chưa rõ")
            await audit.write(session, line, actor=binh.id, channel="telegram", at=START + number * MINUTE)
            await audit.write(session, AuditLine(LOOKED, audit.about(1)), actor=binh.id, channel="telegram", at=START)
        await sealed(database)
    await wrote(database, 1, reason="chưa niêm phong")
    async with database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), an.id, channel="telegram", now=START)
    await sealed(database)
    assert {row.reason for row in await every(database, AuditRow) if row.subject == "initiative 1"} == {""}
    assert (await trail(database)).trouble is None
    assert (await trail(database)).lines == 6
    assert (await trail(database, programme="")).lines == 1


async def test_rotating_keys_signs_anew_and_the_old_key_can_go(database: Database) -> None:
    await wrote(database, 2)
    await sealed(database)
    assert (await trail(database, BOTH)).trouble is None
    assert (await trail(database, ONLY_NEW)).trouble == Trouble("another key", 2, START + 2 * MINUTE)
    steps = [step async for step in rotation.rotate(database, BOTH)]
    assert sum(step.rotated for step in steps) == 1
    assert (await trail(database, ONLY_NEW)).trouble is None
    await wrote(database, 1, first=3)
    await sealed(database, ONLY_NEW)
    assert await trail(database, ONLY_NEW) == Trail(PROGRAMME, 3, START + 3 * MINUTE)


async def test_while_rotating_a_bot_with_both_keys_goes_on_sealing(database: Database) -> None:
    await wrote(database, 1)
    await sealed(database)
    await wrote(database, 1, first=2)
    await sealed(database, BOTH)
    assert (await trail(database, ONLY_NEW)).lines == 2
    assert (await trail(database, ONLY_NEW)).trouble is None


async def test_rotating_does_not_make_a_forged_end_good(database: Database) -> None:
    await wrote(database, 2)
    await sealed(database)
    await meddle(database, "UPDATE audit_head SET number = 7")
    before = await head(database)
    assert sum([step.rotated async for step in rotation.rotate(database, BOTH)]) == 0
    assert await head(database) == before


async def test_without_the_key_it_was_signed_with_nothing_goes_on(database: Database) -> None:
    await wrote(database, 2)
    await sealed(database)
    await wrote(database, 1, first=3)
    await sealed(database, ONLY_NEW)
    assert await trail(database) == Trail(PROGRAMME, 2, START + 2 * MINUTE, START + 3 * MINUTE)
    await sealed(database)
    assert (await trail(database)).lines == 3
    lost = [step.unreadable async for step in rotation.rotate(database, ONLY_NEW)]
    assert sum(lost) == 1


async def test_two_that_seal_at_once_make_one_trail(
    database: Database, second: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_chain, "_BATCH", 3)
    for first in (1, 31):
        await wrote(database, 30, first=first)
        await asyncio.gather(*(sealed(one) for one in (database, second, database, second)))
        await sealed(database)
        assert await trail(database) == Trail(PROGRAMME, first + 29, START + (first + 29) * MINUTE)


async def test_killed_before_its_commit_it_leaves_a_trail_that_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wrote(database, 2)
    async with database.transaction() as session:
        assert await audit_chain._seal(session, CIPHER, PROGRAMME, 10**9) == 2
        await session.rollback()
    assert {row.number for row in await every(database, AuditRow)} == {None}
    assert await every(database, AuditHeadRow) == []
    await sealed(database)
    assert await trail(database) == Trail(PROGRAMME, 2, START + 2 * MINUTE)


async def test_a_line_about_an_initiative_belongs_to_its_programme(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, draft(an, 1), draft(an, 2))
    for subject in (audit.about(1), audit.about(404), "initiative x", "person 1"):
        async with database.transaction() as session:
            await audit.write(session, AuditLine("x", subject), actor=an.id, channel="telegram", at=START)
    assert [row.programme for row in await every(database, AuditRow)] == [PROGRAMME, "", "", ""]


async def test_lines_of_before_are_given_their_programmes_and_sealed(own_database: Database) -> None:
    an, binh = await meet(own_database, "an"), await meet(own_database, "binh")
    await put(own_database, initiative(an, 7))
    await schema.downgrade(own_database, "0009")
    old = {"at": START, "actor": binh.id, "channel": "telegram", "old": "", "new": "", "reason": ""}
    lines: tuple[dict[str, Any], ...] = (
        {"action": "return", "subject": "initiative 7", "reason": "Thiếu văn bản"},
        {"action": LOOKED, "subject": f"person {an.id}", "new": "initiative 7"},
        {"action": "discard", "subject": "initiative 404", "old": "draft"},
        {"action": "consent", "subject": f"person {an.id}"},
        {"action": "extend", "subject": f"phase {PROGRAMME}/gd1 of DLK-01"},
    )
    async with own_database.transaction() as session:
        await session.execute(insert(_BEFORE), [old | line for line in lines])
    await schema.upgrade(own_database)
    found = [(row.programme, row.subject, row.new) for row in await every(own_database, AuditRow)]
    assert found == [
        (PROGRAMME, "initiative 7", ""),
        (PROGRAMME, "initiative 7", f"person {an.id}"),
        ("", "initiative 404", ""),
        ("", f"person {an.id}", ""),
        (PROGRAMME, f"phase {PROGRAMME}/gd1 of DLK-01", ""),
    ]
    await sealed(own_database)
    assert [(await trail(own_database, programme=one)).lines for one in (PROGRAMME, "")] == [3, 2]
    await meddle(own_database, update(AuditRow).where(col(AuditRow.reason) != "").values(reason="khác"))
    assert (await trail(own_database)).trouble == Trouble("reason", 1, START)
    await schema.downgrade(own_database, "0009")
    async with own_database.transaction() as session:
        looked = select(_BEFORE.c.subject, _BEFORE.c.new).where(_BEFORE.c.action == LOOKED)
        assert (await session.execute(looked)).all() == [(f"person {an.id}", "initiative 7")]
