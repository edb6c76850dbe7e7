"""Questions that other programmes ask (decision 10), and what a question says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.programme import Choice
from flows.submission import LIBRARY
from tests.flows.driver import AN, World
from tests.flows.walk import ANSWERS, SUMMARY, answer, asked, begin, fill, keys, until

LASTING = {"full_name", "phone", "identity", "unit", "bloc", "target_group", "sub_unit"}
TYPED = ("title", "description", "applied_on", "recognition", "benefit")


def ask_as_in_2021(world: World) -> None:
    """Let the programme ask what “75 nghìn” asked."""
    choices = {**world.programme.choices, "field": (Choice("1", "Sáng kiến tạo ra sản phẩm mới", "Sản phẩm mới"),)}
    asks = ("full_name", "phone", "unit", "sub_unit", "bloc", "field", "title", "description")
    world.programme = replace(world.programme, questions=asks, choices=choices, limits={"description": 1000})


def test_the_programme_of_2021_asks_for_sub_unit_and_field(world: World) -> None:
    ask_as_in_2021(world)
    fill(world, AN)
    answers = world.newest(AN).answers
    assert (answers["sub_unit"], answers["field"]) == (ANSWERS["sub_unit"], "1")
    assert "identity" not in answers
    assert "6. Field: Sản phẩm mới" in [world.reads(line) for line in world.screens[AN].lines]


@pytest.mark.parametrize(("unit", "skippable"), [("DLK-01-017", True), ("DLK-01", False)])
def test_the_sub_unit_may_be_left_out_below_the_lowest_unit(unit: str, skippable: bool, world: World) -> None:
    ask_as_in_2021(world)
    until(world, AN, "unit")
    world.taps(AN, f"answer:{world.session(AN).revision}:take:{unit}")
    assert asked(world, AN) == "sub_unit"
    assert any(button.action.verb == "skip" for button in world.screens[AN].buttons()) == skippable
    world.taps(AN, f"skip:{world.session(AN).revision}")
    assert (asked(world, AN) == "bloc") == skippable


def test_answers_that_belong_to_the_person_are_lasting() -> None:
    assert {key for key, field in LIBRARY.items() if field.lasting} == LASTING


@pytest.mark.parametrize("question", [key for key, field in LIBRARY.items() if field.example])
def test_the_example_of_a_question_is_an_answer(question: str, world: World) -> None:
    if question == "sub_unit":
        ask_as_in_2021(world)
    until(world, AN, question)
    example = LIBRARY[question].example
    assert example
    world.later(days=60)
    before = world.stored()
    screen = world.says(AN, world.reads(example, "vi")).screen
    assert asked(world, AN) != question or world.stored() != before or question == "unit"
    assert not (screen.problem and asked(world, AN) == question)


def test_demand_37_apart_from_what_lasts_five_answers_are_typed_and_the_rest_are_taps(world: World) -> None:
    begin(world, AN)
    typed = []
    for question in keys(world):
        if question in LASTING:
            answer(world, AN, question)
        elif question in TYPED:
            typed.append(question)
            world.says(AN, ANSWERS[question])
        else:
            choices = [one for one in world.screens[AN].buttons() if one.action.verb in ("answer", "skip")]
            world.taps(AN, choices[0].action.token)
    assert asked(world, AN) == SUMMARY
    assert len(typed) == 5
