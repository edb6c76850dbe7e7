"""Every button can be typed, with or without accents; a word of cancelling is never an answer."""

from __future__ import annotations

from functools import partial
from unicodedata import normalize

import pytest

from bot.channels.channel import Say
from bot.talk import Talk
from bot.understand import understand
from flows.said import Command, Said, Tap, Text
from flows.screen import N_, Action, Button, Screen, button
from tests.flows.driver import AN, World
from tests.flows.states import STATES
from tests.flows.tables import rows
from tests.flows.walk import WRONG_KINDS, until

SCREEN = Screen(
    rows=(
        (button(N_("Later"), "later", 3), button(N_("‹ Back"), "back", 3)),
        (button("1. Doanh nghiệp", "answer", 3, "pick", "enterprise"), button("QD-15.docx", "file", 7, 0)),
        (button(N_("Correct {number}", number=2), "correct", 3, "phone"),),
    )
)
MEANT = {
    "as written": ("Để sau", "later:3"),
    "without accents": ("de sau", "later:3"),
    "in capitals": ("ĐỂ SAU", "later:3"),
    "with accents apart": (normalize("NFD", "Để sau"), "later:3"),
    "with a full stop and spaces": ("  để   sau. ", "later:3"),
    "without the sign in front": ("quay lại", "back:3"),
    "with its number": ("1. doanh nghiệp", "answer:3:pick:enterprise"),
    "a name of a file": ("qd-15.docx", "file:7:0"),
    "a button with a number in it": ("sửa 2", "correct:3:phone"),
}


@pytest.fixture
def say(talk: Talk) -> Say:
    return partial(talk.say, language="vi")


@pytest.mark.parametrize(("typed", "token"), rows(MEANT))
def test_the_words_on_a_button_mean_the_button(typed: str, token: str, say: Say) -> None:
    assert understand(Text(typed), SCREEN, say) == Tap(Action.parse(token))


@pytest.mark.parametrize("typed", ["để", "sau", "Để sau nhé", "", "‹", "?", "2", "Later"])
def test_other_words_stay_words(typed: str, say: Say) -> None:
    assert understand(Text(typed), SCREEN, say) == Text(typed)


def test_words_in_the_other_language_are_understood_by_who_speaks_it(talk: Talk) -> None:
    say = partial(talk.say, language="en")
    assert understand(Text("later"), SCREEN, say) == Tap(Action.parse("later:3"))
    assert understand(Text("để sau"), SCREEN, say) == Text("để sau")


@pytest.mark.parametrize("typed", ["hủy", "huỷ", "huy", "HỦY", "hủy bỏ", "Huỷ bỏ.", "cancel", normalize("NFD", "hủy")])
@pytest.mark.parametrize("screen", [None, SCREEN], ids=["no screen yet", "a screen"])
def test_a_word_of_cancelling_is_the_command(typed: str, screen: Screen | None, say: Say) -> None:
    assert understand(Text(typed), screen, say) == Command("cancel")


@pytest.mark.parametrize("typed", ["hủy diệt sâu bệnh", "không hủy", "Nguyễn Huy", "Huy Hoàng"])
def test_the_word_inside_others_cancels_nothing(typed: str, say: Say) -> None:
    assert understand(Text(typed), SCREEN, say) == Text(typed)


@pytest.mark.parametrize("said", rows({name: said for name, said in WRONG_KINDS.items() if not isinstance(said, Text)}))
def test_what_is_not_typed_is_left_as_it_is(said: Said, say: Say) -> None:
    assert understand(said, SCREEN, say) is said


def same_words(world: World, who: int) -> list[list[Button]]:
    """Return the buttons of a screen that read alike when typed."""
    by_words: dict[str, list[Button]] = {}
    for one in world.screens[who].buttons():
        by_words.setdefault(world.reads(one.label, "vi").casefold(), []).append(one)
    return [alike for alike in by_words.values() if len({one.action.token for one in alike}) > 1]


@pytest.mark.parametrize("state", [name for name in STATES if name != "nothing yet"])
def test_every_button_of_every_state_can_be_typed(state: str, world: World) -> None:
    who = STATES[state](world)
    assert same_words(world, who) == []
    for one in world.screens[who].buttons():
        typed = Text(world.reads(one.label, "vi"))
        meant = understand(typed, world.screens[who], lambda line: world.reads(line, "vi"))
        assert meant == Tap(one.action)


def test_a_typed_button_of_an_earlier_question_is_an_answer_not_a_press(world: World) -> None:
    until(world, AN, "title")
    reply = world.says(AN, "Doanh nghiệp")
    assert world.newest(AN).text("title") == "Doanh nghiệp"
    assert reply.answers == 1
