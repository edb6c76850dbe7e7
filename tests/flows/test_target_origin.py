"""Where a target comes from: rule, document, day, what it was; and the link of a unit, for nobody else's unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from flows import effects as fx
from flows.programme import VIETNAM
from flows.tallies import TargetEntry
from flows.targets import Target
from flows.units import StandIn, UnitTree
from tests.flows.driver import BINH, DUNG, STRANGER, Reply, World

CAME = TargetEntry(Target("DLK-02", "gd1", "fixed", 70), None, "pack", "Kế hoạch")


def told(reply: Reply, world: World) -> str:
    return "\n".join(world.reads(line) for line in reply.screen.lines)


def set_by_staff(value: int, since: date) -> TargetEntry:
    at = datetime(since.year, since.month, since.day, 8, tzinfo=VIETNAM)
    return TargetEntry(Target("DLK-02", "gd1", "fixed", value), since, "staff", "KH 12", "storm", "Dung", at)


def holds(world: World, *entries: TargetEntry) -> None:
    """Let the unit's target have come about like this."""
    world.entries["DLK-02", "gd1"] = entries
    last = entries[-1].target
    world.targets["DLK-02", "gd1"] = last.value if last else 0


def test_a_button_of_the_figures_leads_there_and_back(world: World) -> None:
    world.commands(DUNG, "quota", "buon ho")
    world.press(DUNG, "quota", "more")
    reply = world.press(DUNG, "origin")
    assert world.reads(reply.screen.title or "") == "Target of giai đoạn 1 · LĐLĐ thị xã Buôn Hồ"
    assert "Target: 70" in told(reply, world)
    assert "How: a number fixed by the document" in told(reply, world)
    assert "It came with the programme." in told(reply, world)
    assert world.press(DUNG, "origin", "gd2").screen.title != reply.screen.title
    assert "Targets of giai đoạn 2" in world.reads(world.press(DUNG, "quota", "gd2").screen.title or "")


def test_who_set_it_when_by_which_document_and_what_it_was_before(world: World) -> None:
    holds(world, CAME, set_by_staff(80, date(2022, 3, 1)), set_by_staff(90, date(2022, 3, 15)))
    said = told(world.taps(DUNG, "origin:DLK-02:gd1"), world)
    assert "Document: KH 12\nHolds from 15/3/2022 on.\nReason: storm\nSet by Dung, 15/3/2022 08:00." in said
    before = said.partition("Before:\n")[2].splitlines()
    assert before == [
        "• from 1/3/2022 on: a fixed number: 80 (KH 12)",
        "• from the beginning: a fixed number: 70 (Kế hoạch)",
    ]


def test_what_is_set_after_a_phase_closed_does_not_count_in_it(world: World) -> None:
    holds(world, CAME, set_by_staff(90, date(2022, 7, 1)))
    world.targets["DLK-02", "gd1"] = 70
    world.now = datetime(2022, 7, 2, tzinfo=VIETNAM)
    said = told(world.taps(DUNG, "origin:DLK-02:gd1"), world)
    assert "Document: Kế hoạch" in said
    assert "Before:" not in said
    assert said.endswith("does not count in it:\n• from 1/7/2022 on: a fixed number: 90 (KH 12)")


def test_a_rule_whose_count_nobody_told_is_said_in_words(world: World) -> None:
    world.targets["DLK-02", "gd1"] = None
    said = told(world.taps(DUNG, "origin:DLK-02:gd1"), world)
    assert "no figures yet to compute it" in said
    assert "1 for each union; nobody has told how many there are" in said
    above = told(world.taps(DUNG, "origin:DLK:gd1"), world)
    assert "giai đoạn 1: printed is 1,500, what is known adds up to 1,430: 70 are missing." in above
    assert "Nobody has told how many unions there are in: LĐLĐ thị xã Buôn Hồ." in above


def test_the_rows_of_the_plan_are_compared_with_what_is_printed(world: World) -> None:
    assert "The rows add up to what is printed" in told(world.taps(DUNG, "origin:DLK:gd1"), world)
    world.targets["DLK-02", "gd1"] = 75
    said = told(world.taps(DUNG, "origin:DLK:gd1"), world)
    assert "giai đoạn 1: printed is 1,500, the rows add up to 1,505: 5 too many." in said
    assert "in all: printed is 5,000, the rows add up to 5,005: 5 too many." in said
    assert "The rows add up to what is printed: giai đoạn 2: 3,500." in said


def test_below_the_root_the_rows_are_compared_with_the_units_own_target(world: World) -> None:
    world.targets |= {("DLK-02-004", "gd1"): 60}
    said = told(world.taps(DUNG, "origin:DLK-02:gd1"), world)
    assert "The target of 1 unit directly below is 60." in said
    assert "giai đoạn 1: the rows add up to 60, the target of LĐLĐ thị xã Buôn Hồ itself is 70." in said


def test_a_unit_without_a_target_says_so(world: World) -> None:
    assert told(world.taps(DUNG, "origin:DLK-02-004:gd1"), world) == "No target has been set."


FOREIGN = [
    "origin:DLK:gd1",
    "origin:DLK-02:gd1",
    "origin:GONE:gd1",
    "origin",
    "link:DLK",
    "link:GONE",
    "link",
]


@pytest.mark.parametrize("token", FOREIGN)
@pytest.mark.parametrize("who", [BINH, STRANGER])
def test_a_forged_button_for_a_foreign_unit_is_refused_and_noted(who: int, token: str, world: World) -> None:
    reply = world.taps(who, token)
    assert not reply.screens
    assert reply.of(fx.Refuse)


def test_a_forged_phase_shows_the_present_one(world: World) -> None:
    reply = world.taps(DUNG, "origin:DLK-02:gd9")
    assert "giai đoạn 1" in world.reads(reply.screen.title or "")


def test_a_unit_that_was_merged_is_shown_as_the_one_that_took_over(world: World) -> None:
    gone = world.units.units["DLK-02"]
    rest = [one for one in world.units.units.values() if one != gone]
    world.units = UnitTree.of(rest, 2, [StandIn("DLK-02", "DLK-01", merged=True)])
    reply = world.taps(DUNG, "origin:DLK-02:gd1")
    assert "LĐLĐ TP Buôn Ma Thuột" in world.reads(reply.screen.title or "")


def test_an_officer_gets_the_link_of_the_own_unit(world: World) -> None:
    world.commands(BINH, "quota")
    world.press(BINH, "quota", "more")
    reply = world.press(BINH, "link")
    assert "/start u-DLK-01-017" in told(reply, world)
    assert world.press(BINH, "quota", "DLK-01-017").screens


def test_the_programme_without_a_printed_total_compares_nothing(world: World) -> None:
    world.programme = replace(world.programme, printed={})
    world.targets = {("DLK-01", "gd1"): 10}
    said = told(world.taps(DUNG, "origin:DLK:gd1"), world)
    assert said == "No target has been set.\n\nThe target of 1 unit directly below is 10."
