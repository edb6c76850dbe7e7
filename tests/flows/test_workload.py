"""What waits in the units below, how long, and who decided how much, for the level above (demands 55, 59)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows import effects as fx
from flows.person import Role
from tests.flows.desks import UNIT, UPPER, change, labels, only, reads, wait
from tests.flows.driver import BINH, CHI, DUNG, STRANGER, World

COFFEE = "CĐ Công ty CP Cà phê Buôn Ma Thuột"


def busy(world: World) -> None:
    """Let 16 wait in Bình's unit, for 0 to 15 days, and two for two and three days in Chi's."""
    only(world, *wait(world, 18))
    for number in (17, 18):
        change(world, number, unit="DLK-02-004", desk="DLK-02-004")
        change(world, number, waiting_since=world.now - timedelta(days=20 - number))
    for number in range(1, 17):
        change(world, number, waiting_since=world.now - timedelta(days=16 - number))


def decided(world: World, number: int, waited: timedelta, ago: timedelta, by: int = BINH) -> None:
    at = world.now - ago
    change(world, number, state="verified", version=2, decided_at=at, decided_by=by, waiting_since=at - waited)


def lines(world: World, who: int, token: str) -> list[str]:
    return reads(world, world.taps(who, token).screen).split("\n")


def test_staff_see_the_units_below_the_worst_first_with_their_figures(world: World) -> None:
    busy(world)
    world.commands(DUNG, "queue")
    screen = world.press(DUNG, "workload").screen
    told = reads(world, screen).split("\n")
    assert told[1] == "What waits · LĐLĐ tỉnh Đắk Lắk · as of 21/3/2022 09:00"
    assert told[2] == "LĐLĐ TP Buôn Ma Thuột: 16 wait, longest 15 days, over 7 days: 8, over 14 days: 1"
    assert told[3] == "LĐLĐ thị xã Buôn Hồ: 2 wait, longest 3 days"
    assert told[4].endswith(": nothing waits")
    assert "Next page ›" in labels(world, screen)


def test_late_and_long_late_are_as_the_programme_has_them(world: World) -> None:
    busy(world)
    world.programme = replace(world.programme, late_days=2, escalate_days=10)
    told = lines(world, DUNG, "workload:DLK")
    assert told[2] == "LĐLĐ TP Buôn Ma Thuột: 16 wait, longest 15 days, over 2 days: 13, over 10 days: 5"
    assert told[3] == "LĐLĐ thị xã Buôn Hồ: 2 wait, longest 3 days, over 2 days: 1"


def test_half_and_nine_tenths_of_what_was_decided_in_thirty_days(world: World) -> None:
    busy(world)
    for number, days in enumerate(range(1, 11), 1):
        decided(world, number, timedelta(days=days), timedelta(days=3))
    decided(world, 11, timedelta(days=90), timedelta(days=31))
    told = lines(world, DUNG, "workload:DLK")
    figures = "– in 30 days 10 were decided: half within 5 days, nine tenths within 9 days"
    assert told[told.index(figures) - 1].startswith("LĐLĐ TP Buôn Ma Thuột: 5 wait")
    assert sum(one.startswith("– in 30 days") for one in told) == 1


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(minutes=20), "within 1 hour"),
        (timedelta(hours=5), "within 5 hours"),
        (timedelta(days=1), "within 24 hours"),
        (timedelta(days=2, hours=1), "within 3 days"),
    ],
)
def test_nothing_is_said_to_have_been_faster_than_it_was(waited: timedelta, words: str, world: World) -> None:
    busy(world)
    decided(world, 1, waited, timedelta(days=1))
    assert any(words in one for one in lines(world, DUNG, "workload:DLK"))


def test_the_officers_of_these_units_with_what_they_decided_in_seven_days(world: World) -> None:
    busy(world)
    for number in (1, 2, 3):
        decided(world, number, timedelta(days=1), timedelta(days=2))
    decided(world, 4, timedelta(days=1), timedelta(days=8))
    told = lines(world, DUNG, "workload:DLK:officers:0")
    assert told[2] == f"Bình · {COFFEE}: 3"
    assert told[3].startswith("Chi · ")
    assert told[3].endswith(": 0")
    assert len(told) == 4, "the staff verify nothing and are not in it"


def test_from_unit_to_unit_and_back(world: World) -> None:
    busy(world)
    world.taps(DUNG, "workload:DLK")
    world.press(DUNG, "workload", UPPER)
    assert reads(world, world.screens[DUNG]).split("\n")[2].startswith(f"{COFFEE}: 16 wait")
    world.press(DUNG, "workload", "DLK")
    world.press(DUNG, "workload", "officers")
    world.press(DUNG, "workload", "units")


def test_what_waits_at_the_unit_itself_stands_beside_those_below(world: World) -> None:
    busy(world)
    change(world, 18, unit="DLK", desk="DLK")
    assert "LĐLĐ tỉnh Đắk Lắk: 1 waits, longest 2 days" in lines(world, DUNG, "workload:DLK")


def test_an_officer_of_one_unit_alone_has_no_such_button_and_no_such_right_above(world: World) -> None:
    busy(world)
    assert "Workload of the units" not in labels(world, world.commands(BINH, "queue").screen)
    for who, code in ((BINH, UPPER), (CHI, UNIT), (STRANGER, UNIT), (BINH, "DLK"), (BINH, "x"), (STRANGER, "")):
        reply = world.taps(who, f"workload:{code}")
        assert reply.of(fx.Refuse), (who, code)
        assert not reply.screens
    assert "LĐLĐ" not in reads(world, world.taps(BINH, f"workload:{UNIT}").screen)


def test_an_officer_above_sees_only_their_own_subtree(world: World) -> None:
    busy(world)
    world.people[BINH] = replace(world.people[BINH], roles=(Role("verifier", UPPER),))
    world.commands(BINH, "queue")
    told = reads(world, world.press(BINH, "workload").screen)
    assert "16 wait" in told
    assert "Buôn Hồ" not in told
    assert "‹ One level up" not in labels(world, world.screens[BINH])
    assert "Chi" not in "\n".join(lines(world, BINH, f"workload:{UPPER}:officers"))


@pytest.mark.parametrize("token", ["workload:DLK:units:99", "workload:DLK:officers:99", "workload:DLK:x:y", "workload"])
def test_a_page_that_is_not_there_is_the_last_one(token: str, world: World) -> None:
    busy(world)
    assert world.taps(DUNG, token).screen.lines
