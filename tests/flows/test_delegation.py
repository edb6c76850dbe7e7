"""An officer will be away: whom they may choose, on which days, and what a deputy may not do (demand 58)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows import effects as fx
from flows.deputies import closes_a_loop, present
from flows.programme import VIETNAM
from flows.records import Delegation
from flows.session import Delegating
from tests.flows.driver import AN, BINH, CHI, DUNG, World
from tests.flows.walk import hand_in

DAY = timedelta(days=1)


def midnight(day: int, month: int = 3) -> datetime:
    return datetime(2022, month, day, tzinfo=VIETNAM)


@pytest.fixture
def asked(world: World) -> World:
    """A world in which Bình, who reads English, has chosen Chi, an officer beside him, and is asked from when."""
    world.people[BINH] = replace(world.people[BINH], language="en")
    world.give_role(CHI, "verifier", "DLK-01-032")
    world.commands(BINH, "start")
    world.press(BINH, "away")
    world.press(BINH, "away-to", CHI)
    return world


def problem(world: World) -> str:
    shown = world.screens[BINH].problem
    return world.reads(shown) if shown else ""


@pytest.mark.parametrize(
    ("begins", "ends", "span"),
    [
        ("From now on", "Only today", (None, midnight(22))),
        ("From tomorrow", "22/3/2022", (midnight(22), midnight(23))),
        ("ngày mai", "1 week", (midnight(22), midnight(29))),
        ("30/3", "2/4", (midnight(30), midnight(3, 4))),
        ("hôm nay", "hôm nay", (None, midnight(22))),
        ("1/4/2022", "14", None),
    ],
)
def test_days_are_pressed_or_typed(
    begins: str, ends: str, span: tuple[datetime | None, datetime] | None, asked: World
) -> None:
    asked.says(BINH, begins)
    asked.says(BINH, ends)
    doing = asked.session(BINH).doing
    assert isinstance(doing, Delegating)
    if span is None:
        assert doing.ends_at is None
        assert problem(asked)
        return
    assert (doing.begins_at, doing.ends_at) == (span[0] or asked.now, span[1])
    asked.press(BINH, "away-yes")
    (kept,) = asked.delegations
    assert (kept.person, kept.to, kept.begins_at, kept.ends_at) == (BINH, CHI, span[0] or asked.now, span[1])


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [
        ("20/3/2022", None, "is over"),
        ("hôm qua", None, "is over"),
        ("20/6/2022", None, "more than 90 days away"),
        ("24/3", "23/3", "comes after the first"),
        ("24/3", "24/6", "more than 90 days"),
        ("31/4", None, "that month has 30 days"),
        ("sau Tết", None, "Write day, month and year"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_reason(begins: str, ends: str | None, why: str, asked: World) -> None:
    asked.says(BINH, begins)
    if ends:
        asked.says(BINH, ends)
    assert why in problem(asked)
    assert not asked.delegations


def test_ninety_days_are_not_too_many(asked: World) -> None:
    asked.says(BINH, "22/3/2022")
    asked.says(BINH, "19/6/2022")
    assert not problem(asked)
    asked.press(BINH, "away-yes")
    assert asked.delegations[0].ends_at - asked.delegations[0].begins_at == 90 * DAY


def test_officers_of_the_unit_come_first_then_those_above_then_those_beside_and_nobody_else(world: World) -> None:
    for who, unit in ((AN, "DLK-01-017"), (DUNG, "DLK-01"), (CHI, "DLK-01-032")):
        world.give_role(who, "verifier", unit)
    world.commands(BINH, "start")
    reply = world.press(BINH, "away")
    chosen = [button.action.number(0) for button in reply.screen.buttons() if button.action.verb == "away-to"]
    assert chosen == [AN, DUNG, CHI]


def test_where_nobody_is_near_the_way_to_somebody_is_named(world: World) -> None:
    world.commands(BINH, "start")
    reply = world.press(BINH, "away")
    assert [button.action.verb for button in reply.screen.buttons()] == ["support"]
    told = " ".join(world.reads(line, "vi") for line in reply.screen.lines)
    assert "báo cán bộ tổng hợp cấp trên mời thêm người" in told


@pytest.mark.parametrize("who", [BINH, AN, DUNG, 99])
def test_oneself_and_whoever_is_no_officer_nearby_cannot_be_chosen(who: int, asked: World) -> None:
    asked.taps(BINH, f"away-to:{who}")
    assert "Choose somebody else" in problem(asked)


def test_whoever_is_no_officer_any_more_when_it_is_confirmed_does_not_stand_in(asked: World) -> None:
    asked.says(BINH, "From now on")
    asked.says(BINH, "1 week")
    asked.people[CHI] = replace(asked.people[CHI], roles=())
    reply = asked.press(BINH, "away-yes")
    assert not reply.of(fx.Delegate)
    assert "Choose somebody else" in problem(asked)


@pytest.mark.parametrize("token", ["away", f"away-to:{CHI}", "away-from:now", "away-until:3", "away-yes:3-1-2"])
def test_others_arrange_nothing(token: str, world: World) -> None:
    reply = world.taps(AN, token)
    assert not reply.of(fx.Delegate)
    assert world.session(AN).doing is None


def test_the_button_of_another_summary_confirms_nothing(asked: World) -> None:
    asked.says(BINH, "From now on")
    asked.says(BINH, "1 week")
    old = asked.button(BINH, "away-yes").action.token
    asked.press(BINH, "away-to")
    asked.says(BINH, "From now on")
    asked.says(BINH, "2 weeks")
    assert not asked.taps(BINH, old).of(fx.Delegate)


def test_a_deputy_decides_and_it_is_noted_for_whom(asked: World) -> None:
    pending = hand_in(asked, AN)
    asked.says(BINH, "From now on")
    asked.says(BINH, "1 week")
    asked.press(BINH, "away-yes")
    reply = asked.taps(CHI, f"verify:{pending.id}:1")
    (carry,) = reply.of(fx.Carry)
    assert isinstance(carry, fx.Carry)
    assert (carry.stood_for, carry.after.decided_for_name) == (BINH, "Bình")
    shown = asked.taps(BINH, f"verify:{pending.id}:1")
    assert asked.reads(shown.screen.lines[0]).startswith("Chi (for Bình) has already verified")


def test_a_deputy_does_not_decide_on_what_the_absent_or_they_themselves_wrote(asked: World) -> None:
    asked.says(BINH, "From now on")
    asked.says(BINH, "1 week")
    asked.press(BINH, "away-yes")
    pending = hand_in(asked, AN)
    for author in (BINH, CHI):
        asked.initiatives[pending.id] = replace(pending, author=author)
        assert asked.taps(CHI, f"verify:{pending.id}:1").of(fx.Refuse)


@pytest.mark.parametrize("verb", ["away-end", "away-no"])
def test_only_the_two_of_them_end_it_and_only_once(verb: str, asked: World) -> None:
    asked.says(BINH, "From now on")
    asked.says(BINH, "1 week")
    asked.press(BINH, "away-yes")
    (kept,) = asked.delegations
    who, other = (BINH, CHI) if verb == "away-end" else (CHI, BINH)
    for stranger in (AN, DUNG, other):
        assert not asked.taps(stranger, f"{verb}:{kept.id}").of(fx.EndDelegation)
    reply = asked.taps(who, f"{verb}:{kept.id}")
    assert [one.person for one in reply.of(fx.Notify) if isinstance(one, fx.Notify)] == [other]
    asked.later(minutes=2)
    assert not asked.taps(who, f"{verb}:{kept.id}").of(fx.EndDelegation)


def test_a_loop_is_one_only_where_the_days_of_all_of_it_meet() -> None:
    def one(person: int, to: int, begins: int, ends: int) -> Delegation:
        return Delegation(person, person, to, midnight(begins), midnight(ends))

    chain = (one(1, 2, 1, 10), one(2, 3, 5, 20))
    assert closes_a_loop(chain, one(3, 1, 9, 12))
    assert not closes_a_loop(chain, one(3, 1, 10, 12))
    assert not closes_a_loop(chain, one(3, 1, 1, 5))
    assert closes_a_loop(chain, one(2, 1, 1, 2))
    assert not closes_a_loop(chain, one(4, 1, 1, 20))


@pytest.mark.parametrize(
    ("officers", "deputies", "barred", "expected"),
    [
        ((1, 2), {}, (), (1, 2)),
        ((1, 2), {1: 3}, (), (3, 2)),
        ((1, 2), {1: 2}, (), (2,)),
        ((1,), {1: 3, 3: 4}, (), (4,)),
        ((1,), {1: 3, 3: 1}, (), (1,)),
        ((1,), {1: 3}, (3,), (1,)),
        ((1, 2), {1: 3}, (3,), (2,)),
    ],
)
def test_who_is_there_in_the_end(
    officers: tuple[int, ...], deputies: dict[int, int], barred: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert present(officers, deputies, barred) == expected
