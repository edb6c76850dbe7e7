"""The day of application: every spelling people use, what is asked back, and what is told at entry."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from flows.fields.field import Answered, Held, Refused
from flows.programme import VIETNAM, Window
from flows.said import Text
from flows.submission import LIBRARY
from flows.written_days import read_day
from tests.flows.conftest import Ask
from tests.flows.driver import AN, World
from tests.flows.tables import rows
from tests.flows.walk import asked, until

APPLIED = LIBRARY["applied_on"]
TODAY = date(2022, 3, 21)
FIRST = date(2021, 9, 1)
SPELLINGS = {
    "slashes": ("1/9/2021", FIRST),
    "hyphens and noughts": ("01-09-2021", FIRST),
    "dots and two figures of the year": ("1.9.21", FIRST),
    "the year first": ("2021-09-01", FIRST),
    "words": ("ngày 1 tháng 9 năm 2021", FIRST),
    "words without accents": ("ngay 1 thang 9 nam 21", FIRST),
    "a comma before the year": ("Ngày 1 tháng 9, năm 2021", FIRST),
    "spaces": ("1 9 2021", FIRST),
    "spaces around the marks": ("1 / 9 / 2021", FIRST),
    "figures without a mark": ("01092021", FIRST),
    "full-width figures": ("１/９/２０２１", FIRST),
    "other words around it": ("áp dụng từ ngày 1/9/2021 ạ.", FIRST),
    "never the month first": ("05/12/2022", date(2022, 12, 5)),
    "the last day of the window": ("01/09/2023", date(2023, 9, 1)),
}
PARTS = {
    "a month": ("9/2021", FIRST, True),
    "a month in words": ("tháng 9 năm 2021", FIRST, True),
    "a day without its year is the latest": ("22/3", date(2021, 3, 22), False),
    "a day of this year": ("mùng 2 tháng 1", date(2022, 1, 2), False),
    "29/2 is one of a leap year": ("29/2", date(2020, 2, 29), False),
    "today": ("hôm nay", TODAY, False),
    "yesterday": ("hôm qua", date(2022, 3, 20), False),
    "yesterday without accents": ("hom qua", date(2022, 3, 20), False),
}
NONE = {
    "a day the month does not have": ("29/02/2022", "no 29/2/2022: that month has 28 days"),
    "a day no month has": ("32/1/2022", "no 32/1/2022: that month has 31 days"),
    "a month there is not": ("13/14/2022", "no month 14"),
    "the month first, as in America": ("05/13/2022", "no month 13"),
    "a quarter": ("quý 3/2021", "the day first"),
    "words": ("lâu rồi", "the day first"),
    "a year": ("2022", "the day first"),
    "a year of three figures": ("1/9/021", "the day first"),
    "a telephone number": ("0912345678", "the day first"),
    "an amount": ("1.500.000", "the day first"),
    "two days": ("1/9/2021 đến 3/9/2021", "more than one day"),
}


@pytest.mark.parametrize(("typed", "day"), rows(SPELLINGS))
def test_a_whole_day_is_read_in_every_spelling_the_day_first(typed: str, day: date) -> None:
    written = read_day(typed, TODAY)
    assert (written.day, written.sure, written.problem) == (day, True, None)


@pytest.mark.parametrize(("typed", "day", "whole_month"), rows(PARTS))
def test_a_part_of_a_day_is_resolved_and_not_sure(typed: str, day: date, whole_month: bool) -> None:
    written = read_day(typed, TODAY)
    assert (written.day, written.sure, written.whole_month) == (day, False, whole_month)


@pytest.mark.parametrize(("typed", "told"), rows(NONE))
def test_what_is_no_day_is_told_why_and_changes_nothing(typed: str, told: str, world: World) -> None:
    until(world, AN, "applied_on")
    before = world.stored()
    screen = world.says(AN, typed).screen
    assert told in world.reads(screen.problem or "")
    assert world.stored() == before


def test_a_month_is_confirmed_by_one_tap_or_completed_by_its_day(world: World) -> None:
    until(world, AN, "applied_on")
    assert "1/9/2021" in world.reads(world.says(AN, "9/2021").screen.lines[0])
    world.press(AN, "answer", "sure")
    assert world.newest(AN).applied_on == FIRST
    world.press(AN, "back")
    world.says(AN, "tháng 10/2021")
    world.says(AN, "15")
    assert world.newest(AN).applied_on == date(2021, 10, 15)


@pytest.mark.parametrize("day", ["31/8/2021", "8/2021"])
def test_demand_75_a_day_outside_the_window_is_told_at_entry(day: str, world: World) -> None:
    until(world, AN, "applied_on")
    world.says(AN, day)
    if day == "8/2021":
        world.press(AN, "answer", "sure")
    assert asked(world, AN) == "applied_on"
    told = "\n".join(world.reads(line) for line in world.screens[AN].lines)
    assert "before 1/9/2021" in told
    assert "would refuse" in told
    assert "applied_on" not in world.newest(AN).answers
    world.press(AN, "answer", "outside")
    assert world.newest(AN).applied_on == date(2021, 8, 31 if day == "31/8/2021" else 1)


def test_both_ends_of_the_window_are_within_it(asking: Ask) -> None:
    last = asking(now=datetime(2023, 9, 5, tzinfo=VIETNAM))
    for day, kind in {"1/9/2021": Answered, "31/8/2021": Held, "1/9/2023": Answered, "2/9/2023": Held}.items():
        assert isinstance(APPLIED.read(Text(day), last), kind), day


@pytest.mark.parametrize("typed", ["22/3/2022", "1/1/2030", "hôm nay"])
def test_a_day_to_come_is_refused_and_today_is_not(typed: str, asking: Ask) -> None:
    outcome = APPLIED.read(Text(typed), asking())
    assert isinstance(outcome, Held if typed == "hôm nay" else Refused)


def test_a_day_counts_from_midnight_in_vietnam(asking: Ask) -> None:
    before, after = (asking(now=datetime(2022, 3, 21, hour, tzinfo=VIETNAM)) for hour in (0, 23))
    assert isinstance(APPLIED.read(Text("21/3/2022"), before), Answered)
    assert isinstance(APPLIED.read(Text("22/3/2022"), after), Refused)


def test_an_old_button_confirms_only_the_day_it_was_about(world: World) -> None:
    until(world, AN, "applied_on")
    world.says(AN, "9/2021")
    old = world.button(AN, "answer", "sure").action.token
    world.says(AN, "10/2021")
    world.taps(AN, old)
    assert asked(world, AN) == "applied_on"
    assert "applied_on" not in world.newest(AN).answers


def test_a_long_text_with_a_day_in_it_is_no_answer(asking: Ask) -> None:
    text = "Chúng tôi áp dụng thử trên một máy từ ngày 14/02/2022, sau ba tuần nhân rộng ra bốn máy trong xưởng."
    assert isinstance(APPLIED.read(Text(text), asking()), Refused)


def test_a_window_without_an_end_is_open_there() -> None:
    assert Window().holds(date.min)
    assert Window(first=FIRST).holds(date.max)
    assert not Window(last=FIRST).holds(date.max)
