"""Where an initiative stands, at any time by its code: state, who has it, for how many days, what next, whom to ask."""

from __future__ import annotations

from datetime import date

import pytest

from flows.workdays import working_days_after
from tests.flows.driver import AN, BINH, DUNG, World
from tests.flows.tables import rows
from tests.flows.walk import hand_in

DAYS = {
    "three days within a week": (date(2022, 3, 21), 3, date(2022, 3, 24)),
    "over a weekend": (date(2022, 3, 24), 3, date(2022, 3, 29)),
    "handed in on a Saturday": (date(2022, 3, 26), 1, date(2022, 3, 28)),
    "over the holidays of April and May": (date(2021, 4, 29), 1, date(2021, 5, 3)),
    "over the second of September": (date(2022, 9, 1), 1, date(2022, 9, 5)),
    "over New Year": (date(2021, 12, 31), 1, date(2022, 1, 3)),
    "none at all": (date(2022, 3, 26), 0, date(2022, 3, 26)),
}


@pytest.mark.parametrize(("day", "count", "expected"), rows(dict(DAYS)))
def test_working_days_leave_out_weekends_and_holidays(day: date, count: int, expected: date) -> None:
    assert working_days_after(day, count) == expected


def status(world: World, who: int = AN) -> str:
    code = str(world.newest(AN).code)
    return "\n".join(world.reads(line) for line in world.says(who, code).screens[0].lines)


def test_the_receipt_can_be_called_up_again_by_the_code(world: World) -> None:
    """Demand 42."""
    hand_in(world, AN)
    receipt = [world.reads(line) for line in world.screens[AN].lines]
    again = status(world)
    for line in receipt:
        if not line.startswith(("Verified by", "Keep this")):
            assert line in again
    for part in ("CĐ Công ty CP Cà phê Buôn Ma Thuột", "24/3/2022"):
        assert part in "\n".join(receipt)
        assert part in again


@pytest.mark.parametrize("move", ["pending", "verified", "returned", "rejected"])
def test_every_state_says_who_has_or_had_it_and_what_is_next(move: str, world: World) -> None:
    """Demand 46."""
    initiative = hand_in(world, AN)
    press = {"verified": "verify:{id}:1", "returned": "reason:{id}:1:return:0", "rejected": "reason:{id}:1:reject:0"}
    if move != "pending":
        world.taps(BINH, press[move].format(id=initiative.id))
        world.release()
    world.later(days=2)
    told = status(world)
    assert ("It has been with" in told) == (move == "pending")
    assert ("Decided by Bình" in told) == (move != "pending")
    assert ("Reason:" in told) == (move in ("returned", "rejected"))
    assert ("Next:" in told or "nothing more to do" in told) == (move != "rejected")
    assert "Questions: ask" in told


def test_days_of_waiting_are_counted_and_an_opened_one_names_the_officer(world: World) -> None:
    """Demand 46."""
    hand_in(world, AN)
    world.later(days=1)
    assert "for 1 day." in status(world)
    assert "No officer has opened it yet." in status(world)
    world.commands(BINH, "queue")
    assert "Bình opened it at 09:00 on 22/3/2022." in status(world)


def test_an_answer_that_is_late_is_called_late(world: World) -> None:
    hand_in(world, AN)
    world.later(days=3)
    assert "usually comes by 24/3/2022" in status(world)
    world.later(days=1)
    assert "was to be expected by 24/3/2022" in status(world)


def test_staff_read_who_has_it_and_for_how_long(world: World) -> None:
    hand_in(world, AN)
    world.later(days=5)
    told = status(world, DUNG)
    assert "It has been with CĐ Công ty CP Cà phê Buôn Ma Thuột for 5 days." in told
    assert "No officer has opened it yet." in told
