"""Every choice can be typed: its number, its letter, its words, a part of them; some words always lead somewhere."""

from __future__ import annotations

import pytest

from bot.talk import Talk
from bot.understand import lettered, marked, understand
from flows.said import Command, Said, Tap, Text
from flows.screen import Action, Line, Screen, button, column
from tests.zalo.test_plain import CHOICE, MENU, SUMMARY

TALK = Talk.load()
NAME = Screen(("Họ và tên",), ((button("‹ Quay lại", "back"), button("Để sau", "later")),), takes="words")
MONEY = Screen(("Bao nhiêu?",), column(button("Không tính được", "words")), takes="digits")


def say(line: Line) -> str:
    return TALK.say(line, "vi")


def typed(text: str, screen: Screen | None) -> Said:
    return understand(Text(text), screen, say, numbered=True)


def tap(token: str) -> Tap:
    return Tap(Action.parse(token))


@pytest.mark.parametrize(
    ("screen", "text", "meant"),
    [
        (MENU, "2", tap("guide")),
        (MENU, "2.", tap("guide")),
        (MENU, "nop sang kien", tap("begin")),
        (MENU, "hướng", tap("guide")),
        (CHOICE, "1", tap("answer:pick:a")),
        (CHOICE, "a", tap("later")),
        (CHOICE, "0", tap("back")),
        (CHOICE, "quay lại", tap("back")),
        (CHOICE, "QUAN LY", tap("answer:pick:b")),
        (SUMMARY, "12", tap("correct:1:q12")),
        (SUMMARY, "a", tap("submit")),
        (SUMMARY, "nộp", tap("submit")),
        (NAME, "0", tap("back")),
        (NAME, "1", tap("later")),
        (MONEY, "a", tap("words")),
    ],
)
def test_a_choice_is_typed(screen: Screen, text: str, meant: Said) -> None:
    assert typed(text, screen) == meant


@pytest.mark.parametrize(
    ("screen", "text"),
    [(MENU, "3"), (MENU, "sáng kiến hay"), (NAME, "sau"), (NAME, "Quay"), (MONEY, "1"), (MONEY, "0")],
)
def test_what_is_no_choice_stays_an_answer(screen: Screen, text: str) -> None:
    assert typed(text, screen) == Text(text)


def test_a_part_that_fits_two_labels_means_neither() -> None:
    two = Screen(("?",), column(button("Đơn vị A", "a"), button("Đơn vị B", "b")))
    assert typed("đơn vị", two) == Text("đơn vị")


@pytest.mark.parametrize(
    ("text", "name"),
    [("bắt đầu", "start"), ("0", "start"), ("xong", "start"), ("trạng thái", "mine"), ("hủy", "cancel")],
)
@pytest.mark.parametrize("screen", [MENU, None])
def test_reserved_words_lead_somewhere_everywhere(text: str, name: str, screen: Screen | None) -> None:
    assert typed(text, screen) == Command(name)


def test_numbers_stay_answers_on_a_channel_that_shows_none() -> None:
    assert understand(Text("2"), MENU, say) == Text("2")


@pytest.mark.parametrize(("text", "meant"), [("B1", ("b", "1")), ("b 12", ("b", "12")), ("Ca", ("c", "a"))])
def test_a_letter_and_a_number_mean_a_message_nobody_asked_for(text: str, meant: tuple[str, str]) -> None:
    assert lettered(Text(text)) == meant


@pytest.mark.parametrize("text", ["1", "b", "B123", "B1 nhé", "12-1"])
def test_other_words_mean_none(text: str) -> None:
    assert lettered(Text(text)) is None


def test_the_mark_is_looked_up_on_that_message() -> None:
    assert (marked(MENU, "2", say), marked(MENU, "3", say)) == (tap("guide"), None)
