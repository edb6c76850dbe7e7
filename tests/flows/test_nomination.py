"""Putting forward: within the cap, by the unit's own people, with three questions that only now are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flows import effects as fx
from flows.awards.figures import Tick
from flows.awards.rules import CapRow, Nomination
from flows.draft import Initiative
from flows.person import Role
from flows.session import Nominating
from tests.flows import nominating
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, Reply, World
from tests.flows.walk import hand_in

CHANGES = (fx.PutForward, fx.TellNominee, fx.TakeOut, fx.Notify)


@pytest.fixture
def office(world: World) -> World:
    """A world whose figures are fixed: three initiatives of An's, Bình and Chi staff of the unit that puts forward."""
    candidates = [hand_in(world, AN) for _ in range(3)]
    candidates = [replace(one, answers={**one.answers, "benefit": 60_000_000 + one.id % 7}) for one in candidates]
    nominating.fix(world, *[replace(one, author=AN + 100 * place) for place, one in enumerate(candidates)])
    for who in (BINH, CHI):
        world.people[who] = replace(world.people[who], roles=(Role("staff", nominating.UPPER),))
    return world


def the(world: World, place: int) -> Initiative:
    return world.initiatives[world.snapshots[0].entries[place].initiative]


def put(world: World, who: int, place: int) -> Reply:
    return world.taps(who, f"put-forward:1:P:-:{the(world, place).code}")


def ticks(world: World) -> list[Tick]:
    return list(world.snapshots[0].ticks)


def words(world: World, reply: Reply) -> str:
    return "\n".join(
        world.reads(line) for screen in reply.screens for line in (*filter(None, [screen.problem]), *screen.lines)
    )


def test_the_third_of_two_is_refused_with_the_way_out_and_the_list_as_it_is(office: World) -> None:
    assert "1/2 left" in words(office, put(office, BINH, 0))
    assert "0/2 left" in words(office, put(office, CHI, 1))
    refused = put(office, BINH, 2)
    assert not refused.of(fx.PutForward)
    assert "All 2 places are taken." in words(office, refused)
    assert {one.slot for one in office.nominees} == {1, 2}


def test_a_place_that_was_freed_is_taken_again(office: World) -> None:
    put(office, BINH, 0)
    put(office, BINH, 1)
    office.taps(BINH, f"take-out:{office.nominees[0].id}")
    put(office, CHI, 2)
    assert [(one.about, one.slot) for one in office.nominees] == [(the(office, 1).code, 2), (the(office, 2).code, 1)]


def test_who_is_put_forward_already_is_not_put_forward_twice(office: World) -> None:
    put(office, BINH, 0)
    assert "is put forward already" in words(office, put(office, CHI, 0))
    assert len(office.nominees) == 1


def test_who_does_not_meet_the_rule_is_not_put_forward_until_it_is_ticked(office: World) -> None:
    figures = office.snapshots[0]
    poor = replace(figures.entries[0], benefit=49_500_000)
    office.snapshots[0] = replace(figures, entries=(poor,))
    assert "500,000 short of 50,000,000" in words(office, put(office, BINH, 0))
    tick = Tick("humane", poor.code, "Dung", office.now, "Họp xét")
    office.snapshots[0] = replace(office.snapshots[0], ticks=(tick,))
    assert put(office, BINH, 0).of(fx.PutForward)


def test_what_was_opened_again_since_is_not_put_forward(office: World) -> None:
    one = the(office, 0)
    office.initiatives[one.id] = replace(one, state="pending")
    assert "is not verified any more" in words(office, put(office, BINH, 0))
    assert office.nominees == []


def test_without_the_number_that_the_cap_hangs_on_nobody_is_put_forward(office: World) -> None:
    figures = office.snapshots[0]
    nomination = Nomination(caps=(CapRow(2, unions_from=50),))
    rules = replace(figures.rules, awards=(replace(nominating.PERSONS, nomination=nomination),))
    office.snapshots[0] = replace(figures, rules=rules)
    assert "no figures yet for the number of its grassroots unions" in words(office, put(office, BINH, 0))
    assert office.nominees == []


def test_a_unit_is_put_forward_without_questions(office: World) -> None:
    reply = office.taps(BINH, "put-forward:1:U:-:DLK-01-017")
    assert reply.of(fx.PutForward)
    assert office.session(BINH).doing is None
    assert office.nominees[0].initiative is None


def test_every_answer_is_kept_at_once_and_the_author_is_told_with_the_last_one(office: World) -> None:
    put(office, BINH, 0)
    office.says(BINH, "1988")
    office.says(BINH, "Tổ trưởng")
    office.told.clear()
    assert office.nominees[0].waits_for == "past_awards"
    office.says(BINH, "không có")
    nominee = office.nominees[0]
    assert (nominee.birth_year, nominee.position, nominee.past_awards) == (1988, "Tổ trưởng", "")
    assert [notice.person for notice in office.told] == [the(office, 0).author]
    assert office.session(BINH).doing is None


def test_a_corrected_answer_tells_the_author_nothing_twice(office: World) -> None:
    put(office, BINH, 0)
    for answer in ("1988", "Tổ trưởng", "Giấy khen 2022"):
        office.says(BINH, answer)
    office.told.clear()
    office.press(BINH, "nominee", "birth_year")
    office.says(BINH, "1990")
    assert (office.nominees[0].birth_year, office.told) == (1990, [])


@pytest.mark.parametrize(("typed", "kept"), [("1988", 1988), ("12/5/1988", 1988), ("1988 ", 1988), ("2007", 2007)])
def test_years_of_birth_as_people_type_them(typed: str, kept: int, office: World) -> None:
    put(office, BINH, 0)
    office.says(BINH, typed)
    assert office.nominees[0].birth_year == kept


