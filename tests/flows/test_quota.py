"""Figures: which unit and phase the words mean, who may ask, who is worst, and nothing is divided by nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from flows import effects as fx
from flows.draft import Initiative, State
from flows.person import Role
from flows.programme import VIETNAM
from flows.screen import Screen
from flows.units import Unit, UnitTree
from tests.flows.driver import BINH, CHI, DUNG, STRANGER, Reply, World
from tests.flows.tables import rows


def handed_in(world: World, count: int, unit: str, state: State = "verified", phase: str = "gd1") -> None:
    """Put initiatives of somebody into the world."""
    for _ in range(count):
        number = len(world.initiatives) + 1
        one = Initiative(number, 99, world.programme.key, unit=unit, phase=phase, code=f"SK-22-{number:06d}", version=2)
        at = datetime(2022, 3, 20, tzinfo=VIETNAM)
        world.initiatives[number] = replace(one, state=state, submitted_at=at, decided_at=at)


def title(screen: Screen, world: World) -> str:
    return world.reads(screen.title or "")


def words(reply: Reply, world: World) -> str:
    return "\n".join(world.reads(line) for line in reply.screen.lines)


UNDERSTOOD = {
    "nothing": ("", "giai đoạn 1", "LĐLĐ tỉnh Đắk Lắk"),
    "a phase": ("giai đoạn 2", "giai đoạn 2", "LĐLĐ tỉnh Đắk Lắk"),
    "a phase in short": ("gd2", "giai đoạn 2", "LĐLĐ tỉnh Đắk Lắk"),
    "a phase with a space": ("GĐ 2", "giai đoạn 2", "LĐLĐ tỉnh Đắk Lắk"),
    "a phase in English": ("phase 2", "giai đoạn 2", "LĐLĐ tỉnh Đắk Lắk"),
    "the present phase by name": ("giai đoạn 1", "giai đoạn 1", "LĐLĐ tỉnh Đắk Lắk"),
    "a unit": ("Buôn Hồ", "giai đoạn 1", "LĐLĐ thị xã Buôn Hồ"),
    "a unit without accents": ("buon ho", "giai đoạn 1", "LĐLĐ thị xã Buôn Hồ"),
    "a unit by an alias": ("bmt", "giai đoạn 1", "LĐLĐ TP Buôn Ma Thuột"),
    "a unit and a phase": ("buon ho gd2", "giai đoạn 2", "LĐLĐ thị xã Buôn Hồ"),
    "a phase and a unit": ("giai đoạn 2 buôn hồ", "giai đoạn 2", "LĐLĐ thị xã Buôn Hồ"),
    "a phase among the words of a unit": ("buon gd2 ho", "giai đoạn 2", "LĐLĐ thị xã Buôn Hồ"),
    "the province by its name": ("dak lak", "giai đoạn 1", "LĐLĐ tỉnh Đắk Lắk"),
    "a grassroots union": ("may binh minh", "giai đoạn 1", "CĐ Công ty TNHH May Bình Minh (ví dụ)"),
}


@pytest.mark.parametrize(("typed", "phase", "unit"), rows(UNDERSTOOD))
def test_words_name_a_unit_and_a_phase(typed: str, phase: str, unit: str, world: World) -> None:
    reply = world.commands(DUNG, "quota", typed)
    assert title(reply.screen, world) == f"Targets of {phase} · {unit} · as of 21/3/2022 09:00"


def test_several_units_are_offered_with_the_unit_above_where_names_repeat(world: World) -> None:
    reply = world.commands(DUNG, "quota", "hoa sen gd2")
    labels = [world.reads(button.label) for button in reply.screen.buttons()]
    assert len(set(labels)) == len(labels) == 2
    world.press(DUNG, "quota", "DLK-08-002")
    assert "giai đoạn 2 · CĐ Trường Mầm non Hoa Sen" in title(world.screens[DUNG], world)


@pytest.mark.parametrize("typed", ["khong co don vi nay", "gd9", "???", "giai đoạn"])
def test_words_that_name_nothing_are_answered(typed: str, world: World) -> None:
    reply = world.commands(DUNG, "quota", typed)
    assert reply.answers == 1
    assert reply.screen.lines


def test_a_phase_between_two_is_the_one_that_was_last(world: World) -> None:
    world.now = datetime(2024, 1, 1, tzinfo=VIETNAM)
    assert "giai đoạn 2" in title(world.commands(DUNG, "quota").screen, world)
    world.now = datetime(2021, 1, 1, tzinfo=VIETNAM)
    assert "giai đoạn 1" in title(world.commands(DUNG, "quota").screen, world)


def test_somebody_without_a_role_is_told_where_their_own_are(world: World) -> None:
    for argument in ("", "buon ho", "gd2"):
        reply = world.commands(STRANGER, "quota", argument)
        assert "for staff and officers" in words(reply, world)


@pytest.mark.parametrize("typed", ["buon ho", "May Bình Minh", "dak lak", "ldld tinh dak lak"])
def test_a_foreign_unit_looks_exactly_like_none(typed: str, world: World) -> None:
    asked = world.commands(BINH, "quota", typed).screen
    assert asked == world.commands(BINH, "quota", "khong co don vi nay").screen


FOREIGN = ["quota:DLK:gd1", "quota:DLK-01:gd1", "quota:DLK-02-004:gd1:all:0", "quota:GONE", "quota:DLK::all"]


@pytest.mark.parametrize("token", FOREIGN)
def test_a_forged_button_for_a_foreign_unit_is_refused_and_noted(token: str, world: World) -> None:
    reply = world.taps(BINH, token)
    assert not reply.screens
    assert reply.answers == 1
    assert reply.of(fx.Refuse)


@pytest.mark.parametrize(
    "token", ["quota", "quota:", "quota::", "quota:DLK:gd9", "quota:DLK:gd1:x", "quota:DLK:gd1:all:-1"]
)
def test_a_forged_button_for_the_own_unit_shows_its_figures(token: str, world: World) -> None:
    reply = world.taps(DUNG, token)
    assert "LĐLĐ tỉnh Đắk Lắk" in title(reply.screen, world)


def test_an_officer_sees_the_own_unit_and_no_button_leads_out_of_it(world: World) -> None:
    reply = world.commands(BINH, "quota")
    assert "Cà phê Buôn Ma Thuột" in title(reply.screen, world)
    for button in reply.screen.buttons():
        assert world.taps(BINH, button.action.token).screens


def test_staff_of_an_upper_union_go_down_and_up_but_not_out(world: World) -> None:
    world.people[CHI] = replace(world.people[CHI], roles=(Role("staff", "DLK-01"),))
    world.commands(CHI, "quota", "ca phe buon ma thuot")
    world.press(CHI, "quota", "DLK-01")
    assert "LĐLĐ TP Buôn Ma Thuột" in title(world.screens[CHI], world)
    assert all(button.action.args[0] == "DLK-01" for button in world.screens[CHI].buttons())


def test_with_several_roles_staffs_unit_comes_first(world: World) -> None:
    world.people[CHI] = replace(world.people[CHI], roles=(Role("verifier", "DLK-02"), Role("staff", "DLK-01")))
    assert "Buôn Ma Thuột" in title(world.commands(CHI, "quota").screen, world)
    assert "Buôn Hồ" in title(world.commands(CHI, "quota", "buon ho").screen, world)


def test_what_is_verified_counts_and_the_other_figures_stand_beside_it(world: World) -> None:
    counts: dict[State, int] = {"verified": 45, "pending": 7, "returned": 2, "rejected": 1, "withdrawn": 5}
    for state, count in counts.items():
        handed_in(world, count, "DLK-01-017", state)
    told = words(world.commands(DUNG, "quota", "buon ma thuot"), world)
    assert "Verified: 45/190 (24%)" in told
    assert "Waiting: 7 · handed in: 55" in told


def test_the_other_phase_is_counted_apart(world: World) -> None:
    handed_in(world, 3, "DLK-01-017", phase="gd2")
    assert "0/190" in words(world.commands(DUNG, "quota", "bmt"), world)
    assert "3/420" in words(world.commands(DUNG, "quota", "bmt gd2"), world)


def listed(screen: Screen, world: World) -> list[str]:
    return [world.reads(line) for line in screen.lines]


def test_the_worst_come_first_and_those_without_a_target_last(world: World) -> None:
    world.targets = {("DLK", "gd1"): 100, ("DLK-01", "gd1"): 10, ("DLK-02", "gd1"): 10, ("DLK-03", "gd1"): 40}
    world.targets |= {("DLK-04", "gd1"): 0}
    handed_in(world, 5, "DLK-01-017")
    handed_in(world, 2, "DLK-02-004")
    handed_in(world, 9, "DLK-04-006")
    world.commands(DUNG, "quota")
    assert listed(world.screens[DUNG], world)[-3:] == [
        "LĐLĐ huyện Buôn Đôn: 0/40 (0%)",
        "LĐLĐ thị xã Buôn Hồ: 2/10 (20%)",
        "LĐLĐ TP Buôn Ma Thuột: 5/10 (50%)",
    ]
    world.press(DUNG, "quota", "all")
    *every, _, total = listed(world.screens[DUNG], world)
    assert total == "LĐLĐ tỉnh Đắk Lắk: 16/100 (16%)"
    assert len(every) == 21
    assert every[:3] == [
        "LĐLĐ huyện Buôn Đôn: 0/40 (0%)",
        "LĐLĐ thị xã Buôn Hồ: 2/10 (20%)",
        "LĐLĐ TP Buôn Ma Thuột: 5/10 (50%)",
    ]
    assert all("no target" in line for line in every[3:])
    assert "LĐLĐ huyện Cư Kuin: 9, no target" in every


def test_furthest_behind_names_nobody_without_a_target(world: World) -> None:
    world.targets = {("DLK", "gd1"): 100, ("DLK-01", "gd1"): 10, ("DLK-02", "gd1"): 10}
    told = listed(world.commands(DUNG, "quota").screen, world)
    named = ["Furthest behind:", "LĐLĐ thị xã Buôn Hồ: 0/10 (0%)", "LĐLĐ TP Buôn Ma Thuột: 0/10 (0%)"]
    assert told[told.index(named[0]) :] in (named, [named[0], *reversed(named[1:])])


def test_of_two_equally_far_behind_the_larger_target_comes_first(world: World) -> None:
    world.commands(DUNG, "quota")
    assert listed(world.screens[DUNG], world)[-3] == "LĐLĐ TP Buôn Ma Thuột: 0/190 (0%)"


@pytest.mark.parametrize("target", [None, 0])
def test_a_missing_target_never_divides(target: int | None, world: World) -> None:
    world.targets = {} if target is None else dict.fromkeys(world.targets, target)
    handed_in(world, 3, "DLK-01-017")
    told = words(world.commands(DUNG, "quota"), world)
    assert "Verified: 3 · no target has been set" in told
    assert not any("%" in line for line in told.splitlines() if "From workers" not in line)


def test_a_target_without_its_count_says_so_for_itself_and_in_the_total_above(world: World) -> None:
    world.targets |= {("DLK-01", "gd1"): None, ("DLK-02", "gd1"): None}
    handed_in(world, 3, "DLK-01-017")
    total = listed(world.commands(DUNG, "quota").screen, world)
    assert "Verified: 3/1,500 (0.2%)" in total
    assert "No figures yet to compute the targets of 2 units: LĐLĐ TP Buôn Ma Thuột; LĐLĐ thị xã Buôn Hồ" in total
    world.press(DUNG, "quota", "all")
    assert listed(world.screens[DUNG], world)[-3] == "LĐLĐ TP Buôn Ma Thuột: 3, no figures yet for a target"
    own = listed(world.commands(DUNG, "quota", "bmt").screen, world)
    assert own[0] == "Verified: 3 · no figures yet to compute the target"
    assert not any("to reach the target" in line or "At this pace" in line for line in own)


def test_of_many_targets_without_a_count_only_the_first_are_named(world: World) -> None:
    world.targets = {(f"DLK-{number:02}", "gd1"): None for number in range(1, 22)}
    (line,) = [line for line in listed(world.commands(DUNG, "quota").screen, world) if "No figures" in line]
    assert line.endswith("21 units: LĐLĐ TP Buôn Ma Thuột; LĐLĐ thị xã Buôn Hồ; LĐLĐ huyện Buôn Đôn; …")


def test_beyond_the_target_is_said_as_it_is_and_no_pace_is_asked_for(world: World) -> None:
    handed_in(world, 380, "DLK-01-017")
    told = words(world.commands(DUNG, "quota", "bmt"), world)
    assert "380/190 (200%)" in told
    assert "190 more than the target." in told
    assert "to reach the target" not in told


def test_the_pace_is_what_each_day_left_must_bring(world: World) -> None:
    handed_in(world, 47, "DLK-01-017")
    told = words(world.commands(DUNG, "quota", "bmt"), world)
    assert "71 days left: 3 a day are needed to reach the target." in told
    assert "Last 7 days: 6.7 a day · today so far: 0" in told
    assert "At this pace the target is reached about 12/4/2022." in told


def test_a_target_is_not_called_reached_before_it_is(world: World) -> None:
    handed_in(world, 1499, "DLK-01-017")
    assert "(100%)" not in words(world.commands(DUNG, "quota"), world)


def test_pages_of_many_units_turn_and_the_last_one_has_no_next(world: World) -> None:
    many = (Unit(f"DLK-03-{n:03d}", f"Công đoàn {n}", f"CĐ {n}", "DLK-03", order=n) for n in range(1, 61))
    world.units = UnitTree.of((*world.units.units.values(), *many))
    world.taps(DUNG, "quota:DLK-03:gd1")
    world.press(DUNG, "quota", "all")
    seen = list(listed(world.screens[DUNG], world))
    for page in ("1", "2"):
        world.press(DUNG, "quota", "all", page)
        seen += listed(world.screens[DUNG], world)
    assert seen[-2:] == ["", "LĐLĐ huyện Buôn Đôn: 0/45 (0%)"]
    assert sorted(seen[:-2]) == sorted(f"CĐ {n}: 0, no target" for n in range(1, 61))
    assert not any("all" in button.action.args for button in world.screens[DUNG].buttons())


def test_what_came_back_is_said_where_anything_did(world: World) -> None:
    assert "returned" not in words(world.commands(DUNG, "quota", "bmt"), world)
    handed_in(world, 2, "DLK-01-017", "returned")
    assert "Waiting: 0 · handed in: 2 · returned: 2" in words(world.commands(DUNG, "quota", "bmt"), world)
    handed_in(world, 1, "DLK-01-017", "rejected")
    assert "handed in: 3 · returned: 2 · rejected: 1" in words(world.commands(DUNG, "quota", "bmt"), world)


def test_the_place_among_those_beside_it_is_shared_and_nobody_has_one_for_nothing(world: World) -> None:
    handed_in(world, 19, "DLK-01-017")
    handed_in(world, 7, "DLK-02-004")
    assert "Place 1/21 among the units of LĐLĐ tỉnh Đắk Lắk" in words(world.commands(DUNG, "quota", "bmt"), world)
    assert "Place 1/21 among the units of LĐLĐ tỉnh Đắk Lắk" in words(world.commands(DUNG, "quota", "buon ho"), world)
    assert "Place" not in words(world.commands(DUNG, "quota", "ea sup"), world)
    handed_in(world, 4, "DLK-03")
    assert "Place 3/21" in words(world.commands(DUNG, "quota", "buon don"), world)
    assert "Place" not in words(world.commands(DUNG, "quota"), world)


def test_the_share_from_workers_of_enterprises_is_a_line_of_its_own(world: World) -> None:
    for number, group in enumerate(("2", "2", "2", "1"), 1):
        handed_in(world, 1, "DLK-01-017")
        world.initiatives[number] = replace(world.initiatives[number], answers={"target_group": group})
    handed_in(world, 1, "DLK-01-017", "pending")
    world.initiatives[5] = replace(world.initiatives[5], answers={"target_group": "2"})
    told = words(world.commands(DUNG, "quota", "bmt"), world)
    assert "From workers of enterprises: 3 (75% of what is verified)" in told


def test_what_was_handed_in_for_the_unit_itself_makes_the_list_add_up(world: World) -> None:
    handed_in(world, 2, "DLK-01-017")
    handed_in(world, 3, "DLK")
    world.commands(DUNG, "quota")
    world.press(DUNG, "quota", "all")
    assert listed(world.screens[DUNG], world)[-2:] == [
        "For LĐLĐ tỉnh Đắk Lắk itself: 3",
        "LĐLĐ tỉnh Đắk Lắk: 5/1,500 (0.3%)",
    ]


def test_the_cuts_each_add_up_to_the_whole(world: World) -> None:
    answers = [{"bloc": "enterprise", "target_group": "2"}, {"bloc": "office", "target_group": "3"}, {}]
    for number, given in enumerate(answers, 1):
        handed_in(world, 1, "DLK-01-017")
        world.initiatives[number] = replace(world.initiatives[number], answers=given)
    handed_in(world, 1, "DLK-01-017", "pending")
    handed_in(world, 4, "DLK-01-017", phase="gd2")
    world.commands(DUNG, "quota")
    world.press(DUNG, "quota", "cuts")
    lines = listed(world.screens[DUNG], world)
    assert lines[1:4] == [
        "giai đoạn 1: 3/1,500 (0.2%)",
        "giai đoạn 2: 4/3,500 (0.1%)",
        "All phases: 7/5,000 (0.1%)",
    ]
    start = lines.index("By bloc, giai đoạn 1:")
    assert lines[start + 1 : start + 4] == [
        "Doanh nghiệp: 1 verified (33%) · 1 handed in",
        "Khối cơ quan: 1 verified (33%) · 1 handed in",
        "Not told: 1 verified (33%) · 2 handed in",
    ]
    groups = lines[lines.index("By target group, giai đoạn 1:") + 1 :]
    assert [line.split(": ")[1].split(" ")[0] for line in groups] == ["0", "1", "1", "0", "0", "1"]


def test_the_picture_has_the_unit_first_then_one_bar_a_unit_furthest_behind_first(world: World) -> None:
    world.targets = {("DLK", "gd1"): 100, ("DLK-01", "gd1"): 10, ("DLK-02", "gd1"): 10, ("DLK-03", "gd1"): None}
    handed_in(world, 15, "DLK-01-017")
    handed_in(world, 2, "DLK-02-004")
    handed_in(world, 9, "DLK-04-006")
    chart = world.commands(DUNG, "quota").screen.chart
    assert chart is not None
    assert chart.total
    assert (chart.total.part, chart.total.whole) == (26, 100)
    assert [(bar.name, bar.part, bar.whole, world.reads(bar.label)) for bar in chart.bars] == [
        ("LĐLĐ thị xã Buôn Hồ", 2, 10, "2/10 · 20%"),
        ("LĐLĐ TP Buôn Ma Thuột", 15, 10, "15/10 · 150%"),
    ]
    assert (chart.apart[0].name, chart.apart[0].part, chart.apart[0].whole) == ("LĐLĐ huyện Cư Kuin", 9, 0)
    assert len(chart.apart) == 10
    assert chart.more
    assert world.reads(chart.more) == "and 9 more units"
    assert "as of 21/3/2022 09:00" in world.reads(chart.note)


def test_further_bars_are_on_the_pages_of_the_list(world: World) -> None:
    many = [Unit(f"DLK-03-{n:03d}", f"Công đoàn {n}", f"CĐ {n}", "DLK-03", order=n) for n in range(1, 61)]
    world.units = UnitTree.of((*world.units.units.values(), *many))
    world.targets |= {(unit.code, "gd1"): 10 for unit in many}
    first = world.taps(DUNG, "quota:DLK-03:gd1").screen.chart
    world.taps(DUNG, "quota:DLK-03:gd1:all:0")
    assert world.screens[DUNG].chart is None
    second = world.taps(DUNG, "quota:DLK-03:gd1:all:1").screen.chart
    last = world.taps(DUNG, "quota:DLK-03:gd1:all:2").screen.chart
    assert first
    assert second
    assert last
    assert first.more
    assert world.reads(first.more) == "and 35 more units"
    bars = (*first.bars, *second.bars, *last.bars)
    assert (len(first.bars), len(second.bars), len(last.bars)) == (25, 25, 10)
    assert len({bar.name for bar in bars}) == 60
    assert last.more is None


def test_where_nothing_can_be_measured_there_is_no_picture(world: World) -> None:
    world.targets = {}
    handed_in(world, 3, "DLK-01-017")
    assert world.commands(DUNG, "quota").screen.chart is None
    assert world.commands(DUNG, "quota", "ca phe buon ma thuot").screen.chart is None
