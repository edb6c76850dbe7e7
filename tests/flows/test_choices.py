"""A choice is made by a button, its number, or words that mean exactly one."""

from __future__ import annotations

import pytest

from flows.fields.field import Answered, Outcome, Picked, Refused
from flows.programme import Choice
from flows.said import Said, Text
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.tables import rows
from tests.flows.walk import WRONG_KINDS

ACCIDENT = "any letters that occur in one label only choose it"
NUMBER = "a number that is no choice's is looked for inside the labels"

MEANT = {
    "the first number": ("bloc", "1", "enterprise"),
    "the last number": ("kind", "7", "7"),
    "a number with a dot": ("bloc", "2.", "office"),
    "a full-width number": ("bloc", "２", "office"),
    "the whole label": ("bloc", "Khối cơ quan", "office"),
    "no accents": ("bloc", "khoi co quan", "office"),
    "capitals": ("bloc", "DOANH NGHIỆP", "enterprise"),
    "accents apart from their letters": ("bloc", "Doanh nghie\u0302\u0323p", "enterprise"),
    "one of its words": ("kind", "covid", "6"),
    "the words of the short label": ("target_group", "viên chức, lao động đơn vị sự nghiệp", "4"),
    "the words of the full label": ("target_group", "người lao động các đơn vị sự nghiệp", "4"),
    "a label that others contain in pieces": ("kind", "Giải pháp kỹ thuật", "1"),
}
NOT_MEANT = {
    "a number below": ("bloc", "0"),
    "a number above": ("target_group", "6"),
    "a number above that a label contains": ("kind", "9"),
    "another number that a label contains": ("kind", "19"),
    "a number with letters": ("bloc", "1a"),
    "a word of two labels": ("kind", "kỹ thuật"),
    "a word of many labels": ("target_group", "cán bộ"),
    "other words": ("bloc", "không biết"),
    "a greeting": ("bloc", "xin chào"),
    "one letter": ("bloc", "e"),
    "a piece of a word": ("target_group", "q"),
    "a yes": ("bloc", "co"),
    "nothing": ("bloc", ""),
    "signs": ("bloc", "?!"),
}


def read(question: str, said: Said | Picked, asking: Ask, **looking: object) -> Outcome:
    return LIBRARY[question].read(said, asking(**looking))


@pytest.mark.parametrize(("question", "typed", "key"), rows(MEANT))
def test_words_that_mean_one_choice_make_it(question: str, typed: str, key: str, asking: Ask) -> None:
    assert read(question, Text(typed), asking) == Answered(key)


@pytest.mark.parametrize(
    ("question", "typed"),
    rows(NOT_MEANT),
)
def test_words_that_mean_none_or_several_choose_nothing(question: str, typed: str, asking: Ask) -> None:
    assert isinstance(read(question, Text(typed), asking), Refused)


def test_a_label_that_another_one_contains_can_be_typed(asking: Ask) -> None:
    choices = {
        "bloc": (Choice("a", "Cơ quan nhà nước", "Cơ quan"), Choice("b", "Cơ quan Đảng các cấp", "Cơ quan Đảng"))
    }
    assert read("bloc", Text("cơ quan"), asking, choices=choices) == Answered("a")


@pytest.mark.parametrize("question", ["bloc", "target_group", "kind"])
def test_every_button_of_a_choice_makes_it(question: str, asking: Ask) -> None:
    buttons = LIBRARY[question].ask(asking()).buttons()
    choices = asking().programme.choices[question]
    assert len(buttons) == len(choices)
    for button, choice in zip(buttons, choices, strict=True):
        _, kind, key = button.action.token.split(":")
        assert read(question, Picked(kind, key), asking) == Answered(choice.key, choice=choice.short)


@pytest.mark.parametrize("question", ["bloc", "target_group", "kind"])
def test_every_choice_is_listed_in_full_where_its_button_is_shorter(question: str, asking: Ask) -> None:
    screen = LIBRARY[question].ask(asking())
    listed = " ".join(str(line) for line in screen.lines)
    for choice in asking().programme.choices[question]:
        assert choice.label in listed or any(button.label == choice.label for button in screen.buttons())


@pytest.mark.parametrize("forged", ["", "nobody", "9", "ENTERPRISE", "enterprise "])
def test_a_forged_choice_is_refused(forged: str, asking: Ask) -> None:
    assert isinstance(read("bloc", Picked("pick", forged), asking), Refused)


@pytest.mark.parametrize("said", rows(dict(WRONG_KINDS)))
def test_another_kind_of_message_is_refused(said: Said, asking: Ask) -> None:
    for question in ("bloc", "target_group", "kind"):
        assert isinstance(read(question, said, asking), Refused)


def test_a_choice_that_left_the_pack_is_shown_by_its_key(asking: Ask) -> None:
    assert LIBRARY["bloc"].show("gone", asking()) == "gone"
