"""Rejected with a reason, never without; one that is nearly the same as another may name it (demands 49 and 64)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.draft import Initiative, Likeness
from flows.said import Command, Other, Said, Tap, Text
from flows.screen import Action
from tests.flows.driver import AN, BINH, CHI, DUNG, World
from tests.flows.tables import rows
from tests.flows.walk import PHOTO, hand_in

ELSEWHERE = "DLK-02-004"


def labels(world: World) -> list[str]:
    return [world.reads(one.label) for one in world.screens[BINH].buttons()]


def two_alike(world: World, unit: str | None = None, whose: int = CHI) -> tuple[Initiative, Initiative]:
    """Let two hand in what is nearly the same; return the later one and the one before it."""
    world.people[CHI] = replace(world.people[CHI], roles=())
    there, later = hand_in(world, whose), hand_in(world, AN)
    there = replace(there, unit=unit or there.unit)
    world.initiatives[there.id] = there
    world.initiatives[later.id] = replace(later, alike=(Likeness(there.id, 93),))
    return world.initiatives[later.id], there


WITHOUT: dict[str, Said] = {
    "too short": Text("ko"),
    "a sticker": Other("sticker"),
    "a photo": PHOTO,
    "a number of no reason": Text("99"),
    "leaving": Command("cancel"),
    "a forged reason": Tap(Action("reason", ("1", "1", "reject", "99"))),
    "a reason of another decision": Tap(Action("marked", ("1", "1"))),
}


@pytest.mark.parametrize("said", rows({name: (said,) for name, said in WITHOUT.items()}))
def test_nothing_is_rejected_without_a_reason(said: Said, world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"reject:{initiative.id}:1")
    if isinstance(said, Tap):
        said = Tap(Action(said.action.verb, (str(initiative.id), *said.action.args[1:])))
    world.does(BINH, said)
    assert world.initiatives[initiative.id].state == "pending"


def test_the_other_one_is_offered_as_a_reason_and_its_author_told_without_names(world: World) -> None:
    later, there = two_alike(world)
    world.taps(BINH, f"reject:{later.id}:1")
    assert labels(world)[0] == f"Trùng với {there.code}"
    world.told.clear()
    world.press(BINH, "reason", "same", 0)
    assert world.initiatives[later.id].state == "rejected"
    assert world.initiatives[later.id].reason == f"Trùng với {there.code}"
    assert world.initiatives[there.id] == there
    assert world.cards(CHI) == []
    world.release()
    (told,) = world.cards(CHI)
    shown = "\n".join(world.reads(line) for line in told.lines)
    assert str(there.code) in shown
    assert "does not change" in shown
    assert str(later.code) not in shown
    assert "An" not in shown.split()


@pytest.mark.parametrize("typed", ["1", "trung voi {code}"])
def test_it_can_be_typed(typed: str, world: World) -> None:
    later, there = two_alike(world)
    world.taps(BINH, f"reject:{later.id}:1")
    world.says(BINH, typed.format(code=there.code))
    assert world.initiatives[later.id].reason == f"Trùng với {there.code}"
    world.release()
    assert world.cards(CHI)


def test_when_it_was_taken_back_in_time_the_other_author_hears_nothing(world: World) -> None:
    later, _ = two_alike(world)
    world.taps(BINH, f"reject:{later.id}:1")
    world.told.clear()
    world.press(BINH, "reason", "same", 0)
    world.press(BINH, "undo")
    world.release()
    assert not world.told


def test_ones_own_other_one_is_told_once(world: World) -> None:
    later, _ = two_alike(world, whose=AN)
    world.taps(BINH, f"reject:{later.id}:1")
    world.told.clear()
    world.press(BINH, "reason", "same", 0)
    world.release()
    assert len(world.cards(AN)) == 1


def test_one_that_the_officer_may_not_read_is_not_offered_and_cannot_be_forged(world: World) -> None:
    later, _ = two_alike(world, unit=ELSEWHERE)
    world.taps(BINH, f"reject:{later.id}:1")
    assert not any(label.startswith("Trùng với SK") for label in labels(world))
    world.taps(BINH, f"reason:{later.id}:1:reject:same:0")
    assert world.initiatives[later.id].state == "pending"


def test_one_that_was_withdrawn_meanwhile_is_not_offered(world: World) -> None:
    later, there = two_alike(world)
    world.initiatives[there.id] = replace(there, state="withdrawn")
    reply = world.taps(BINH, f"reason:{later.id}:1:reject:same:0")
    assert not reply.of(fx.Carry)
    assert not any(label.startswith("Trùng với SK") for label in labels(world))


def test_a_programme_without_words_for_it_offers_none(world: World) -> None:
    later, _ = two_alike(world)
    world.programme = replace(world.programme, duplicate_reason="")
    world.taps(BINH, f"reject:{later.id}:1")
    assert not any(label.startswith("Trùng với SK") for label in labels(world))


def test_where_nothing_is_alike_there_are_only_prepared_reasons(world: World) -> None:
    initiative = hand_in(world, DUNG)
    world.taps(BINH, f"reject:{initiative.id}:1")
    assert labels(world)[:-1] == list(world.programme.reasons["reject"])
