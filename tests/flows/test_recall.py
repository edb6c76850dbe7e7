"""The second initiative: what lasts is taken over by one tap, but nothing that no longer holds (demand 37)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.draft import Secret
from flows.said import Tap, Text
from flows.session import Filling
from flows.submission import LIBRARY
from flows.units import UnitTree
from tests.flows.driver import AN, BINH, CHI, World
from tests.flows.walk import (
    ANSWERS,
    SUMMARY,
    WORKPLACE,
    answer,
    asked,
    begin,
    begin_on_behalf,
    fill,
    go_on,
    hand_in,
    hand_in_on_behalf,
    keys,
)

LASTING = ("full_name", "phone", "identity", "unit", "bloc", "target_group")
MOST_TYPED = 5


def offered(world: World, who: int = AN) -> bool:
    return any(button.action.verb == "recall" for button in world.screens[who].buttons())


def shown(world: World, who: int = AN) -> str:
    return "\n".join(world.reads(line) for line in world.screens[who].lines)


def second(world: World) -> None:
    """Hand in one initiative and begin another one."""
    hand_in(world, AN)
    world.press(AN, "begin")


def test_lasting_are_exactly_the_questions_about_the_person() -> None:
    assert {key for key, field in LIBRARY.items() if field.lasting} == {*LASTING, "sub_unit"}


def test_a_first_initiative_is_offered_nothing(world: World) -> None:
    begin(world, AN)
    assert asked(world, AN) == "full_name"
    assert not world.newest(AN).partials


def test_one_tap_takes_over_everything_that_lasts_and_nothing_else(world: World) -> None:
    first = hand_in(world, AN)
    world.press(AN, "begin")
    assert offered(world)
    world.press(AN, "recall", "use")
    draft = world.newest(AN)
    assert draft.answers == {key: first.answers[key] for key in LASTING}
    assert isinstance(draft.answers["identity"], Secret)
    assert not draft.partials
    assert asked(world, AN) == "kind"


def test_the_offer_shows_every_detail_and_only_the_last_digits_of_the_number(world: World) -> None:
    second(world)
    for detail in ("Trần Thị An", "0900 000 001", "••••1234", "Cà phê Buôn Ma Thuột", "Doanh nghiệp", "Công nhân"):
        assert detail in shown(world)
    assert "066199" not in shown(world)


def tap_or_type(world: World, question: str) -> None:
    """Answer with a tap where one is enough, as somebody in a hurry does."""
    buttons = world.screens[AN].buttons()
    verb = "answer" if ANSWERS.get(question, "").isdecimal() else "skip"
    tap = next((one for one in buttons if one.action.verb == verb), None)
    if tap:
        world.does(AN, Tap(tap.action))
    else:
        answer(world, AN, question)


def test_a_second_initiative_needs_one_tap_for_identity_and_at_most_five_typed_answers(world: World) -> None:
    """Demand 37: counted over the whole second form."""
    hand_in(world, AN)
    already = len(world.heard)
    world.press(AN, "begin")
    world.press(AN, "recall", "use")
    for question in keys(world):
        if asked(world, AN) == question:
            tap_or_type(world, question)
    world.press(AN, "submit")
    said = world.heard[already:]
    typed = [one for one in said if isinstance(one, Text)]
    about_oneself = [one for one in said if isinstance(one, Tap) and one.action.verb == "recall"]
    assert world.newest(AN).state == "pending"
    assert len(about_oneself) == 1
    assert 1 <= len(typed) <= MOST_TYPED
    assert len(said) <= len(keys(world)) - len(LASTING) + 3


def test_what_was_taken_over_is_handed_in_like_any_answer(world: World) -> None:
    second(world)
    world.press(AN, "recall", "use")
    go_on(world, AN)
    world.press(AN, "submit")
    one, other = sorted(world.initiatives.values(), key=lambda initiative: initiative.id)
    assert (one.unit, other.unit) == (WORKPLACE, WORKPLACE)
    assert one.code != other.code


def test_details_are_corrected_one_by_one_before_they_are_used(world: World) -> None:
    second(world)
    world.press(AN, "recall", "check")
    corrections = [one.action.arg(1) for one in world.screens[AN].buttons() if one.action.verb == "correct"]
    assert set(corrections) == set(LASTING)
    world.press(AN, "correct", "phone")
    assert asked(world, AN) == "phone"
    world.says(AN, "0900 000 011")
    assert "0900 000 011" in shown(world)
    world.press(AN, "correct", "full_name")
    world.press(AN, "keep")
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "kind"
    assert world.newest(AN).text("phone") == "+84900000011"
    assert world.newest(AN).text("full_name") == "Trần Thị An"


def test_a_number_typed_while_checking_corrects_the_question_of_that_number(world: World) -> None:
    second(world)
    world.press(AN, "recall", "check")
    world.says(AN, "2")
    assert asked(world, AN) == keys(world)[1]


def test_a_number_typed_at_the_offer_presses_the_button_in_that_place(world: World) -> None:
    second(world)
    world.says(AN, "3")
    assert asked(world, AN) == "full_name"
    assert not world.newest(AN).answers


@pytest.mark.parametrize(("typed", "question"), [("đồng ý", "kind"), ("ok", "kind"), ("không", "full_name")])
def test_yes_takes_the_details_over_and_no_begins_with_nothing(typed: str, question: str, world: World) -> None:
    second(world)
    world.says(AN, typed)
    assert asked(world, AN) == question


def test_whoever_wants_to_begins_with_nothing(world: World) -> None:
    second(world)
    world.press(AN, "recall", "anew")
    assert asked(world, AN) == "full_name"
    assert not world.newest(AN).answers
    assert not world.newest(AN).partials


def test_checking_can_be_put_off_and_goes_on_where_it_stood(world: World) -> None:
    second(world)
    world.press(AN, "recall", "check")
    world.commands(AN, "cancel")
    world.press(AN, "put-aside")
    world.commands(AN, "submit")
    world.press(AN, "draft")
    assert any(one.action.verb == "correct" for one in world.screens[AN].buttons())
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "kind"


def test_a_unit_that_was_closed_is_asked_again(world: World) -> None:
    hand_in(world, AN)
    world.units = UnitTree.of(unit for unit in world.units.units.values() if unit.code != WORKPLACE)
    world.press(AN, "begin")
    assert "To be answered anew: Place of work." in shown(world)
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "unit"
    assert "unit" not in world.newest(AN).answers


def test_a_choice_the_programme_does_not_have_any_more_is_asked_again(world: World) -> None:
    hand_in(world, AN)
    choices = world.programme.choices
    fewer = tuple(one for one in choices["target_group"] if one.key != "2")
    world.programme = replace(world.programme, choices={**choices, "target_group": fewer})
    world.press(AN, "begin")
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "target_group"


def test_an_old_card_is_asked_again_where_the_programme_takes_only_new_ones(world: World) -> None:
    first = hand_in(world, AN)
    world.initiatives[first.id] = first.answer("identity", Secret("240000001"))
    world.programme = replace(world.programme, accepts_old_identity=False)
    world.press(AN, "begin")
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "identity"


def test_the_qr_code_of_another_workplace_asks_for_the_unit_again(world: World) -> None:
    hand_in(world, AN)
    world.commands(AN, "start", "u-DLK-02-004")
    world.press(AN, "begin")
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "unit"
    world.press(AN, "answer", "take", "DLK-02-004")
    assert world.newest(AN).text("unit") == "DLK-02-004"


def test_the_qr_code_of_the_first_initiative_does_not_speak_again_in_the_second(world: World) -> None:
    world.commands(AN, "start", "u-DLK-02-004")
    hand_in(world, AN)
    world.press(AN, "begin")
    world.press(AN, "recall", "use")
    assert asked(world, AN) == "kind"


def test_where_nothing_holds_any_more_nothing_is_offered(world: World) -> None:
    first = hand_in(world, AN)
    world.initiatives[first.id] = replace(first, answers={"title": first.text("title")})
    world.press(AN, "begin")
    assert asked(world, AN) == "full_name"


def test_the_newest_that_was_handed_in_counts_and_a_draft_does_not(world: World) -> None:
    hand_in(world, AN)
    world.later(days=1)
    begin(world, AN)
    world.says(AN, "Trần Thị Bản Nháp")
    world.press(AN, "later")
    world.taps(AN, "anew")
    assert "Trần Thị An" in shown(world)
    assert "Nháp" not in shown(world)


@pytest.mark.parametrize("state", ["pending", "verified", "returned", "rejected", "withdrawn"])
def test_whatever_became_of_the_last_one_its_details_are_offered(state: str, world: World) -> None:
    first = hand_in(world, AN)
    world.initiatives[first.id] = replace(first, state=state)  # type: ignore[arg-type]
    world.commands(AN, "submit")
    assert offered(world)


def test_nobody_is_offered_the_details_of_somebody_else(world: World) -> None:
    first = hand_in(world, AN)
    begin(world, CHI)
    assert asked(world, CHI) == "full_name"
    draft = world.newest(CHI)
    world.initiatives[draft.id] = draft.hold("@recall", first.id)
    world.commands(CHI, "help")
    assert not offered(world, CHI)
    world.taps(CHI, f"recall:{world.session(CHI).revision}:use")
    assert not world.newest(CHI).answers


def test_an_officer_who_hands_in_for_the_first_time_is_offered_nothing(world: World) -> None:
    hand_in(world, AN)
    world.commands(BINH, "submit")
    world.press(BINH, "own")
    world.press(BINH, "consent", "yes")
    assert asked(world, BINH) == "full_name"


def test_nothing_of_whoever_enters_is_offered_on_behalf(world: World) -> None:
    hand_in(world, BINH)
    begin_on_behalf(world, BINH)
    assert asked(world, BINH) == "full_name"
    assert not world.newest(BINH).partials


def test_what_was_entered_on_behalf_is_not_offered_to_whoever_entered_it(world: World) -> None:
    hand_in_on_behalf(world, BINH)
    begin(world, BINH)
    assert asked(world, BINH) == "full_name"
    assert not world.newest(BINH).partials


@pytest.mark.parametrize("choice", ["use", "check", "anew", "nobody", ""])
def test_a_forged_press_where_nothing_is_offered_changes_nothing(choice: str, world: World) -> None:
    hand_in(world, AN)
    fill(world, AN)
    before = world.stored()
    world.taps(AN, f"recall:{world.session(AN).revision}:{choice}")
    assert world.stored() == before
    assert asked(world, AN) == SUMMARY
    assert isinstance(world.session(AN).doing, Filling)
