"""Fingers press twice, and old buttons stay in the chat: every press is answered with what is true now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.draft import State
from flows.screen import Screen
from tests.flows.driver import AN, BINH, World, pick
from tests.flows.tables import rows
from tests.flows.walk import SUMMARY, answer, asked, begin, fill, go_on, hand_in, keys, until


def test_handing_in_five_times_makes_one_initiative_and_answers_every_press(world: World) -> None:
    fill(world, AN)
    submit = world.button(AN, "submit").action.token
    replies = [world.taps(AN, submit) for _ in range(5)]
    assert [reply.answers for reply in replies] == [1] * 5
    assert sum(len(reply.of(fx.Carry)) for reply in replies) == 1
    assert [one.state for one in world.initiatives.values()] == ["pending"]
    assert len(world.cards(BINH)) == 1


def test_handing_in_twice_with_words_in_between_makes_one_initiative(world: World) -> None:
    fill(world, AN)
    submit = world.button(AN, "submit").action.token
    world.taps(AN, submit)
    world.says(AN, "xong chưa")
    reply = world.taps(AN, submit)
    assert reply.answers == 1
    assert not reply.of(fx.Carry)
    assert [one.version for one in world.initiatives.values()] == [1]


def test_handing_in_on_two_phones_at_once_makes_one_initiative(world: World) -> None:
    fill(world, AN)
    submit = world.button(AN, "submit").action.token
    other = world.button(AN, "correct", "phone").action.token
    world.taps(AN, submit)
    reply = world.taps(AN, other)
    assert reply.answers == 1
    assert world.newest(AN).state == "pending"
    assert not world.taps(AN, submit).of(fx.Carry)


@pytest.mark.parametrize("question", ["bloc", "target_group", "kind"])
def test_a_choice_pressed_twice_answers_one_question(question: str, world: World) -> None:
    until(world, AN, question)
    choice = world.screens[AN].buttons()[0].action.token
    world.taps(AN, choice)
    after = world.stored()
    reply = world.taps(AN, choice)
    assert reply.answers == len(reply.words) == 1
    assert world.stored() == after


@pytest.mark.parametrize("verb", ["back", "keep", "later"])
def test_a_way_through_the_form_pressed_twice_goes_one_way(verb: str, world: World) -> None:
    until(world, AN, "bloc")
    if verb == "keep":
        world.press(AN, "back")
    token = world.button(AN, verb).action.token
    world.taps(AN, token)
    before, screen = world.session(AN), world.screens[AN]
    reply = world.taps(AN, token)
    assert reply.answers == 1
    assert (world.session(AN), world.screens[AN]) == (before, screen)


def test_agreeing_twice_begins_one_form(world: World) -> None:
    world.commands(AN, "submit")
    agree = world.button(AN, "consent", "yes").action.token
    world.taps(AN, agree)
    reply = world.taps(AN, agree)
    assert reply.answers == 1
    assert len(world.initiatives) == 1


def every_screen_of_the_form(world: World) -> dict[str, Screen]:
    """Return each question's screen, its correction's, and the summary, as An saw them."""
    begin(world, AN)
    seen = {}
    for question in keys(world):
        seen[question] = world.screens[AN]
        answer(world, AN, question)
    seen[SUMMARY] = world.screens[AN]
    world.press(AN, "correct", "phone")
    seen["phone corrected"] = world.screens[AN]
    world.press(AN, "keep")
    return seen


def test_every_old_button_of_the_form_shows_the_present_question_and_changes_nothing(world: World) -> None:
    seen = every_screen_of_the_form(world)
    world.press(AN, "correct", "title")
    before, doing = world.stored(), world.session(AN).doing
    for screen in seen.values():
        for button in screen.buttons():
            reply = world.taps(AN, button.action.token)
            assert reply.answers == 1
            assert reply.screen.problem is not None
            assert asked(world, AN) == "title"
    assert world.stored() == before
    assert world.session(AN).doing == doing


def test_every_button_of_the_form_is_old_once_it_is_handed_in(world: World) -> None:
    seen = every_screen_of_the_form(world)
    world.press(AN, "submit")
    before = world.stored()
    for screen in seen.values():
        for button in screen.buttons():
            reply = world.taps(AN, button.action.token)
            assert reply.answers == 1
            assert world.stored() == before
            assert "begin" in {one.action.verb for one in reply.screen.buttons()}


def test_a_question_shown_again_has_buttons_that_work(world: World) -> None:
    until(world, AN, "bloc")
    first = world.button(AN, "answer", "office").action.token
    reply = world.commands(AN, "mine")
    assert pick(reply.screens[-1], "answer", "office").action.token == first
    world.taps(AN, first)
    assert world.newest(AN).answers["bloc"] == "office"


FORGED = {
    "nothing": "",
    "a verb nobody answers to": "drop-table:1",
    "a verb alone": "answer",
    "a revision that is no number": "answer:x:pick:office",
    "a revision of superscript digits": "submit:²",
    "a revision to come": "submit:999999",
    "a negative revision": "submit:-1",
    "a draft that is none": "draft:x",
    "a draft of nobody": "draft:123",
    "a language nobody speaks": "language:xx",
    "sixty-five bytes": "x" * 65,
    "letters of many bytes": "đ" * 40,
    "colons": ":" * 64,
    "an initiative of nobody": "one:42",
    "a withdrawal of nobody": "withdraw-yes:42:0",
    "a file of nobody": "file:42:0",
    "a card of nobody": "card:42",
    "a decision about nobody": "verify:42:1",
    "a consent nobody asked for": "consent:all",
}


@pytest.mark.parametrize("token", rows(FORGED))
@pytest.mark.parametrize("question", ["", "bloc", SUMMARY])
def test_a_forged_button_is_answered_once_and_changes_nothing(token: str, question: str, world: World) -> None:
    if question:
        until(world, AN, question)
    before, doing = world.stored(), world.session(AN).doing
    reply = world.taps(AN, token)
    assert reply.answers == 1
    assert world.stored() == before
    assert world.session(AN).doing == doing


def test_a_button_pressed_again_the_next_day_shows_where_things_stand(world: World) -> None:
    world.commands(AN, "start")
    welcome = world.button(AN, "begin").action.token
    world.taps(AN, welcome)
    world.later(days=1)
    assert world.taps(AN, welcome).screens


def test_an_old_delete_button_does_not_delete_what_was_answered_since(world: World) -> None:
    until(world, AN, "phone")
    world.commands(AN, "cancel")
    delete = world.button(AN, "discard").action.token
    world.press(AN, "draft")
    go_on(world, AN)
    world.later(days=30)
    world.taps(AN, delete)
    assert world.initiatives


def test_a_draft_button_of_what_was_handed_in_deletes_nothing_and_opens_its_corrections(world: World) -> None:
    until(world, AN, "title")
    world.commands(AN, "cancel")
    draft = world.button(AN, "draft").action.token
    discard = world.button(AN, "discard").action.token
    world.press(AN, "draft")
    go_on(world, AN)
    world.press(AN, "submit")
    assert "not here any more" in world.reads(world.taps(AN, discard).screen.problem or "")
    assert "Correct what was handed in" in world.reads(world.taps(AN, draft).screen.title or "")
    assert world.newest(AN).state == "pending"


def test_withdrawing_twice_withdraws_once(world: World) -> None:
    initiative = hand_in(world, AN)
    world.press(AN, "withdraw")
    yes = world.button(AN, "withdraw-yes").action.token
    assert len(world.taps(AN, yes).of(fx.Carry)) == 1
    assert not world.taps(AN, yes).of(fx.Carry)
    world.says(AN, "còn không")
    reply = world.taps(AN, yes)
    assert reply.answers == 1
    assert not reply.of(fx.Carry)
    assert world.initiatives[initiative.id].version == 2


def test_a_yes_to_withdrawing_from_before_a_correction_withdraws_nothing(world: World) -> None:
    initiative = hand_in(world, AN)
    world.press(AN, "withdraw")
    yes = world.button(AN, "withdraw-yes").action.token
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    world.release()
    world.taps(AN, f"draft:{initiative.id}")
    world.press(AN, "submit")
    assert world.taps(AN, yes).answers == 1
    assert world.initiatives[initiative.id].state == "pending"


@pytest.mark.parametrize("state", ["draft", "pending", "verified", "returned", "rejected", "withdrawn"])
def test_only_what_waits_or_was_returned_can_be_withdrawn(state: State, world: World) -> None:
    initiative = replace(hand_in(world, AN), state=state, told_at=world.now)
    world.initiatives[initiative.id] = initiative
    reply = world.taps(AN, f"withdraw-yes:{initiative.id}:{initiative.version}")
    assert reply.answers == 1
    after = "withdrawn" if state in ("pending", "returned") else state
    assert world.initiatives[initiative.id].state == after
