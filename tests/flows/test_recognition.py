"""The recognition document: one typed line is taken apart, and what it lacks is asked for piece by piece."""

from __future__ import annotations

from datetime import date

import pytest

from flows.draft import Value
from flows.fields.recognition import RecognitionField
from flows.submission import LIBRARY
from flows.written_recognition import read_recognition
from tests.flows.driver import AN, World
from tests.flows.tables import rows
from tests.flows.walk import asked, until

LINES = {
    "as an office writes it": (
        "Quyết định số 15/QĐ-CT ngày 20/04/2022 của Giám đốc Công ty X",
        ("15/QĐ-CT", date(2022, 4, 20), "Giám đốc Công ty X", "head"),
    ),
    "without accents": (
        "quyet dinh so 15/qd-ct ngay 20/4/2022 cua giam doc cong ty x",
        ("15/qd-ct", date(2022, 4, 20), "giam doc cong ty x", "head"),
    ),
    "with the year in its number": (
        "Quyết định số 15/2022/QĐ-UBND ngày 20 tháng 4 năm 2022 của Chủ tịch UBND huyện Cư M’gar",
        ("15/2022/QĐ-UBND", date(2022, 4, 20), "Chủ tịch UBND huyện Cư M’gar", "head"),
    ),
    "by a council": (
        "số 15 ngày 20-4-2022 do Hội đồng sáng kiến Công ty X ký",
        ("15", date(2022, 4, 20), "Hội đồng sáng kiến Công ty X", "council"),
    ),
    "with what it is about": (
        "QĐ số 15/QĐ-CT về việc công nhận sáng kiến của Công ty X, ngày 20/4/2022",
        ("15/QĐ-CT", date(2022, 4, 20), "Công ty X", None),
    ),
    "in pieces between commas": (
        "15/QĐ-CT, 20/4/2022, Hiệu trưởng",
        ("15/QĐ-CT", date(2022, 4, 20), "Hiệu trưởng", "head"),
    ),
    "number and day alone": ("Quyết định số 101/QĐ ngày 02/11/2021", ("101/QĐ", date(2021, 11, 2), None, None)),
    "minutes that say they have no number": (
        "Biên bản không số ngày 1/3/2022 của Hội đồng sáng kiến",
        ("", date(2022, 3, 1), "Hội đồng sáng kiến", "council"),
    ),
    "letters before the number": (
        "BB-03/HĐSK ngày 1/3/2022 Trường Tiểu học Ánh Dương",
        ("BB-03/HĐSK", date(2022, 3, 1), "Trường Tiểu học Ánh Dương", None),
    ),
    "a number alone": ("15/QĐ-CT", ("15/QĐ-CT", None, None, None)),
    "no document": ("ờ", (None, None, None, None)),
}


@pytest.mark.parametrize(("typed", "pieces"), rows(LINES))
def test_a_line_is_taken_apart(typed: str, pieces: tuple[object, ...]) -> None:
    found = read_recognition(typed)
    assert (found.number, found.day.day, found.issuer, found.by) == pieces


def recognition(world: World) -> Value | None:
    return world.newest(AN).answers.get("recognition")


def test_one_line_with_everything_is_one_answer_and_said_back(world: World) -> None:
    until(world, AN, "recognition")
    screen = world.says(AN, "Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty X").screen
    assert recognition(world) == {
        "number": "15/QĐ-CT",
        "date": "2022-02-20",
        "issuer": "Giám đốc Công ty X",
        "by": "head",
    }
    echoed = world.reads(screen.problem or "", "vi")
    assert echoed == "Văn bản công nhận: số 15/QĐ-CT, ngày 20/2/2022, Giám đốc Công ty X (thủ trưởng công nhận)"
    assert world.newest(AN).recognised_on == date(2022, 2, 20)


ORDERS = {
    "number first": (["15/QĐ-CT", "20/2/2022", "Công ty X", "1"], "15/QĐ-CT"),
    "day first": (["20/2/2022", "số 15", "Công ty X", "hội đồng"], "15"),
    "the bare number": (["số 15/QĐ ngày 20/2/2022", "Công ty X", "Hội đồng sáng kiến"], "15/QĐ"),
    "a number of figures alone": (["20/2/2022", "15", "Công ty X", "1"], "15"),
    "no number": (["20/2/2022", "Văn bản không có số", "Công ty X", "1"], ""),
}


