"""`awards`: a snapshot taken, listed in words and as data, ticked, and checked by `doctor`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from flows.person import Person
from storage.tables import AuditRow, AwardTickRow
from tests.command_line.operator import Operator
from tests.storage.given import every, meet, put
from tests.storage.snapshots.chronicle import verified

NAME = "so-ket-gd1"
LATER = {"CLOCK": "2022-06-02T09:00:00+07:00", "TELEGRAM_API_URL": "http://127.0.0.1:9"}
TAKE = ("awards", "snapshot", "--name", NAME, "--by", "Hồ Thị Dung")
LIST = ("awards", "list", "--snapshot", NAME)
TICK = ("awards", "tick", "--snapshot", NAME, "--phase", "gd1", "--by", "Dung", "--reason", "Họp xét ngày 2/6")


@pytest.fixture
async def busy(operator: Operator) -> Operator:
    """An operator in whose database Buôn Hồ (target 70) has reached its target exactly, and Buôn Đôn not."""
    database = operator.database()
    an: Person = await meet(database, "an", "Trần Thị An")
    await put(database, *(verified(an, number, number * 1_000_000, unit="DLK-02-004") for number in range(1, 71)))
    await put(database, verified(an, 99, 5_000_000, unit="DLK-03"))
    await database.close()
    assert (await operator(*TAKE, **LATER)).code == 0
    return operator


async def data(operator: Operator, *more: str) -> list[dict[str, Any]]:
    done = await operator(*LIST, *more, "--json", **LATER)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


async def ticked(operator: Operator, key: str, about: str, *more: str) -> str:
    done = await operator(*TICK, "--tick", key, "--about", about, *more, **LATER)
    return done.out + done.err


async def test_who_meets_the_rule_by_ticks_and_figures_and_what_the_others_lack(busy: Operator) -> None:
    done = await busy(*LIST, "--award", "d1", "--language", "vi", **LATER)
    assert (done.code, done.err) == (0, "")
    assert "D1, gd1 · Bằng khen của LĐLĐ tỉnh cho tập thể" in done.out
    assert "(Kế hoạch của LĐLĐ tỉnh, 02/2022, V.1)" in done.out
    assert "meets the rule: 0" in done.out
    assert "is ticked and written down" in await ticked(busy, "quality", "DLK-02")
    assert "was ticked already" in await ticked(busy, "quality", "DLK-02")
    (first, second) = await data(busy, "--award", "D1")
    met = [one["code"] for one in first["candidates"] if one["meets"]]
    assert (first["phase"], second["phase"], met) == ("gd1", "gd2", ["DLK-02"])
    (missing,) = [one["missing"] for one in first["candidates"] if one["code"] == "DLK-03"]
    assert any("short of 100%" in said for said in missing)


async def test_persons_are_listed_by_their_ticks_with_the_names_of_today(busy: Operator) -> None:
    assert await data(busy, "--award", "D2", "--phase", "gd1") != []
    await ticked(busy, "valued", "SK-22-000007")
    await ticked(busy, "unrewarded", "SK-22-000007")
    (award,) = await data(busy, "--award", "D2", "--phase", "gd1")
    (one,) = award["candidates"]
    assert (one["code"], one["name"], one["meets"]) == ("SK-22-000007", "Trần Thị An", True)
    assert "taken back" in await ticked(busy, "valued", "SK-22-000007", "--back")
    (award,) = await data(busy, "--award", "D2", "--phase", "gd1")
    assert [one["meets"] for one in award["candidates"]] == [False]
    database = busy.database()
    lines = [(one.action, one.reason) for one in await every(database, AuditRow) if "tick" in one.action]
    assert lines == [("tick", "Họp xét ngày 2/6")] * 2 + [("untick", "Họp xét ngày 2/6")]
    assert [row.withdrawn_at is None for row in await every(database, AwardTickRow)] == [False, True]
    await database.close()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (TAKE, f"There is a snapshot {NAME} already"),
        ((*TAKE[:3], "other", "--unit", "NOWHERE"), "No unit has the code NOWHERE"),
        ((*TAKE[:3], "other", "--programme", "x"), "PROGRAMMES names no programme x."),
        (("awards", "list", "--snapshot", "none"), "There is no snapshot none."),
        ((*LIST, "--award", "Z9"), "There is no award Z9 in this snapshot. There are: D1, D2."),
        ((*LIST, "--phase", "gd9"), "01-trieu-daklak has no phase gd9."),
        ((*TICK, "--tick", "x", "--about", "DLK-02"), "knows no tick x. Those it knows are: quality"),
        ((*TICK, "--tick", "valued", "--about", "SK-22-ZZZZZZ"), "no initiative of that code counted"),
    ],
)
async def test_what_does_not_fit_is_named_with_the_way_out(command: tuple[str, ...], said: str, busy: Operator) -> None:
    done = await busy(*command, **LATER)
    assert done.code == 1
    assert said in done.err
    assert "Traceback" not in done.said


@pytest.mark.parametrize(
    "command", [(*TAKE[:3], " "), (*LIST, "--language", "fr"), (*TICK[:-1], "x", "--tick", "a", "--about", "b")]
)
async def test_wrong_use_is_told_as_wrong_use(command: tuple[str, ...], operator: Operator) -> None:
    assert (await operator(*command, **LATER)).code == 2


async def test_doctor_finds_a_snapshot_as_taken_and_one_that_was_altered(busy: Operator) -> None:
    doctor = ("doctor", "--offline")
    assert f"Snapshot {NAME} is as it was taken." in (await busy(*doctor, **LATER)).out
    database = busy.database()
    async with database.transaction() as session:
        await session.execute(text("DROP TRIGGER snapshot_unit_update"))
        await session.execute(text("UPDATE snapshot_unit SET counted = 69 WHERE unit = 'DLK-02' AND phase = 'gd1'"))
    await database.close()
    done = await busy(*doctor, **LATER)
    assert done.code == 1
    assert f"Snapshot {NAME}: its figures do not give its digest" in done.out


async def test_a_pack_that_had_no_awards_says_so(operator: Operator, pack: Path) -> None:
    (pack / "awards.toml").unlink()
    where = {**LATER, "PROGRAMMES": str(pack)}
    assert (await operator(*TAKE, **where)).code == 0
    done = await operator(*LIST, **where)
    assert (done.code, "there was no awards.toml in it" in done.err) == (1, True)
