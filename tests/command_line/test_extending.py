"""`programme extend`: more time for one unit, with a reason; listed by `programme check` and `doctor` (demand 69)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage.tables import AuditRow, ExtensionRow
from tests.command_line.operator import Operator

EXTEND = ("programme", "extend", "01-trieu-daklak", "--reason", "Mất điện do bão")
KEY = {"SECRET_KEY": "a secret of tests, long enough for anybody", "TELEGRAM_TOKEN": ""}
LATE = {"CLOCK": "2022-06-02T09:00:00+07:00", "TELEGRAM_API_URL": "http://127.0.0.1:9"}


def words(unit: str = "DLK-01", phase: str = "gd1", until: str = "2022-06-05 24:00") -> tuple[str, ...]:
    return (*EXTEND, "--unit", unit, "--phase", phase, "--until", until)


async def rows(operator: Operator) -> tuple[list[ExtensionRow], list[AuditRow]]:
    database = operator.database()
    async with database.transaction() as session:
        granted = (await session.execute(select(ExtensionRow))).scalars().all()
        written = (await session.execute(select(AuditRow))).scalars().all()
    await database.close()
    return list(granted), list(written)


async def test_a_unit_is_given_more_time_and_it_is_written_down_who_why_and_until_when(operator: Operator) -> None:
    done = await operator(*words(), "--by", "Hồ Thị Dung", **LATE)
    assert (done.code, done.err) == (0, "")
    assert "is open for Liên đoàn Lao động thành phố Buôn Ma Thuột (DLK-01) until 24:00 on 05/06/2022." in done.out
    (granted,), (written,) = await rows(operator)
    assert granted.until == datetime(2022, 6, 5, 17, 0, tzinfo=UTC)
    assert (granted.reason, granted.by) == ("Mất điện do bão", "Hồ Thị Dung")
    assert (written.action, written.actor, written.reason) == ("extend", None, "Mất điện do bão")


@pytest.mark.parametrize(
    ("until", "instant"),
    [
        ("2022-06-05T24:00", datetime(2022, 6, 5, 17, 0, tzinfo=UTC)),
        ("2022-06-05 24h00", datetime(2022, 6, 5, 17, 0, tzinfo=UTC)),
        ("2022-06-05 17:30", datetime(2022, 6, 5, 10, 30, tzinfo=UTC)),
        ("2022-06-05T17:30:00+00:00", datetime(2022, 6, 5, 17, 30, tzinfo=UTC)),
    ],
)
async def test_instants_are_vietnams_unless_they_say_otherwise(
    until: str, instant: datetime, operator: Operator
) -> None:
    assert (await operator(*words(until=until), **LATE)).code == 0
    (granted,), _ = await rows(operator)
    assert granted.until == instant


async def test_granted_again_the_later_word_counts_and_the_earlier_is_told(operator: Operator) -> None:
    await operator(*words(), **LATE)
    done = await operator(*words(until="2022-06-01 24:00"), **LATE)
    assert "Before, it was until 24:00 on 05/06/2022." in done.out
    assert "That is over already" in done.out
    granted, written = await rows(operator)
    assert (len(granted), len(written)) == (1, 2)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (words(unit="DLK-99"), "No unit has the code DLK-99."),
        (words(phase="gd9"), "01-trieu-daklak has no phase gd9. Its phases are: gd1, gd2."),
        (words(until="2022-05-01 24:00"), "gd1 is open to everybody until 24:00 on 31/05/2022 anyway."),
        (("programme", "extend", "other", *words()[3:]), "PROGRAMMES names no programme other."),
    ],
    ids=["unit", "phase", "before the end", "programme"],
)
async def test_what_does_not_fit_is_named_with_the_way_out_and_nothing_is_kept(
    command: tuple[str, ...], said: str, operator: Operator
) -> None:
    done = await operator(*command, **LATE)
    assert done.code == 1
    assert said in done.err
    assert "Traceback" not in done.said
    assert await rows(operator) == ([], [])


@pytest.mark.parametrize("command", [words(until="tomorrow"), words(until="31/5/2022"), (*words(), "--reason", "x")])
async def test_wrong_use_is_told_as_wrong_use(command: tuple[str, ...], operator: Operator) -> None:
    done = await operator(*command, **LATE)
    assert done.code == 2
    assert "Traceback" not in done.said


async def test_check_and_doctor_list_who_has_more_time(operator: Operator) -> None:
    line = "01-trieu-daklak: gd1 is extended for DLK-01 until 24:00 on 05/06/2022: Mất điện do bão"
    assert line not in (await operator("programme", "check")).out
    await operator(*words(), **LATE)
    assert line in (await operator("programme", "check")).out
    assert line in (await operator("doctor", "--offline", **KEY, **LATE)).out
    over = {**LATE, "CLOCK": "2022-06-06T00:00:00+07:00"}
    assert line not in (await operator("doctor", "--offline", **KEY, **over)).out


async def test_where_there_are_no_tables_check_still_checks(newcomer: Operator) -> None:
    done = await newcomer("programme", "check")
    assert done.code == 0
    assert "Extensions" not in done.out
    newcomer.file.parent.mkdir()
    newcomer.file.touch()
    done = await newcomer("programme", "check")
    assert done.code == 0
    assert "Extensions were not looked at. The database has no tables yet." in done.out
    assert (await newcomer(*words(), **LATE)).err == "The database has no tables yet. Run: sangkien db upgrade\n"
