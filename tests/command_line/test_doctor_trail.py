"""`doctor` on the audit trail: it names the programme and the line in plain words, and what to do."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from sqlalchemy import text

from bot.command_line.checks import trail
from bot.sandbox.cast import BOT
from bot.sealing import Sealing
from storage import audit, audit_proof
from storage.audit import AuditLine
from storage.audit_proof import Trouble
from storage.cipher import Cipher
from tests.command_line.operator import Operator
from tests.conftest import START
from tests.storage.meddling import unlocked

OFFLINE = ("doctor", "--offline")
KEY = "a secret of tests, long enough for anybody"
SET = {"TELEGRAM_TOKEN": BOT.token, "SECRET_KEY": KEY}
MARK = "Audit trail"


async def wrote(operator: Operator, count: int, at: datetime = START, *, seal: bool = True) -> None:
    database = operator.database()
    async with database.transaction() as session:
        for number in range(count):
            line = AuditLine("verify", f"initiative {number}", programme="01-trieu-daklak")
            await audit.write(session, line, actor=None, channel="telegram", at=at)
    if seal:
        await Sealing(database, Cipher((KEY,), os.urandom)).once(asyncio.Event())
    await database.close()


async def told(operator: Operator, **settings: str) -> list[str]:
    done = await operator(*OFFLINE, **(SET | settings))
    return [line for line in done.out.splitlines() if MARK in line or "audit trail" in line]


async def test_a_trail_as_it_was_sealed_is_well(operator: Operator) -> None:
    assert await told(operator) == ["✓ The audit trail has no line yet."]
    await wrote(operator, 1234)
    assert await told(operator) == [
        "✓ Audit trail of 01-trieu-daklak: 1,234 lines are as sealed, the newest of 09:00 on 21/03/2022."
    ]


async def test_a_line_altered_behind_its_back_is_ill_and_named(operator: Operator) -> None:
    await wrote(operator, 20)
    database = operator.database()
    async with unlocked(database) as session:
        await session.execute(text("UPDATE audit SET new = 'x' WHERE number = 17"))
    await database.close()
    done = await operator(*OFFLINE, **SET)
    (line,) = [one for one in done.marked("✗") if MARK in one]
    assert line == (
        "Audit trail of 01-trieu-daklak: line 17 (09:00 on 21/03/2022) was altered, or changed places, after it was "
        "sealed. Stop the bot, keep a copy of the database as it is, and compare it with a backup."
    )
    assert done.code == 1


async def test_another_secret_key_is_told_from_a_forged_end(operator: Operator) -> None:
    await wrote(operator, 2)
    (line,) = await told(operator, SECRET_KEY="another")
    assert line.endswith(
        "signed with another secret key. Put the key it was signed with into SECRET_KEY, or into SECRET_KEY_OLD."
    )
    (line,) = await told(operator, SECRET_KEY="another", SECRET_KEY_OLD=KEY)
    assert line.startswith("✓")
    rotated = await operator("db", "rotate-keys", SECRET_KEY="another", SECRET_KEY_OLD=KEY)
    assert rotated.out.startswith("1 rows were brought under the present key.")
    (line,) = await told(operator, SECRET_KEY="another")
    assert line.startswith("✓")


async def test_without_any_key_the_doctor_makes_none(operator: Operator) -> None:
    await wrote(operator, 2)
    await operator(*OFFLINE, TELEGRAM_TOKEN=BOT.token)
    assert not operator.file.with_name("secret.key").exists()


async def test_lines_that_wait_for_long_to_be_sealed_are_a_remark(operator: Operator) -> None:
    now = datetime.now(UTC)
    await wrote(operator, 1, at=now - timedelta(minutes=59), seal=False)
    assert await told(operator) == ["✓ Audit trail of 01-trieu-daklak: no line is sealed yet."]
    await wrote(operator, 1, at=now - timedelta(minutes=61), seal=False)
    first, second = await told(operator)
    assert first.startswith("✓")
    assert second.startswith("– Audit trail of 01-trieu-daklak: a line of ")
    assert second.endswith("Start it with: sangkien run")


@pytest.mark.parametrize("kind", get_args(audit_proof.Kind))
def test_whatever_is_wrong_is_said_with_a_way_out(kind: audit_proof.Kind) -> None:
    finding = trail._told(audit_proof.Trail("p", trouble=Trouble(kind, 3, START)))
    assert finding.state == "ill"
    assert finding.text.startswith("Audit trail of p: ")
    assert finding.text.endswith((trail._KEEP, trail._KEY))
