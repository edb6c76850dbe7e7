"""How officers hear of what waits (demands 56, 57): cards while few wait, one word when there are no more, a digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows import effects as fx
from flows.backlog import Backlog, DeskChoice, Overdue
from flows.desk import digest, hearing
from flows.draft import Initiative
from flows.programme import VIETNAM
from flows.session import ChoosingHour, Filling
from tests.flows.conftest import START
from tests.flows.driver import AN, BINH, CHI, World
from tests.flows.walk import WORKPLACE, hand_in, until

CODE = "SK-22-7F3K9Q"


def let_wait(world: World, number: int, unit: str = WORKPLACE) -> None:
    """Let some initiatives of a stranger wait in a unit."""
    for one in range(1, number + 1):
        waits = Initiative(one, 99, world.programme.key, "pending", 1, code=f"SK-22-{one:06d}", unit=unit, phase="gd1")
        world.initiatives[one] = replace(waits, desk=unit, submitted_at=world.now, waiting_since=world.now)


def kinds(world: World, who: int) -> list[str]:
    """Return what somebody was told: cards by their initiative, the rest by its name."""
    return [notice.once or "card" for notice in world.told if notice.person == who]


@pytest.mark.parametrize(("waiting", "told"), [(0, ["card"]), (4, ["card"]), (5, ["no more cards"])])
def test_who_never_chose_gets_the_fifth_as_a_card_and_is_told_at_the_sixth_that_there_are_no_more(
    world: World, waiting: int, told: list[str]
) -> None:
    let_wait(world, waiting)
    hand_in(world, AN)
    assert kinds(world, BINH) == told


def test_that_there_are_no_more_cards_is_said_once_with_the_number_and_the_hour(world: World) -> None:
    let_wait(world, 5)
    hand_in(world, AN)
    hand_in(world, AN)
    assert kinds(world, BINH) == ["no more cards"]
    waiting, rule = world.cards(BINH)[0].lines
    assert world.reads(waiting) == "6 initiatives wait for you."
    assert "8:00" in world.reads(rule)
    assert [one.action.verb for one in world.cards(BINH)[0].buttons()] == ["queue", "hear"]


@pytest.mark.parametrize(("choice", "told"), [(DeskChoice("each"), ["card"]), (DeskChoice("digest", 7), [])])
def test_a_choice_holds_however_many_wait(world: World, choice: DeskChoice, told: list[str]) -> None:
    world.desks[BINH] = choice
    for waiting in (0, 5, 40):
        let_wait(world, waiting)
        world.told.clear()
        hand_in(world, AN)
        assert kinds(world, BINH) == told


def test_one_that_is_moved_within_an_officers_desk_is_not_counted_twice(world: World) -> None:
    world.give_role(CHI, "verifier", WORKPLACE)
    let_wait(world, 4)
    one = hand_in(world, AN)
    world.told.clear()
    world.taps(CHI, f"move-to:{one.id}:1:DLK-02-004")
    assert kinds(world, CHI) == ["card"], "it is still the fifth of hers"


def test_a_correction_to_another_unit_gives_its_officers_cards_only_while_few_wait(world: World) -> None:
    let_wait(world, 5, unit="DLK-02-004")
    hand_in(world, AN)
    world.press(AN, "draft")
    world.press(AN, "correct", "unit")
    world.press(AN, "answer", "open", "DLK-02")
    world.press(AN, "answer", "take", "DLK-02-004")
    assert world.newest(AN).unit == "DLK-02-004"
    assert kinds(world, CHI) == ["no more cards"]


@pytest.mark.parametrize(
    ("choice", "waiting", "sent"),
    [
        (DeskChoice(), 5, False),
        (DeskChoice(), 6, True),
        (DeskChoice("digest"), 0, False),
        (DeskChoice("digest"), 1, True),
        (DeskChoice("each"), 500, False),
    ],
)
def test_a_digest_comes_to_who_gets_no_cards_and_only_when_something_waits(
    choice: DeskChoice, waiting: int, sent: bool
) -> None:
    assert hearing.gets_digest(choice, waiting) is sent


@pytest.mark.parametrize(
    ("clock", "hours"),
    [
        ("05:59", []),
        ("06:00", [6]),
        ("08:59", [6, 7, 8]),
        ("19:59", [*range(6, 20)]),
        ("20:00", [20]),
        ("20:59", [20]),
        ("21:00", []),
        ("23:30", []),
    ],
)
def test_a_missed_digest_is_made_up_for_on_the_same_day_and_never_at_night(clock: str, hours: list[int]) -> None:
    now = datetime.fromisoformat(f"2022-03-22T{clock}").replace(tzinfo=VIETNAM)
    assert digest.due(now) == (now.date(), range(hours[0], hours[-1] + 1) if hours else range(0))


def read(world: World, backlog: Backlog) -> list[str]:
    screen = digest.screen(backlog, world.units, world.now, world.programme.late_days)
    return [world.reads(line) for line in (screen.title or "", *screen.lines)]


def overdue(number: int, days: int, title: str = "Sàng rung") -> Overdue:
    return Overdue(f"SK-22-{number:06d}", title, START - timedelta(days=days, hours=1))


def test_a_small_digest_says_how_many_what_is_new_and_how_long_the_oldest_waits(world: World) -> None:
    oldest = world.now - timedelta(days=2, hours=3)
    assert read(world, Backlog(((WORKPLACE, 3),), oldest, fresh=1)) == [
        "3 initiatives wait for you",
        "1 is new since the last digest.",
        "The oldest waits since: 2 days.",
    ]
    assert read(world, Backlog(((WORKPLACE, 1),), world.now, fresh=0))[1:] == [
        "Nothing new since the last digest.",
        "The oldest waits since: less than a day.",
    ]
    assert len(read(world, Backlog(((WORKPLACE, 1),), world.now))) == 2, "the first digest compares with nothing"


def test_what_waits_too_long_stands_first_by_name_and_the_rest_of_it_as_a_number(world: World) -> None:
    named = tuple(overdue(number, 30 - number) for number in range(10))
    lines = read(world, Backlog(((WORKPLACE, 15),), named[0].since, late=12, longest=named))
    assert lines[1:4] == ["", "12 have waited longer than 7 days:", "SK-22-000000 · “Sàng rung” · 30 days"]
    assert lines[13:] == ["… and 2 more"]


def test_a_long_title_is_cut_between_words(world: World) -> None:
    title = "Cải-tiến " * 20
    (line,) = read(world, Backlog(((WORKPLACE, 1),), START, late=1, longest=(overdue(1, 9, title),)))[3:]
    assert line.endswith("Cải-tiến …” · 9 days")
    assert len(line) < 120


def test_the_numbers_of_the_units_add_up_to_the_total(world: World) -> None:
    units = tuple((unit.code, 20 - number) for number, unit in enumerate(world.units.children("DLK")[:12]))
    lines = read(world, Backlog(units, world.now))
    shown = lines[lines.index("By unit:") + 1 :]
    assert lines[0] == f"{sum(count for _, count in units)} initiatives wait for you"
    assert len(shown) == 9
    assert shown[0] == f"{world.units.children('DLK')[0].short}: 20"
    assert shown[-1] == "and 4 more units: 42"
    assert sum(int(line.rsplit(": ", 1)[1]) for line in shown) == sum(count for _, count in units)


def choose(world: World) -> None:
    world.taps(BINH, "hear")
    world.press(BINH, "hear-as", "digest")


def test_only_officers_choose(world: World) -> None:
    for token in ("hear", "hear-as:each", "hear-as:at:7", "hear-as:and:7:16"):
        assert world.reads(world.taps(AN, token).screen.lines[0]) == "This command is for verifying officers."
        assert world.desks == {}


def test_the_present_way_is_named_before_another_is_chosen(world: World) -> None:
    world.desks[BINH] = DeskChoice("digest", 16, 7)
    assert world.reads(world.taps(BINH, "hear").screen.lines[0]) == "Now: only a digest, every day at 7:00 and 16:00."


def test_each_and_few_are_one_press(world: World) -> None:
    for way in ("each", "few"):
        world.later(minutes=2)
        world.taps(BINH, "hear")
        world.press(BINH, "hear-as", way)
        assert world.desks[BINH] == DeskChoice(way)


def test_one_hour_is_kept_at_once_and_a_second_one_may_follow(world: World) -> None:
    choose(world)
    world.press(BINH, "hear-as", "at", 16)
    assert world.desks[BINH] == DeskChoice("digest", 16)
    world.press(BINH, "hear-as", "and", 7)
    assert world.desks[BINH] == DeskChoice("digest", 7, 16)
    assert world.session(BINH).doing is None


def test_once_is_enough(world: World) -> None:
    choose(world)
    world.press(BINH, "hear-as", "at", 12)
    world.press(BINH, "hear-as", "once")
    assert world.desks[BINH] == DeskChoice("digest", 12)
    assert world.session(BINH).doing is None


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        *(("7", 7), ("07", 7), ("7h", 7), ("7 giờ", 7), ("07:00", 7), ("7g00", 7), ("lúc 7 giờ sáng", 7)),
        *(("4 giờ chiều", 16), ("16h", 16), ("4pm", 16), ("12 giờ trưa", 12), ("6h", 6), ("20h00", 20)),
    ],
)
def test_hours_are_read_as_people_type_them(world: World, typed: str, hour: int) -> None:
    choose(world)
    world.says(BINH, typed)
    assert world.desks[BINH] == DeskChoice("digest", hour)
    assert world.session(BINH).doing == ChoosingHour(hour)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("6h30", "Only whole hours can be chosen, without minutes. For example: 6"),
        ("7 giờ rưỡi", "Only whole hours can be chosen, without minutes. For example: 7"),
        ("5", "At night nothing is sent. Choose an hour from 6 to 20."),
        ("21h", "At night nothing is sent. Choose an hour from 6 to 20."),
        ("10 giờ tối", "At night nothing is sent. Choose an hour from 6 to 20."),
        ("sáng sớm", "Type a whole hour from 6 to 20, for example: 7"),
        ("630", "Type a whole hour from 6 to 20, for example: 7"),
    ],
)
def test_what_is_no_such_hour_is_named_and_changes_nothing(world: World, typed: str, problem: str) -> None:
    choose(world)
    reply = world.says(BINH, typed)
    assert reply.screen.problem is not None
    assert world.reads(reply.screen.problem) == problem
    assert world.desks == {}
    assert world.session(BINH).doing == ChoosingHour(None)


def test_the_same_hour_twice_is_asked_again(world: World) -> None:
    choose(world)
    world.says(BINH, "7")
    reply = world.says(BINH, "7h")
    assert reply.screen.problem is not None
    assert world.desks[BINH] == DeskChoice("digest", 7)


def test_a_forged_hour_is_not_kept(world: World) -> None:
    for token in ("hear-as:at:3", "hear-as:at:99", "hear-as:at:x", "hear-as:and:7:23", "hear-as:and:7"):
        world.taps(BINH, token)
        assert world.desks == {}


def test_leaving_says_what_stays(world: World) -> None:
    choose(world)
    world.says(BINH, "7")
    left = world.commands(BINH, "cancel")
    assert world.reads(left.screen.lines[0]) == "It stays as it is: only a digest, every day at 7:00."
    assert world.session(BINH).doing is None


def test_ones_own_form_goes_on_afterwards(world: World) -> None:
    until(world, BINH, "title")
    choose(world)
    reply = world.says(BINH, "7")
    assert len(reply.screens) == 1
    world.press(BINH, "hear-as", "once")
    assert world.desks[BINH] == DeskChoice("digest", 7)
    assert isinstance(world.session(BINH).doing, Filling)
    assert world.screens[BINH].title is not None


def test_who_is_no_officer_any_more_while_asked_for_an_hour_chooses_nothing(world: World) -> None:
    choose(world)
    world.people[BINH] = replace(world.people[BINH], roles=())
    assert not world.says(BINH, "7").of(fx.ChooseDesk)
    assert world.session(BINH).doing is None
