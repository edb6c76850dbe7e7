"""Units that merged or closed: drafts, officers and what waits go on, reports of the past stay (demand 72)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flows.draft import Initiative
from flows.effects import Refuse
from flows.person import Person, Role
from flows.rights import acting
from flows.units import StandIn, Unit, UnitTree
from tests.flows.driver import AN, BINH, CHI, DUNG, World
from tests.flows.walk import asked, fill, go_on, hand_in

COFFEE, NURSERY, NEW = "DLK-01-017", "DLK-01-032", "DLK-01-090"
LAST_DAY = date(2022, 5, 31)


def merged(units: UnitTree, *codes: str, into: str = NEW) -> UnitTree:
    """Return the tree in which a new unit has taken over from others."""
    new = Unit(NEW, "Công đoàn Cà phê và Mầm non", "CĐ Cà phê và Mầm non", "DLK-01", "grassroots")
    kept = [unit for unit in units.units.values() if unit.code not in codes]
    return UnitTree.of((*kept, new), 1, [StandIn(code, into, merged=True) for code in codes])


def closed(units: UnitTree, code: str) -> UnitTree:
    """Return the tree in which a unit is no more, and nobody has taken over."""
    gone = units.units[code]
    kept = [unit for unit in units.units.values() if unit.code != code]
    return UnitTree.of(kept, 1, [StandIn(code, gone.parent or "", merged=False)])


def read(world: World, who: int) -> str:
    return "\n".join(world.reads(line) for line in world.screens[who].lines)


def test_a_merged_unit_is_the_one_that_took_over(units: UnitTree) -> None:
    tree = merged(units, COFFEE, NURSERY)
    assert tree.get(COFFEE) == tree.get(NURSERY) == tree.units[NEW]
    assert [unit.code for unit in tree.path(COFFEE)] == [NEW, "DLK-01", "DLK"]
    assert tree.within(COFFEE, NEW)
    assert tree.within(NEW, NURSERY)
    assert set(tree.formerly(NEW)) == {COFFEE, NURSERY}
    assert tree.formerly(COFFEE) == ()


def test_a_closed_unit_is_none_and_what_was_handed_in_for_it_lies_above(units: UnitTree) -> None:
    tree = closed(units, COFFEE)
    assert tree.get(COFFEE) is None
    assert [unit.code for unit in tree.path(COFFEE)] == ["DLK-01", "DLK"]
    assert tree.within(COFFEE, "DLK-01")
    assert not tree.within("DLK-01", COFFEE)


def test_units_below_a_merged_one_are_children_of_what_took_over(units: UnitTree) -> None:
    tree = merged(units, "DLK-02", into="DLK-01")
    assert "DLK-02-004" in {unit.code for unit in tree.children("DLK-01")}
    assert "DLK-02-004" in {unit.code for unit in tree.below("DLK-01")}
    assert "DLK-02" not in {unit.code for unit in tree.below("DLK")}


def test_stand_ins_in_a_circle_are_nobody(units: UnitTree) -> None:
    circle = [StandIn("A", "B", merged=True), StandIn("B", "A", merged=True)]
    tree = UnitTree.of(units.units.values(), 0, circle)
    assert tree.get("A") is None
    assert tree.path("A") == ()
    assert set(tree.formerly("A")) == {"A", "B"}


def test_roles_of_a_merged_unit_are_roles_for_what_took_over_and_those_of_a_closed_one_are_none(
    units: UnitTree,
) -> None:
    officer = Person(9, roles=(Role("verifier", COFFEE), Role("verifier", NURSERY), Role("staff", "DLK")))
    now = acting(officer, merged(units, COFFEE, NURSERY)).roles
    assert now == (Role("verifier", NEW), Role("staff", "DLK"))
    assert acting(officer, closed(units, COFFEE)).roles == (Role("verifier", NURSERY), Role("staff", "DLK"))


def test_demand_72_what_waits_for_a_merged_unit_is_decided_by_its_officers(world: World) -> None:
    pending = hand_in(world, AN)
    world.units = merged(world.units, COFFEE, NURSERY)
    world.commands(BINH, "queue")
    world.press(BINH, "verify", pending.id)
    decided = world.newest(AN)
    assert (decided.state, decided.unit) == ("verified", COFFEE)


def test_demand_72_a_draft_of_a_merged_unit_is_handed_in_for_what_took_over(world: World) -> None:
    fill(world, AN)
    world.units = merged(world.units, COFFEE, NURSERY)
    world.press(AN, "submit")
    assert world.newest(AN).unit == NEW
    assert world.cards(BINH)


def test_the_details_of_last_time_name_what_took_over_from_a_merged_unit(world: World) -> None:
    hand_in(world, AN)
    world.units = merged(world.units, COFFEE, NURSERY)
    world.press(AN, "begin")
    assert "CĐ Cà phê và Mầm non · LĐLĐ TP Buôn Ma Thuột" in read(world, AN)
    world.press(AN, "recall", "use")
    go_on(world, AN)
    world.press(AN, "submit")
    assert world.newest(AN).unit == NEW


def test_the_details_of_last_time_leave_a_closed_unit_out_and_it_is_asked_anew(world: World) -> None:
    hand_in(world, AN)
    world.units = closed(world.units, COFFEE)
    world.press(AN, "begin")
    assert "To be answered anew: Place of work." in read(world, AN)
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "unit"


def test_what_is_returned_keeps_the_unit_it_was_handed_in_for(world: World) -> None:
    pending = hand_in(world, AN)
    world.initiatives[pending.id] = replace(pending, state="returned", reason="Thiếu văn bản")
    world.units = merged(world.units, COFFEE, NURSERY)
    world.taps(AN, f"draft:{pending.id}")
    world.press(AN, "submit")
    assert (world.newest(AN).state, world.newest(AN).unit) == ("pending", COFFEE)


def test_a_draft_of_a_closed_unit_is_asked_for_another_one_and_keeps_the_rest(world: World) -> None:
    fill(world, AN)
    answers = dict(world.newest(AN).answers)
    world.units = closed(world.units, COFFEE)
    reply = world.press(AN, "submit")
    assert reply.screen.problem is not None
    assert world.newest(AN).state == "draft"
    world.says(AN, "hoa sen")
    world.press(AN, "answer", "take", NURSERY)
    world.press(AN, "submit")
    handed_in = world.newest(AN)
    assert (handed_in.state, handed_in.unit) == ("pending", NURSERY)
    assert dict(handed_in.answers) == {**answers, "unit": NURSERY}


def test_the_officer_of_a_closed_unit_decides_nothing_any_more(world: World) -> None:
    pending = hand_in(world, AN)
    world.units = closed(world.units, COFFEE)
    reply = world.taps(BINH, f"verify:{pending.id}:{pending.version}")
    assert reply.of(Refuse)
    assert world.newest(AN).state == "pending"


@pytest.fixture
def after_phase_1(world: World) -> World:
    """A world in the second phase, after two units merged in it, with one initiative of each before and one after."""
    for number, (unit, phase) in enumerate(((COFFEE, "gd1"), (NURSERY, "gd1"), (NEW, "gd2")), 1):
        world.initiatives[number] = Initiative(
            number, AN, "01-trieu-daklak", "verified", 2, {}, {}, {}, f"SK-22-{number:06d}", unit, phase, world.now
        )
    world.past[LAST_DAY] = world.units
    world.units = merged(world.units, COFFEE, NURSERY)
    world.now += timedelta(days=120)
    return world


def listed(world: World, who: int, *arguments: str) -> str:
    world.commands(who, "quota", " ".join(arguments))
    if any("all" in button.action.args for button in world.screens[who].buttons()):
        world.press(who, "quota", "all")
    return "\n".join(world.reads(line) for line in world.screens[who].lines)


def test_demand_72_reports_of_a_phase_that_is_over_still_show_the_units_there_were(after_phase_1: World) -> None:
    past = listed(after_phase_1, DUNG, "gd1", "bmt")
    assert "CĐ Công ty CP Cà phê Buôn Ma Thuột: 1" in past
    assert "CĐ Trường Mầm non Hoa Sen: 1" in past
    assert "CĐ Cà phê và Mầm non" not in past


def test_demand_72_reports_of_the_present_phase_show_what_took_over(after_phase_1: World) -> None:
    present = listed(after_phase_1, DUNG, "gd2", "bmt")
    assert "CĐ Cà phê và Mầm non: 1" in present
    assert "Hoa Sen" not in present


def test_the_officer_of_what_took_over_chooses_between_the_units_it_was_made_of(after_phase_1: World) -> None:
    after_phase_1.people[CHI] = replace(after_phase_1.people[CHI], roles=(Role("verifier", NEW),))
    after_phase_1.commands(CHI, "quota", "gd1")
    offered = {button.action.args[0] for button in after_phase_1.screens[CHI].buttons()}
    assert offered == {COFFEE, NURSERY}
    after_phase_1.press(CHI, "quota", COFFEE)
    assert "Verified: 1" in after_phase_1.reads(after_phase_1.screens[CHI].lines[0])


def test_whoever_has_no_right_to_what_took_over_has_none_to_what_was_before(after_phase_1: World) -> None:
    assert after_phase_1.taps(CHI, f"quota:{COFFEE}:gd1").of(Refuse)
