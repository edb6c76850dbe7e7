"""For ten minutes a decision can be taken back and its author knows nothing of it; afterwards they are told, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows import effects as fx
from flows.desk.telling import HOLD, undo_all_way
from flows.draft import Initiative
from flows.person import Role
from flows.said import Released
from flows.states import NAMES
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, Reply, World
from tests.flows.walk import hand_in

DECISIONS = {"verified": "verify:{id}:1", "returned": "reason:{id}:1:return:0", "rejected": "reason:{id}:1:reject:0"}
SECOND = timedelta(seconds=1)


def decided(world: World, state: str = "verified", author: int = AN) -> Initiative:
    """Let something be handed in and decided by Bình; a second officer of the unit stands by."""
    world.people[STRANGER] = replace(world.people[STRANGER], name="Chi", roles=(Role("verifier", "DLK-01-017"),))
    initiative = hand_in(world, author)
    world.later(hours=1)
    world.taps(BINH, DECISIONS[state].format(id=initiative.id))
    world.told.clear()
    assert world.initiatives[initiative.id].state == state
    return world.initiatives[initiative.id]


def undo(world: World, one: Initiative, who: int = BINH) -> Reply:
    return world.taps(who, f"undo:{one.id}:{one.version}")


def read(world: World, who: int) -> str:
    screen = world.screens[who]
    return "\n".join(world.reads(line) for line in (screen.problem or "", *screen.lines))


@pytest.mark.parametrize("state", DECISIONS)
def test_until_the_last_second_it_waits_again_as_before_and_nobody_else_is_told(state: str, world: World) -> None:
    one = decided(world, state)
    world.now += HOLD - SECOND
    reply = undo(world, one)
    after = world.initiatives[one.id]
    before = replace(after, version=1, opened_at=None, opened_by=None, opened_by_name="", overwritten=None)
    assert before == replace(hand_in_as_it_was(one), told_at=None)
    assert (after.opened_by, after.version) == (BINH, 3)
    assert world.told == []
    assert [type(effect) for effect in reply.turn.effects if isinstance(effect, fx.Carry | fx.Record)] == [fx.Carry]
    assert [one.decision for one in reply.of(fx.RefreshCards) if isinstance(one, fx.RefreshCards)] == [2]


def hand_in_as_it_was(one: Initiative) -> Initiative:
    """Return a decided initiative as it was handed in, by another way than the product's."""
    undecided = {"decided_at": None, "decided_by": None, "decided_by_name": "", "decided_as": None, "reason": ""}
    unopened = {"opened_at": None, "opened_by": None, "opened_by_name": "", "overwritten": None}
    return replace(one, state="pending", version=1, **undecided, **unopened)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", DECISIONS)
def test_after_the_last_second_it_says_who_can_open_it_again(state: str, world: World) -> None:
    one = decided(world, state)
    world.people[DUNG] = replace(world.people[DUNG], roles=(Role("verifier", "DLK-01"),))
    world.now += HOLD
    undo(world, one)
    assert world.initiatives[one.id].state == state
    assert "ten minutes were over at 10:10" in read(world, BINH)
    assert ("LĐLĐ TP Buôn Ma Thuột can still reopen it" in read(world, BINH)) == (state != "returned")


def test_marks_and_the_reason_of_before_come_back(world: World) -> None:
    one = decided(world)
    undo(world, one)
    waiting = replace(world.initiatives[one.id], marks={"evidence": "Thiếu chữ ký"}, reason="Cấp trên mở lại")
    world.initiatives[one.id] = waiting
    world.taps(BINH, f"reason:{one.id}:{waiting.version}:return:0")
    returned = world.initiatives[one.id]
    assert (dict(returned.marks), returned.reason) == ({}, world.programme.reasons["return"][0])
    undo(world, returned)
    after = world.initiatives[one.id]
    assert (after.state, dict(after.marks), after.reason) == (
        "pending",
        {"evidence": "Thiếu chữ ký"},
        "Cấp trên mở lại",
    )


def test_its_card_does_not_say_that_the_author_corrected_it(world: World) -> None:
    one = decided(world)
    undo(world, one)
    world.press(BINH, "card")
    assert world.reads(world.screens[BINH].title or "") == "New initiative to verify"
    world.taps(STRANGER, f"verify:{one.id}:1")
    assert "corrected" not in read(world, STRANGER)


@pytest.mark.parametrize("who", [STRANGER, CHI, AN], ids=["a colleague", "an officer of another unit", "the author"])
def test_nobody_else_takes_it_back(who: int, world: World) -> None:
    one = decided(world)
    reply = undo(world, one, who)
    assert world.initiatives[one.id] == one
    assert reply.of(fx.Refuse)


