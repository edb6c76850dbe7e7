"""What people see is plain: one message a question, one confirmation, words on every button, few commands (41, 45)."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import category

import pytest

from bot.telegram_bots import PROFILE
from flows.screen import Screen
from flows.vietnamese import fold
from tests.flows.driver import AN, BINH, DUNG, World
from tests.flows.states import STATES
from tests.flows.walk import answer, asked, begin, hand_in, keys

MOST_COMMANDS = 12
PICTURES = {"So", "Sk", "Cs", "Co"}
LANGUAGES = ["vi", "en"]


def lines(world: World, screen: Screen, language: str) -> list[str]:
    said = [*screen.lines, *(one for one in (screen.title, screen.problem) if one)]
    return [world.reads(line, language) for line in said]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_every_button_makes_sense_by_its_words_and_is_told_from_the_others(
    state: str, language: str, world: World
) -> None:
    """Demand 45: no picture carries a meaning, and a channel without buttons can tell them apart by what is typed."""
    who = STATES[state](world)
    if who not in world.screens:
        assert state == "nothing yet"
        return
    labels = [world.reads(button.label, language) for button in world.screens[who].buttons()]
    assert all(any(char.isalnum() for char in label) for label in labels), labels
    assert len({fold(label) for label in labels}) == len(labels), labels
    for text in (*labels, *lines(world, world.screens[who], language)):
        assert not [char for char in text if category(char) in PICTURES], text


@pytest.mark.parametrize("state", [state for state in STATES if state != "nothing yet"])
def test_every_button_can_be_typed(state: str, new_world: Callable[[], World]) -> None:
    world = new_world()
    who = STATES[state](world)
    for number, button in enumerate(world.screens[who].buttons()):
        one = new_world()
        STATES[state](one)
        other = new_world()
        STATES[state](other)
        typed = one.says(who, one.reads(button.label, "vi"))
        pressed = other.taps(who, other.screens[who].buttons()[number].action.token)
        if not button.shares_contact:
            assert (typed.turn, one.stored()) == (pressed.turn, other.stored()), button.action.token


def test_every_answer_is_followed_by_one_message_and_only_the_end_asks_to_confirm(world: World) -> None:
    """Demand 41."""
    begin(world, AN)
    for question in keys(world):
        assert asked(world, AN) == question
        assert "submit" not in {button.action.verb for button in world.screens[AN].buttons()}
        before = len(world.heard)
        answer(world, AN, question)
        assert len(world.heard) - before <= 2
    assert "submit" in {button.action.verb for button in world.screens[AN].buttons()}
    assert world.press(AN, "submit").answers == 1


def test_the_form_asks_and_never_thanks(world: World) -> None:
    """Demand 41: what is said between two answers names the next question."""
    begin(world, AN)
    for question in keys(world):
        for language, words in (("vi", "cảm ơn"), ("en", "thank")):
            said = " ".join(lines(world, world.screens[AN], language)).lower()
            assert words not in said
        answer(world, AN, question)


def test_there_are_at_most_twelve_visible_commands(world: World) -> None:
    """Demand 45: in the platform's menu, and in what /help lists to whoever has every role."""
    assert len(PROFILE.commands) <= MOST_COMMANDS
    world.give_role(BINH, "staff", "DLK")
    listed = [line for line in lines(world, world.commands(BINH, "help").screen, "vi") if line.startswith("/")]
    assert 5 < len(listed) <= MOST_COMMANDS


@pytest.mark.parametrize("who", [AN, BINH, DUNG])
def test_no_line_of_the_summary_is_longer_than_a_glance(who: int, world: World) -> None:
    hand_in(world, AN)
    begin(world, who)
    for question in keys(world):
        if question == "title":
            world.says(who, "Cải tiến khâu phân loại hạt " * 7)
        elif question == "description":
            world.says(who, "Trước đây làm bằng tay, nay dùng máy. " * 40)
        else:
            answer(world, who, question)
    summary = world.screens[who]
    assert "submit" in {button.action.verb for button in summary.buttons()}
    assert max(len(world.reads(line, "vi")) for line in summary.lines) <= 120
