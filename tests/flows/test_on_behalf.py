"""An officer or the support team enters for a worker, who stays the author; never counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.person import Role, RoleName
from flows.said import Contact
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, World
from tests.flows.entered import HERS, entered, prove, read, shown_to
from tests.flows.tables import rows
from tests.flows.walk import begin_on_behalf, go_on, hand_in, hand_in_on_behalf

ENTERING: dict[str, tuple[RoleName | None, bool]] = {
    "a worker": (None, False),
    "a verifier": ("verifier", True),
    "staff": ("staff", True),
    "an administrator": ("administrator", False),
    "a member of the support team": ("supporter", True),
}


@pytest.mark.parametrize(("role", "may"), rows(dict(ENTERING)))
def test_officers_and_the_support_team_are_asked_whose_initiative_it_is(
    role: RoleName | None, may: bool, world: World
) -> None:
    if role:
        world.give_role(STRANGER, role, "DLK-01")
    world.commands(STRANGER, "submit")
    assert ("behalf" in [one.action.verb for one in world.screens[STRANGER].buttons()]) == may
    reply = world.taps(STRANGER, "behalf:yes:2026-12")
    assert bool(reply.of(fx.EnterFor)) == may
    assert bool(reply.of(fx.Refuse)) != may


def test_the_worker_is_the_author_and_the_officers_declaration_is_recorded(world: World) -> None:
    """Demand 44."""
    world.commands(BINH, "submit")
    world.press(BINH, "behalf")
    assert not world.initiatives
    (agreed,) = world.press(BINH, "behalf", "yes").of(fx.EnterFor)
    assert isinstance(agreed, fx.EnterFor)
    assert agreed.consent.words
    draft = world.newest(BINH)
    assert draft.entered_by == BINH
    assert draft.author not in (AN, BINH, CHI, DUNG, STRANGER)
    assert draft.editor == BINH


def test_without_the_workers_agreement_nothing_is_stored(world: World) -> None:
    world.commands(BINH, "submit")
    world.press(BINH, "behalf")
    reply = world.press(BINH, "behalf", "no")
    assert "Nothing has been stored" in read(reply, world)
    assert not world.initiatives


def test_an_entry_never_begun_gives_way_to_the_next(world: World) -> None:
    for _ in range(3):
        begin_on_behalf(world, BINH)
    assert len(world.initiatives) == 1


def test_a_draft_for_a_worker_is_not_taken_for_ones_own(world: World) -> None:
    begin_on_behalf(world, BINH)
    world.commands(BINH, "submit")
    world.press(BINH, "own")
    world.press(BINH, "consent", "yes")
    assert {one.entered_by for one in world.initiatives.values()} == {None, BINH}


def test_the_officers_own_number_is_refused_and_the_workers_card_is_taken(world: World) -> None:
    begin_on_behalf(world, BINH)
    go_on(world, BINH, "phone")
    assert not any(one.shares_contact for one in world.screens[BINH].buttons())
    reply = world.does(BINH, Contact("84900000002", own=True))
    assert "That is your own number." in read(reply, world)
    world.does(BINH, Contact("84900000001", own=False))
    assert world.newest(BINH).text("phone") == "+84900000001"


def test_every_question_says_that_somebody_else_is_asked(world: World) -> None:
    begin_on_behalf(world, BINH)
    for question in world.programme.questions:
        assert "Entering on behalf" in shown_to(world, BINH)
        go_on(world, BINH, question)
    go_on(world, BINH)
    assert "Entering on behalf" in shown_to(world, BINH)


@pytest.mark.parametrize("role", ["verifier", "staff", "supporter"])
def test_only_workers_of_the_own_subtree_are_entered_for(role: RoleName, world: World) -> None:
    world.people[STRANGER] = replace(world.people[STRANGER], roles=(Role(role, "DLK-02"),))
    begin_on_behalf(world, STRANGER)
    go_on(world, STRANGER, "unit")
    world.says(STRANGER, "ca phe bmt")
    reply = world.press(STRANGER, "answer", "take", "DLK-01-017")
    assert "You can hand in for workers of LĐLĐ thị xã Buôn Hồ only." in read(reply, world)
    assert "unit" not in world.newest(STRANGER).answers
    world.says(STRANGER, "may binh minh")
    world.press(STRANGER, "answer", "take", "DLK-02-004")
    assert world.newest(STRANGER).text("unit") == "DLK-02-004"


def test_a_role_taken_away_hands_in_nothing_for_others_and_keeps_the_draft(world: World) -> None:
    begin_on_behalf(world, BINH)
    go_on(world, BINH)
    world.people[BINH] = replace(world.people[BINH], roles=())
    reply = world.press(BINH, "submit")
    assert not reply.of(fx.Carry)
    assert "You can no longer hand in for others." in read(reply, world)
    assert world.newest(BINH).state == "draft"


def test_the_card_goes_to_officers_who_did_not_enter_it_and_says_who_did(world: World) -> None:
    """Demand 62."""
    entered(world)
    assert {notice.person for notice in world.told} == {CHI}
    card = "\n".join(world.reads(line) for line in world.cards(CHI)[0].lines)
    assert "Entered for Trần Thị An by Bình; the author has not confirmed it yet." in card


def test_whoever_entered_it_finds_nothing_to_decide(world: World) -> None:
    initiative = entered(world)
    assert "Nothing waits" in read(world.commands(BINH, "queue"), world)
    for move in ("verify", "return", "reject", "card"):
        assert world.taps(BINH, f"{move}:{initiative.id}:1").of(fx.Refuse)
    assert world.initiatives[initiative.id].state == "pending"


def test_without_another_officer_the_unit_above_decides_on_what_the_only_one_entered(world: World) -> None:
    world.give_role(DUNG, "verifier", "DLK-01")
    hand_in_on_behalf(world, BINH)
    assert {notice.person for notice in world.told} == {DUNG}
    assert "Verified by: LĐLĐ TP Buôn Ma Thuột" in shown_to(world, BINH)


def test_the_receipt_gives_the_officer_words_to_pass_on(world: World) -> None:
    initiative = entered(world)
    assert "Pass this on to Trần Thị An:" in shown_to(world, BINH)
    assert f"its code is {initiative.code}" in shown_to(world, BINH)


TWICE = {
    "the worker after the officer": (lambda world: hand_in_on_behalf(world, BINH), lambda world: hand_in(world, AN)),
    "the officer after the worker": (lambda world: hand_in(world, AN), lambda world: hand_in_on_behalf(world, BINH)),
    "two officers": (lambda world: hand_in_on_behalf(world, BINH), lambda world: hand_in_on_behalf(world, DUNG)),
    "one officer twice": (lambda world: hand_in_on_behalf(world, BINH), lambda world: hand_in_on_behalf(world, BINH)),
}


@pytest.mark.parametrize(("first", "second"), rows(dict(TWICE)))
def test_the_same_initiative_of_the_same_worker_is_stopped_with_the_way_to_the_first(
    first: object, second: object, world: World
) -> None:
    """Demand 44: counted once."""
    world.all_tell_the_same = True
    assert callable(first)
    assert callable(second)
    initiative = first(world)
    world.later(days=1)
    draft = second(world)
    assert draft.state == "draft"
    assert [one.state for one in world.initiatives.values()].count("pending") == 1
    who = draft.editor
    assert str(initiative.code) in shown_to(world, who)
    assert world.button(who, "one", initiative.id)


def test_after_confirming_the_worker_does_not_hand_in_the_same_again(world: World) -> None:
    world.all_tell_the_same = True
    prove(world)
    world.press(AN, "confirm")
    assert hand_in(world, AN).state == "draft"
    world.press(AN, "one")
    assert "the author confirmed it" in shown_to(world, AN)


def test_the_worker_is_led_from_the_stop_to_the_confirmation(world: World) -> None:
    world.all_tell_the_same = True
    initiative = entered(world)
    hand_in(world, AN)
    world.press(AN, "one")
    world.does(AN, HERS)
    world.press(AN, "confirm")
    assert world.initiatives[initiative.id].author == AN


DIFFERENT = {
    "another title": {"title": "Cách khác hẳn"},
    "another worker": {"full_name": "Lê Thị Lan", "identity": "066 199 001 235"},
}


@pytest.mark.parametrize("other", rows(dict(DIFFERENT)))
def test_another_initiative_or_another_worker_is_not_stopped(other: dict[str, str], world: World) -> None:
    entered(world)
    begin_on_behalf(world, BINH)
    go_on(world, BINH)
    for question, text in other.items():
        world.press(BINH, "correct", question)
        world.says(BINH, text)
    world.press(BINH, "submit")
    assert [one.state for one in world.initiatives.values()] == ["pending", "pending"]


@pytest.mark.parametrize("state", ["withdrawn", "rejected"])
def test_what_does_not_count_may_be_handed_in_anew(state: str, world: World) -> None:
    initiative = entered(world)
    if state == "withdrawn":
        world.taps(BINH, f"withdraw-yes:{initiative.id}:1")
    else:
        world.taps(CHI, f"reason:{initiative.id}:1:reject:0")
    assert hand_in(world, AN).state == "pending"


def test_who_confirmed_corrects_the_unit_without_any_right_to_enter_there(world: World) -> None:
    """Demand 44: from then on it is theirs."""
    initiative = prove(world)
    world.press(AN, "confirm")
    world.taps(AN, f"draft:{initiative.id}")
    assert not any("Entering on behalf" in world.reads(line) for line in world.screens[AN].lines)
    world.press(AN, "correct", "unit")
    world.says(AN, "may binh minh")
    world.press(AN, "answer", "take", "DLK-02-004")
    assert (world.initiatives[initiative.id].unit, world.initiatives[initiative.id].version) == ("DLK-02-004", 2)