def test_who_was_stood_in_for_and_who_stands_in_may(world: World) -> None:
    one = decided(world)
    deputy = Role("verifier", "DLK-01-017", stands_for=BINH, stands_for_name="Bình")
    world.people[DUNG] = replace(world.people[DUNG], roles=(deputy,))
    (carried,) = undo(world, one, DUNG).of(fx.Carry)
    assert isinstance(carried, fx.Carry)
    assert carried.stood_for == BINH


def test_an_officer_whose_role_has_ended_takes_nothing_back(world: World) -> None:
    one = decided(world)
    world.people[BINH] = replace(world.people[BINH], roles=())
    assert undo(world, one).of(fx.Refuse)
    assert world.initiatives[one.id] == one


def test_pressing_twice_takes_back_once_and_decides_nothing(world: World) -> None:
    one = decided(world)
    undo(world, one)
    after = world.stored()
    undo(world, one)
    world.later(minutes=2)
    undo(world, one)
    assert world.stored() == after
    assert "waits for a decision already" in read(world, BINH)


def test_all_of_one_instant_are_taken_back_with_one_button(world: World) -> None:
    first, second = decided(world), decided(world, author=DUNG)
    second = replace(second, decided_at=first.decided_at)
    elsewhere = replace(decided(world, author=CHI), decided_by=STRANGER, decided_at=first.decided_at)
    world.initiatives |= {second.id: second, elsewhere.id: elsewhere}
    assert first.decided_at is not None
    world.now = first.decided_at + HOLD - SECOND
    token = undo_all_way(first.decided_at).action.token
    reply = world.taps(BINH, token)
    assert [world.initiatives[one.id].state for one in (first, second, elsewhere)] == ["pending", "pending", "verified"]
    assert len(reply.of(fx.Carry)) == 2
    assert "2 wait as before" in read(world, BINH)
    world.later(minutes=2)
    world.taps(BINH, token)
    assert "nothing to take back" in read(world, BINH)


def test_all_of_one_instant_stay_when_it_is_too_late(world: World) -> None:
    one = decided(world)
    assert one.decided_at is not None
    world.now = one.decided_at + HOLD
    world.taps(BINH, undo_all_way(one.decided_at).action.token)
    assert world.initiatives[one.id] == one


@pytest.mark.parametrize("number", ["-1", "x", "", str(2**63 - 1)])
def test_a_forged_instant_takes_nothing_back(number: str, world: World) -> None:
    one = decided(world)
    assert world.taps(BINH, f"undo-all:{number}").answers == 1
    assert world.initiatives[one.id] == one


@pytest.mark.parametrize("state", DECISIONS)
def test_meanwhile_its_author_reads_that_it_waits(state: str, world: World) -> None:
    one = decided(world, state)
    for look in (f"one:{one.id}", "mine", "data:see:1", f"withdraw:{one.id}:1", f"draft:{one.id}:1"):
        world.taps(AN, look)
        shown = read(world, AN)
        assert world.reads(NAMES["pending"]) in shown, look
        assert world.reads(NAMES[one.state]) not in shown, look
        assert one.reason == "" or one.reason not in shown, look
    assert world.initiatives[one.id] == one


@pytest.mark.parametrize("state", DECISIONS)
def test_what_the_author_presses_meanwhile_changes_nothing(state: str, world: World) -> None:
    one = decided(world, state)
    for press in (f"withdraw-yes:{one.id}:1", f"withdraw-yes:{one.id}:2", f"draft:{one.id}:2"):
        world.taps(AN, press)
        assert "just deciding" in read(world, AN), press
        assert world.initiatives[one.id] == one


def test_consent_taken_back_meanwhile_leaves_what_is_just_decided(world: World) -> None:
    one = decided(world, "returned")
    world.taps(AN, "data:withdraw")
    assert "An officer is just deciding on 1" in read(world, AN)
    world.taps(AN, "data:withdraw-yes:0")
    assert world.initiatives[one.id] == one


@pytest.mark.parametrize("state", DECISIONS)
def test_they_are_told_after_exactly_ten_minutes_and_once(state: str, world: World) -> None:
    one = decided(world, state)
    world.now += HOLD - SECOND
    world.hears(AN, Released(one.id, one.version))
    assert (world.told, world.initiatives[one.id].told_at) == ([], None)
    world.now += SECOND
    world.hears(AN, Released(one.id, one.version))
    told = list(world.told)
    assert [(notice.person, notice.tells) for notice in told][:1] == [(AN, one.id)]
    assert world.initiatives[one.id].told_at == world.now
    world.hears(AN, Released(one.id, one.version))
    assert world.told == told


def test_what_was_taken_back_is_told_to_nobody(world: World) -> None:
    one = decided(world)
    undo(world, one)
    world.later(minutes=10)
    world.hears(AN, Released(one.id, one.version))
    world.hears(AN, Released(one.id, one.version + 1))
    assert world.told == []


def test_of_several_verified_at_once_the_first_told_asks_whether_they_may_be_named(world: World) -> None:
    decided(world), decided(world)
    world.release()
    assert [notice.tells is None for notice in world.told] == [False, True, False]
