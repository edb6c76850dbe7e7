"""The walk through the form: where it stands follows from the answers alone; every step can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.draft import Secret
from flows.session import Filling
from flows.submission import LIBRARY
from tests.flows.driver import AN, CHI, Reply, World
from tests.flows.walk import (
    SUMMARY,
    TITLE,
    answer,
    ask_for,
    asked,
    begin,
    begin_with_nothing,
    fill,
    go_on,
    hand_in,
    keys,
    until,
)

NOW = {
    "full_name": "Trần Thị An",
    "identity": "••••1234",
    "unit": "CĐ Công ty CP Cà phê Buôn Ma Thuột › LĐLĐ TP Buôn Ma Thuột › LĐLĐ tỉnh Đắk Lắk",
    "phone": "0900 000 001",
    "bloc": "Doanh nghiệp",
}


def problem(reply: Reply, world: World) -> str:
    return world.reads(reply.screens[-1].problem) if reply.screens[-1].problem else ""


def ask_also(world: World, *questions: str) -> None:
    """Let the programme ask these questions from now on."""
    world.programme = replace(world.programme, version=world.programme.version + 1, questions=questions)


def test_the_questions_come_one_by_one_in_the_order_of_the_pack(world: World) -> None:
    begin(world, AN)
    for question in keys(world):
        assert asked(world, AN) == question
        answer(world, AN, question)
    assert asked(world, AN) == SUMMARY


def test_a_draft_reopened_asks_only_what_a_newer_pack_added(world: World) -> None:
    asked_later = keys(world)
    ask_also(world, *(key for key in keys(world) if key != "bloc"))
    fill(world, AN)
    ask_also(world, *asked_later)
    world.commands(AN, "submit")
    world.press(AN, "draft")
    assert asked(world, AN) == "bloc"
    world.says(AN, "1")
    assert asked(world, AN) == SUMMARY


def test_a_question_added_while_the_summary_is_open_is_asked_before_handing_in(world: World) -> None:
    asked_later = keys(world)
    ask_also(world, *(key for key in keys(world) if key != "bloc"))
    fill(world, AN)
    ask_also(world, *asked_later)
    reply = world.press(AN, "submit")
    assert asked(world, AN) == "bloc"
    assert "still open" in problem(reply, world)
    assert world.newest(AN).state == "draft"


def test_a_question_taken_out_of_the_pack_is_not_asked_and_does_not_hinder(world: World) -> None:
    until(world, AN, "kind")
    ask_also(world, *(key for key in keys(world) if key not in ("kind", "bloc")))
    world.commands(AN, "help")
    assert asked(world, AN) == "title"


def test_a_question_taken_out_while_it_is_corrected_does_not_open_the_summary(world: World) -> None:
    until(world, AN, "title")
    world.press(AN, "back")
    assert asked(world, AN) == "kind"
    ask_also(world, *(key for key in keys(world) if key != "kind"))
    world.commands(AN, "help")
    assert asked(world, AN) == "title"


@pytest.mark.parametrize("times", [1, 2, 3, 5])
def test_back_shows_the_question_so_many_before_with_its_answer(times: int, world: World) -> None:
    until(world, AN, keys(world)[5])
    for _ in range(times):
        world.press(AN, "back")
    question = keys(world)[5 - times]
    assert asked(world, AN) == question
    present = world.screens[AN].lines[0]
    assert world.reads(present) == f"Now: {NOW[question]}"


def test_after_two_steps_back_from_the_sixth_keeping_the_fourth_is_one_tap_and_leads_on_to_the_sixth(
    world: World,
) -> None:
    until(world, AN, keys(world)[5])
    before = world.newest(AN).answers
    world.press(AN, "back")
    world.press(AN, "back")
    assert asked(world, AN) == keys(world)[3]
    world.press(AN, "keep")
    assert asked(world, AN) == keys(world)[5]
    assert world.newest(AN).answers == before


def test_after_two_steps_back_a_new_answer_leads_on_to_the_sixth(world: World) -> None:
    until(world, AN, "bloc")
    world.press(AN, "back")
    world.press(AN, "back")
    world.says(AN, "066 199 009 999")
    assert asked(world, AN) == "bloc"
    world.says(AN, "2")
    answers = world.newest(AN).answers
    assert (answers["full_name"], answers["identity"], answers["bloc"]) == (
        "Trần Thị An",
        Secret("066199009999"),
        "office",
    )


def test_the_first_question_offers_no_step_back_and_a_forged_one_stays_there(world: World) -> None:
    begin(world, AN)
    assert not any(button.action.verb == "back" for button in world.screens[AN].buttons())
    world.taps(AN, f"back:{world.session(AN).revision}")
    assert asked(world, AN) == "full_name"
    world.says(AN, "Trần Thị An")
    assert asked(world, AN) == "phone"


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("full_name", "Trần Thị Ân"),
        ("phone", "0900 000 009"),
        ("bloc", "2"),
        ("kind", "3"),
        ("title", "Sàng rung tự chế"),
    ],
)
def test_one_correction_leads_straight_back_to_the_summary(question: str, typed: str, world: World) -> None:
    fill(world, AN)
    before = dict(world.newest(AN).answers)
    world.press(AN, "correct", question)
    assert asked(world, AN) == question
    world.says(AN, typed)
    assert asked(world, AN) == SUMMARY
    after = dict(world.newest(AN).answers)
    assert after.pop(question) != before.pop(question)
    assert after == before
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"


@pytest.mark.parametrize("question", [*LIBRARY])
def test_every_answer_has_its_correction_and_keeping_it_changes_nothing(question: str, world: World) -> None:
    ask_for(world, question)
    fill(world, AN)
    before = world.newest(AN)
    world.press(AN, "correct", question)
    assert asked(world, AN) == question
    assert not any(button.action.verb == "back" for button in world.screens[AN].buttons())
    world.press(AN, "keep")
    assert asked(world, AN) == SUMMARY
    assert world.newest(AN) == before


@pytest.mark.parametrize("forged", ["nobody", "", "FULL_NAME"])
def test_a_correction_of_no_question_shows_the_summary(forged: str, world: World) -> None:
    fill(world, AN)
    doing = world.session(AN).doing
    world.taps(AN, f"correct:{world.session(AN).revision}:{forged}")
    assert asked(world, AN) == SUMMARY
    assert world.session(AN).doing == doing


def test_only_an_optional_question_can_be_skipped(world: World) -> None:
    begin(world, AN)
    for question in keys(world):
        skips = [button for button in world.screens[AN].buttons() if button.action.verb == "skip"]
        assert bool(skips) == (question == "evidence")
        if not skips:
            reply = world.taps(AN, f"skip:{world.session(AN).revision}")
            assert "needs an answer" in problem(reply, world)
            assert asked(world, AN) == question
        answer(world, AN, question)
    assert "Attached files: not given" in world.reads(world.screens[AN].lines[-1])


def test_later_keeps_everything_and_going_on_asks_the_same_question(world: World) -> None:
    until(world, AN, "bloc")
    world.press(AN, "later")
    assert world.session(AN).doing is None
    world.press(AN, "draft")
    assert asked(world, AN) == "bloc"


@pytest.mark.parametrize("wrong", [1, 2, 3, 4, 5])
def test_help_is_offered_from_the_fourth_wrong_answer_on(wrong: int, world: World) -> None:
    until(world, AN, "phone")
    for _ in range(wrong):
        reply = world.says(AN, "abc")
    offered = any(button.action.verb == "support" for button in reply.screen.buttons())
    assert offered == (wrong > 3)
    assert "0912 345 678" in problem(reply, world)
    assert any(button.action.verb == "answer" for button in reply.screen.buttons())


def test_wrong_answers_are_counted_for_each_question_anew(world: World) -> None:
    until(world, AN, "phone")
    for _ in range(3):
        world.says(AN, "abc")
    answer(world, AN, "phone")
    reply = world.says(AN, "abc")
    assert not any(button.action.verb == "support" for button in reply.screen.buttons())


def test_asking_for_help_in_between_does_not_make_the_wrong_answers_forgotten(world: World) -> None:
    until(world, AN, "phone")
    for _ in range(3):
        world.says(AN, "abc")
    world.commands(AN, "help")
    assert any(button.action.verb == "support" for button in world.says(AN, "abc").screen.buttons())


def test_three_messages_at_once_are_taken_in_their_order_and_none_twice(world: World) -> None:
    begin(world, AN)
    for typed in ("Trần Thị An", "0900000001", "066199001234"):
        world.says(AN, typed)
    answers = world.newest(AN).answers
    assert answers == {"full_name": "Trần Thị An", "phone": "+84900000001", "identity": Secret("066199001234")}
    assert asked(world, AN) == "unit"


def test_three_messages_for_one_question_overwrite_nothing(world: World) -> None:
    begin(world, AN)
    for typed in ("Trần Thị An", "Trần Thị Ân", "Trần Thị Ấn"):
        reply = world.says(AN, typed)
    assert world.newest(AN).answers == {"full_name": "Trần Thị An"}
    assert problem(reply, world)


def test_a_draft_of_somebody_else_cannot_be_opened(world: World) -> None:
    until(world, AN, "title")
    draft = world.newest(AN)
    for verb in ("draft", "put-aside", "discard"):
        reply = world.taps(CHI, f"{verb}:{draft.id}:{len(draft.answers)}")
        assert reply.answers == 1
        assert world.session(CHI).doing is None
    assert world.newest(AN) == draft


def test_somebody_whose_session_names_anothers_draft_cannot_write_into_it(world: World) -> None:
    until(world, AN, "title")
    world.sessions[CHI] = replace(world.session(AN), doing=Filling(world.newest(AN).id))
    world.says(CHI, TITLE)
    assert "title" not in world.newest(AN).answers


def test_a_draft_older_than_ten_initiatives_can_still_be_reached(world: World) -> None:
    until(world, AN, "title")
    draft = world.newest(AN)
    world.press(AN, "later")
    for _ in range(10):
        world.taps(AN, "anew")
        go_on(world, AN)
        world.press(AN, "submit")
    seen = [*world.commands(AN, "mine").screen.buttons(), *world.commands(AN, "start").screen.buttons()]
    assert any(str(draft.id) in button.action.args for button in seen)


def test_a_second_initiative_begins_at_the_first_question(world: World) -> None:
    hand_in(world, AN)
    world.press(AN, "begin")
    begin_with_nothing(world, AN)
    assert asked(world, AN) == "full_name"