@pytest.mark.parametrize("typed", ["88", "hai", "1921", "2008", "19888", "²⁰⁰⁰", "-1"])
def test_what_is_no_year_of_birth_is_asked_again_with_an_example(typed: str, office: World) -> None:
    put(office, BINH, 0)
    reply = office.says(BINH, typed)
    assert office.nominees[0].birth_year is None
    assert "1988" in words(office, reply)


def test_a_position_that_is_too_long_says_by_how_much(office: World) -> None:
    put(office, BINH, 0)
    office.says(BINH, "1988")
    assert "That is 101 characters; at most 100 fit." in words(office, office.says(BINH, "x" * 101))


def test_cancel_leaves_the_questions_and_keeps_the_place(office: World) -> None:
    put(office, BINH, 0)
    office.commands(BINH, "cancel")
    assert office.session(BINH).doing is None
    assert len(office.nominees) == 1
    office.taps(BINH, f"nominee:{office.nominees[0].id}")
    assert isinstance(office.session(BINH).doing, Nominating)


def test_whoever_is_taken_out_meanwhile_is_asked_nothing_more(office: World) -> None:
    put(office, BINH, 0)
    office.taps(CHI, f"take-out:{office.nominees[0].id}")
    assert "put forward no more" in words(office, office.says(BINH, "1988"))
    assert office.session(BINH).doing is None


@pytest.mark.parametrize("who", [AN, DUNG, STRANGER])
@pytest.mark.parametrize(
    "token", ["put-forward:1:P:-:{code}", "take-out:{id}", "nominee:{id}", "nominee:{id}:none", "nominee:{id}:later"]
)
def test_only_the_units_own_people_put_forward_and_take_out(token: str, who: int, office: World) -> None:
    """Staff of the province look at the list; it is the unit that puts forward."""
    put(office, BINH, 1)
    before = list(office.nominees)
    real = office.taps(who, token.format(code=the(office, 0).code, id=before[0].id))
    none = office.taps(who, token.format(code="SK-22-AAAAAA", id=before[0].id + 1))
    assert [one for one in real.turn.effects if not isinstance(one, fx.Refuse)] == [
        one for one in none.turn.effects if not isinstance(one, fx.Refuse)
    ]
    assert len(real.of(fx.Refuse)) == 1
    assert not any(isinstance(one, CHANGES) for one in real.turn.effects)
    assert office.nominees == before


@pytest.mark.parametrize(
    "token", ["awards:1", "awards:9", "award:1:P:-", "award:1:P:-:0", "award:9:P:-", "award:1:X:-"]
)
def test_who_is_no_officer_sees_no_list(token: str, office: World) -> None:
    real = office.taps(STRANGER, token)
    assert real.screens == ()
    assert len(real.of(fx.Refuse)) == 1


def test_staff_of_another_unit_see_none_of_its_candidates(office: World) -> None:
    office.people[CHI] = replace(office.people[CHI], roles=(Role("staff", "DLK-02"),))
    shown = words(office, office.taps(CHI, "award:1:P:-"))
    assert "Nobody of your units is in this list." in shown
    assert str(the(office, 0).text("title")) not in shown


def test_a_confidential_title_is_not_shown(office: World) -> None:
    one = the(office, 0)
    secret = {"text": "…", "confidential": "yes"}
    office.initiatives[one.id] = replace(one, answers={**one.answers, "description": secret})
    shown = words(office, office.taps(BINH, "award:1:P:-"))
    assert f"{one.text('full_name')} · {one.code}" in shown


def test_staff_of_the_top_tick_with_a_reason_and_take_it_back_with_another(office: World) -> None:
    code = the(office, 1).code or ""
    office.taps(DUNG, "tick:1:P:-")
    office.says(DUNG, code)
    assert "in 5 to 500 characters" in words(office, office.says(DUNG, "x"))
    assert not ticks(office)
    office.says(DUNG, "Họp xét ngày 2/6")
    (tick,) = ticks(office)
    assert (tick.key, tick.about, tick.reason) == ("humane", code, "Họp xét ngày 2/6")
    assert office.session(DUNG).doing is None
    office.taps(DUNG, "tick:1:P:-")
    assert "taken back" in words(office, office.says(DUNG, code.lower()))
    office.says(DUNG, "Chấm nhầm người")
    assert not ticks(office)


@pytest.mark.parametrize("typed", ["0", "4", "99", "SK-22-AAAAAA", "DLK-01", "ai đó"])
def test_whom_nobody_knows_is_not_ticked_and_asked_again(typed: str, office: World) -> None:
    office.taps(DUNG, "tick:1:P:-")
    assert "counted when the figures were fixed" in words(office, office.says(DUNG, typed))
    assert office.snapshots[0].ticks == ()


@pytest.mark.parametrize("change", [{"state": "pending"}, {"decided_at": None}, {"programme": "other"}])
def test_what_did_not_count_then_is_not_ticked(change: dict[str, Any], office: World) -> None:
    one = the(office, 0)
    figures = office.snapshots[0]
    office.snapshots[0] = replace(figures, entries=())
    office.initiatives[one.id] = replace(one, **change)
    office.taps(DUNG, "tick:1:P:-")
    office.says(DUNG, one.code or "")
    office.says(DUNG, "Họp xét ngày 2/6")
    assert office.snapshots[0].ticks == ()


@pytest.mark.parametrize("who", [AN, BINH, CHI, STRANGER])
@pytest.mark.parametrize("token", ["tick:1:P:-", "tick:9:P:-", "tick-as:0"])
def test_nobody_ticks_but_staff_of_the_top(token: str, who: int, office: World) -> None:
    real = office.taps(who, token)
    assert real.screens == ()
    assert len(real.of(fx.Refuse)) == 1
