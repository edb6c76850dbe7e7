"""A command in the middle is answered and the question asked again; cancelling is never an answer (demands 6, 7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bot.channels.commands import VIETNAMESE
from flows import effects as fx
from flows.person import Role
from flows.said import Edited, Tap
from flows.submission import LIBRARY
from tests.flows.driver import AN, BINH, DUNG, World
from tests.flows.states import QUESTIONS, STATES, State, at, correcting
from tests.flows.tables import rows
from tests.flows.walk import SUMMARY, answer, asked, begin, hand_in, keys, mark, until

CANCELLING = ["huy", "hủy", "HUỶ", "Hủy bỏ", "huỷ", "cancel", "hu\u0309y", " hủy. "]
LEAVING = ("start", "submit", "cancel")
ASIDES = [*(name for name in VIETNAMESE if name not in LEAVING), "nobody"]
IN_MID_FORM: dict[str, State] = {
    **{question: partial(at, question) for question in (*QUESTIONS, SUMMARY)},
    **{f"corrected {question}": partial(correcting, question) for question in QUESTIONS},
    "offered the last details": STATES["offered the last details"],
    "checking the last details": STATES["checking the last details"],
    "asked whether to use an edit": STATES["asked whether to use an edit"],
    "asked about a long text": STATES["asked whether a text belongs to the description"],
}


@pytest.mark.parametrize("place", IN_MID_FORM)
def test_cancelling_asks_whether_to_keep_and_is_never_stored(place: str, world: World) -> None:
    """Demand 6, at every question and everything else a form may ask."""
    IN_MID_FORM[place](world)
    before, question = world.stored(), world.screens[AN]
    for said in CANCELLING:
        reply = world.says(AN, said)
        assert {"draft", "put-aside", "discard"} <= {button.action.verb for button in reply.screen.buttons()}
    assert world.stored() == before
    world.press(AN, "draft")
    if not place.startswith("corrected"):
        assert world.screens[AN].title == question.title
    world.commands(AN, "cancel")
    assert world.stored() == before


@pytest.mark.parametrize("words", ["thôi không dừng nữa em làm tiếp đây nhé", "Trần Thị An", "có"])
def test_words_typed_when_asked_whether_to_stop_are_no_answer(words: str, world: World) -> None:
    until(world, AN, "title")
    world.commands(AN, "cancel")
    before = world.stored()
    reply = world.says(AN, words)
    assert "was not used" in world.reads(reply.screen.problem or "")
    assert "draft" in {button.action.verb for button in reply.screen.buttons()}
    assert world.stored() == before
    world.says(AN, "làm tiếp")
    world.says(AN, "Sàng rung tự chế")
    assert world.newest(AN).text("title") == "Sàng rung tự chế"


def test_cancelling_keeps_the_draft_or_deletes_it(world: World) -> None:
    until(world, AN, "title")
    draft = world.newest(AN)
    world.says(AN, "hủy")
    world.press(AN, "put-aside")
    assert world.newest(AN) == draft
    world.says(AN, "hủy")
    assert world.session(AN).doing is None
    world.commands(AN, "submit")
    world.press(AN, "draft")
    world.commands(AN, "cancel")
    world.press(AN, "discard")
    assert not world.initiatives


def test_cancelling_with_nothing_open_says_so(world: World) -> None:
    for said in CANCELLING:
        reply = world.says(AN, said)
        assert reply.answers == 1
        assert "Nothing is open" in world.reads(reply.screen.problem or "")


def test_cancelling_before_agreeing_stores_nothing(world: World) -> None:
    world.commands(AN, "submit")
    world.says(AN, "hủy")
    assert not world.initiatives
    assert not world.people[AN].consents


def test_a_returned_initiative_can_be_left_but_not_deleted(world: World) -> None:
    initiative = hand_in(world, AN)
    mark(world, BINH, initiative, "evidence")
    world.says(BINH, "Thiếu văn bản công nhận")
    world.taps(AN, f"draft:{initiative.id}")
    reply = world.says(AN, "hủy")
    assert "discard" not in {button.action.verb for button in reply.screen.buttons()}
    world.taps(AN, f"discard:{initiative.id}:{len(initiative.answers)}")
    assert world.initiatives[initiative.id].state == "returned"


@pytest.mark.parametrize("place", IN_MID_FORM)
@pytest.mark.parametrize("command", ASIDES)
def test_a_command_in_mid_form_is_answered_and_the_question_asked_again(command: str, place: str, world: World) -> None:
    """Demand 7, for every command at every question."""
    IN_MID_FORM[place](world)
    before, doing, question = world.stored(), world.session(AN).doing, world.screens[AN]
    reply = world.commands(AN, command)
    assert len(reply.screens) == 2
    assert reply.screens[1].title == question.title
    assert world.stored() == before
    assert world.session(AN).doing == doing


@pytest.mark.parametrize("place", IN_MID_FORM)
@pytest.mark.parametrize("command", LEAVING)
def test_a_command_that_leaves_the_form_offers_the_way_back(command: str, place: str, world: World) -> None:
    IN_MID_FORM[place](world)
    before, question = world.stored(), world.screens[AN]
    reply = world.commands(AN, command)
    assert reply.answers == 1
    back = next((one for one in reply.screen.buttons() if one.action.verb in ("draft", "begin")), None)
    if back:
        world.does(AN, Tap(back.action))
    assert world.stored() == before
    if not place.startswith("corrected"):
        assert world.screens[AN].title == question.title


def test_figures_asked_for_in_mid_form_come_before_the_question(world: World) -> None:
    until(world, DUNG, "kind")
    reply = world.commands(DUNG, "quota", "buon ho")
    assert "Buôn Hồ" in world.reads(reply.screens[0].title or "")
    assert asked(world, DUNG) == "kind"


def test_a_code_typed_in_mid_form_shows_that_initiative_and_the_question(world: World) -> None:
    code = hand_in(world, AN).code or ""
    until(world, AN, "title")
    before = world.stored()
    for typed in (code, code.lower(), f" {code} ", code.replace("-", " - "), code.replace("-", "–")):
        reply = world.says(AN, typed)
        assert len(reply.screens) == 2
        assert code in world.reads(reply.screens[0].lines[0])
        assert asked(world, AN) == "title"
    assert world.stored() == before


def test_the_queue_asked_for_in_mid_form_is_shown_and_the_question_asked_again(world: World) -> None:
    hand_in(world, AN)
    until(world, BINH, "kind")
    assert len(world.commands(BINH, "queue").screens) == 2
    assert asked(world, BINH) == "kind"


@pytest.mark.parametrize("command", ["start", "submit"])
def test_beginning_again_in_mid_form_offers_the_draft(command: str, world: World) -> None:
    until(world, AN, "kind")
    before = world.stored()
    reply = world.commands(AN, command)
    assert reply.answers == 1
    world.press(AN, "draft")
    assert asked(world, AN) == "kind"
    assert world.stored() == before


def verify(world: World, initiative: int) -> None:
    world.taps(BINH, f"verify:{initiative}:1")


def back_to_the_card(world: World, initiative: int) -> None:
    world.taps(BINH, f"card:{initiative}")


def return_it(world: World, initiative: int) -> None:
    world.taps(BINH, f"return:{initiative}:1")
    world.taps(BINH, f"reason:{initiative}:1:return:0")


ACTS: dict[str, Callable[[World, int], None]] = {
    "verifying": verify,
    "looking at the card": back_to_the_card,
    "returning with a reason": return_it,
}


@pytest.mark.parametrize("act", rows(dict(ACTS)))
def test_an_officer_acts_in_the_middle_of_a_form_and_goes_on_with_it(
    act: Callable[[World, int], None], world: World
) -> None:
    initiative = hand_in(world, AN)
    until(world, BINH, "title")
    act(world, initiative.id)
    world.says(BINH, "Sàng rung tự chế")
    assert world.newest(BINH).text("title") == "Sàng rung tự chế"


@pytest.mark.parametrize(
    "verb",
    rows({"my initiatives": "mine", "the guide": "guide", "a person to ask": "support", "a language": "language:en"}),
)
def test_a_button_pressed_in_mid_form_leaves_the_form_open(verb: str, world: World) -> None:
    until(world, AN, "title")
    before = world.stored()
    assert world.taps(AN, verb).answers >= 1
    world.says(AN, "Sàng rung tự chế")
    assert world.stored() != before
    assert world.newest(AN).text("title") == "Sàng rung tự chế"


@pytest.mark.parametrize("question", ["full_name", "kind", "description", SUMMARY])
def test_editing_an_earlier_message_is_explained_and_is_no_wrong_answer(question: str, world: World) -> None:
    until(world, AN, question)
    before, doing = world.stored(), world.session(AN).doing
    reply = world.does(AN, Edited("Trần Thị Ân"))
    assert "edited message changes nothing" in world.reads(reply.screen.problem or "")
    assert asked(world, AN) == question
    assert (world.stored(), world.session(AN).doing) == (before, doing)


def test_help_speaks_of_the_present_question(world: World) -> None:
    begin(world, AN)
    for question in keys(world):
        reply = world.commands(AN, "help")
        assert reply.screens[0].lines[0] == LIBRARY[question].help
        answer(world, AN, question)
    assert "Hand in" in world.reads(world.commands(AN, "help").screens[0].lines[0])


def test_an_invitation_accepted_in_mid_form_leaves_the_form_open(world: World) -> None:
    until(world, AN, "title")
    reply = world.commands(AN, "start", "i-unknown")
    assert reply.of(fx.Refuse)
    world.says(AN, "Sàng rung tự chế")
    assert world.newest(AN).text("title") == "Sàng rung tự chế"
    assert Role("verifier", "DLK-01-017") not in world.people[AN].roles
