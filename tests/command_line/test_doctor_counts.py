"""`doctor` and `db recount`: totals that are not what the initiatives say are found, named and put right."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from bot.sandbox.cast import BOT
from tests.command_line.operator import Operator
from tests.conftest import START
from tests.storage.given import UNIT, UPPER, initiative, meet, put

SET = {"TELEGRAM_TOKEN": BOT.token, "SECRET_KEY": "a secret of tests, long enough for anybody"}
WELL = "✓ The totals of initiatives are what the initiatives say, at every level."


async def told(operator: Operator) -> list[str]:
    done = await operator("doctor", "--offline", **SET)
    return [line for line in done.out.splitlines() if "The totals of" in line]


async def test_totals_that_are_wrong_are_named_and_put_right_by_a_command(operator: Operator) -> None:
    assert await told(operator) == [WELL]
    database = operator.database()
    an = await meet(database, "an")
    several = ((1, UNIT), (2, UNIT), (3, UPPER))
    await put(database, *(initiative(an, one, unit=unit) for one, unit in several))
    await put(database, initiative(an, 4, "verified", decided_at=START - timedelta(days=1)))
    assert await told(operator) == [WELL]
    async with database.transaction() as session:
        await session.execute(text(f"DELETE FROM count_change WHERE unit = '{UPPER}' OR day IS NOT NULL"))  # noqa: S608
    await database.close()
    assert await told(operator) == [
        f"✗ The totals of 2 units ({UPPER}, {UNIT}) are not what their initiatives say. Run: sangkien db recount"
    ]
    done = await operator("db", "recount", **SET)
    assert done.out.startswith("3 totals were put right.")
    assert await told(operator) == [WELL]
    again = await operator("db", "recount", **SET)
    assert again.out.startswith("Every total was right.")