@pytest.mark.parametrize(("typed", "number"), rows(ORDERS))
def test_pieces_are_asked_for_one_at_a_time_and_kept(typed: list[str], number: str, world: World) -> None:
    until(world, AN, "recognition")
    for piece in typed:
        assert asked(world, AN) == "recognition"
        world.says(AN, piece)
    assert recognition(world) == {"number": number, "date": "2022-02-20", "issuer": "Công ty X", "by": "council"}


@pytest.mark.parametrize("wrong", ["ờ", "tháng 2", "2022"])
def test_what_does_not_answer_a_piece_changes_nothing(wrong: str, world: World) -> None:
    until(world, AN, "recognition")
    world.says(AN, "15/QĐ-CT")
    before = world.stored()
    world.says(AN, wrong)
    assert world.stored() == before


def test_what_was_told_beside_a_wrong_day_is_not_lost(world: World) -> None:
    until(world, AN, "recognition")
    screen = world.says(AN, "Quyết định số 15/QĐ-CT ngày 29/02/2022 của Giám đốc Công ty X").screen
    assert "no 29/2/2022" in world.reads(screen.problem or "")
    world.says(AN, "20/2/2022")
    assert recognition(world)
    assert asked(world, AN) == "benefit"


@pytest.mark.parametrize(("day", "told"), [("20/08/2021", "before 1/9/2021"), ("20/04/2022", "has not come yet")])
def test_demand_75_a_document_outside_the_window_or_to_come_is_told_at_entry(day: str, told: str, world: World) -> None:
    until(world, AN, "recognition")
    screen = world.says(AN, f"Quyết định số 15/QĐ-CT ngày {day} của Giám đốc Công ty X").screen
    assert told in " ".join(world.reads(line) for line in (screen.problem or "", *screen.lines))
    assert recognition(world) is None
    world.says(AN, "20/02/2022")
    assert world.newest(AN).recognised_on == date(2022, 2, 20)


def test_a_day_outside_the_window_may_be_kept_and_shows_in_the_summary(world: World) -> None:
    until(world, AN, "recognition")
    world.says(AN, "Quyết định số 15/QĐ-CT ngày 20/08/2021 của Giám đốc Công ty X")
    world.press(AN, "answer", "outside")
    assert world.newest(AN).recognised_on == date(2021, 8, 20)


@pytest.mark.parametrize("typed", ["Chưa có văn bản công nhận", "chưa có", "chưa được công nhận"])
def test_not_recognised_yet_is_no_answer_and_keeps_the_draft(typed: str, world: World) -> None:
    until(world, AN, "recognition")
    before = world.stored()
    screen = world.says(AN, typed).screen
    assert "draft is kept" in " ".join(world.reads(line) for line in screen.lines)
    assert world.stored() == before
    assert asked(world, AN) == "recognition"


def test_correcting_one_piece_leaves_the_others(world: World) -> None:
    until(world, AN, "benefit")
    world.press(AN, "back")
    world.says(AN, "ngày 21/2/2022")
    kept = recognition(world)
    assert isinstance(kept, dict)
    assert (kept["number"], kept["date"], kept["by"]) == ("15/QĐ-CT", "2022-02-21", "head")


def test_another_document_takes_nothing_over_from_the_one_before(world: World) -> None:
    until(world, AN, "benefit")
    world.press(AN, "back")
    world.says(AN, "Biên bản ngày 21/2/2022 của Hội đồng sáng kiến")
    assert asked(world, AN) == "recognition"
    world.press(AN, "answer", "unnumbered")
    kept = recognition(world)
    assert isinstance(kept, dict)
    assert (kept["number"], kept["by"]) == ("", "council")


def test_its_library_entry_is_of_this_kind() -> None:
    assert isinstance(LIBRARY["recognition"], RecognitionField)
