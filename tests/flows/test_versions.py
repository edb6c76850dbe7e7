"""A newer version of a pack never strands an open draft (demand 2): it keeps its answers and asks only what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.programme import Programme
from flows.screen import Msg
from flows.units import UnitTree
from tests.flows.driver import AN, World
from tests.flows.walk import ANSWERS, SUMMARY, WORKPLACE, answer, asked, begin, fill, go_on, until

CHANGED = "The programme has changed: what was answered here is not offered any more. Answer this once again."


def without(programme: Programme, *questions: str) -> Programme:
    return replace(programme, questions=tuple(key for key in programme.questions if key not in questions))


def without_choice(programme: Programme, question: str, key: str) -> Programme:
    left = tuple(choice for choice in programme.choices[question] if choice.key != key)
    return replace(programme, choices={**programme.choices, question: left})


def newer(world: World, programme: Programme) -> None:
    world.programme = replace(programme, version=world.programme.version + 1)


def finish(world: World, who: int) -> list[str]:
    """Answer whatever is asked and return the questions that were."""
    questions = []
    while (question := asked(world, who)) != SUMMARY:
        questions.append(question)
        answer(world, who, question)
    return questions


def title(world: World) -> str:
    shown = world.screens[AN].title
    assert isinstance(shown, Msg)
    return world.reads(shown)


def test_a_question_that_is_new_is_asked_and_nothing_else(world: World) -> None:
    complete = world.programme
    world.programme = without(complete, "kind")
    until(world, AN, "description")
    before = world.newest(AN).answers
    newer(world, complete)
    world.commands(AN, "submit")
    world.press(AN, "draft")
    assert asked(world, AN) == "kind"
    answer(world, AN, "kind")
    assert asked(world, AN) == "description"
    assert {key: world.newest(AN).answers[key] for key in before} == before


def test_a_question_that_is_new_is_asked_where_everything_was_answered(world: World) -> None:
    complete = world.programme
    world.programme = without(complete, "phone")
    fill(world, AN)
    newer(world, complete)
    world.press(AN, "submit")
    assert asked(world, AN) == "phone"
    assert not world.newest(AN).code
    answer(world, AN, "phone")
    assert asked(world, AN) == SUMMARY
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"


def test_a_question_that_is_gone_is_asked_no_more_even_while_it_is_open(world: World) -> None:
    until(world, AN, "kind")
    newer(world, without(world.programme, "kind", "target_group"))
    world.says(AN, "1")
    assert asked(world, AN) == "title"
    go_on(world, AN)
    assert not any("Kind of solution" in world.reads(line) for line in world.screens[AN].lines)
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"


def test_a_question_that_is_gone_while_it_is_corrected_leads_back_to_the_summary(world: World) -> None:
    fill(world, AN)
    world.press(AN, "correct", "kind")
    newer(world, without(world.programme, "kind"))
    world.says(AN, "Giải pháp quản lý")
    assert asked(world, AN) == SUMMARY


def test_questions_in_another_order_are_each_asked_once(world: World) -> None:
    until(world, AN, "bloc")
    answered = set(world.newest(AN).answers)
    newer(world, replace(world.programme, questions=tuple(reversed(world.programme.questions))))
    world.commands(AN, "submit")
    world.press(AN, "draft")
    assert finish(world, AN) == [key for key in world.programme.questions if key not in answered]


def test_a_choice_that_is_gone_is_asked_again_and_says_why(world: World) -> None:
    fill(world, AN)
    newer(world, without_choice(world.programme, "target_group", ANSWERS["target_group"]))
    reply = world.press(AN, "submit")
    assert asked(world, AN) == "target_group"
    assert world.reads(reply.screen.lines[0]) == CHANGED
    assert title(world).startswith("6/")
    assert [button for button in reply.screen.buttons() if button.action.verb in ("keep", "skip")] == []
    world.taps(AN, f"keep:{world.session(AN).revision}")
    assert asked(world, AN) == "target_group"
    world.says(AN, "1")
    assert asked(world, AN) == SUMMARY
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"


def test_a_choice_with_other_words_stays_chosen(world: World) -> None:
    fill(world, AN)
    others = tuple(replace(choice, short=f"{choice.short} (mới)") for choice in world.programme.choices["kind"])
    newer(world, replace(world.programme, choices={**world.programme.choices, "kind": others}))
    world.press(AN, "correct", "title")
    world.press(AN, "keep")
    assert "Kind of solution: Giải pháp kỹ thuật (mới)" in "\n".join(map(world.reads, world.screens[AN].lines))
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"


def test_a_unit_that_is_gone_is_asked_again(world: World) -> None:
    until(world, AN, "title")
    world.units = UnitTree.of(unit for unit in world.units.units.values() if unit.code != WORKPLACE)
    world.commands(AN, "submit")
    world.press(AN, "draft")
    assert asked(world, AN) == "unit"
    assert world.reads(world.screens[AN].lines[0]) == CHANGED
    world.says(AN, "hoa sen")
    world.press(AN, "answer", "take", "DLK-01-032")
    assert asked(world, AN) == "title"


def test_a_draft_that_lost_an_answer_does_not_count_it(world: World) -> None:
    until(world, AN, "title")
    newer(world, without_choice(world.programme, "bloc", "enterprise"))
    told = world.reads(world.commands(AN, "start").screen.lines[0])
    assert told == f"You have an unfinished initiative: 6 of {len(world.programme.questions)} questions answered."


def test_a_returned_initiative_is_corrected_under_the_newer_version(world: World) -> None:
    fill(world, AN)
    world.press(AN, "submit")
    one = world.newest(AN)
    world.initiatives[one.id] = replace(one, state="returned", reason="Mô tả chưa rõ cách làm mới")
    newer(world, without(without_choice(world.programme, "bloc", "enterprise"), "kind"))
    world.taps(AN, f"draft:{one.id}")
    assert asked(world, AN) == "bloc"
    world.says(AN, "1")
    world.press(AN, "submit")
    assert (world.newest(AN).state, world.newest(AN).code) == ("pending", one.code)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_changes_a_draft_is_completed_by_answering_what_it_lacks(
    new_world: Callable[[], World], data: st.DataObject
) -> None:
    world = new_world()
    complete = world.programme
    droppable = [key for key in complete.questions if key not in ("unit", "title")]
    dropped = st.sets(st.sampled_from(droppable), max_size=4)
    world.programme = without(complete, *data.draw(dropped))
    begin(world, AN)
    for _ in range(data.draw(st.integers(0, len(world.programme.questions)))):
        if asked(world, AN) != SUMMARY:
            answer(world, AN, asked(world, AN))
    before = world.newest(AN).answers
    order = tuple(data.draw(st.permutations(complete.questions)))
    newer(world, without(replace(complete, questions=order), *data.draw(dropped)))
    world.taps(AN, f"draft:{world.newest(AN).id}")
    assert finish(world, AN) == [key for key in world.programme.questions if key not in before]
    assert {key: world.newest(AN).answers[key] for key in before} == before
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"


@pytest.mark.parametrize("question", ["bloc", "target_group", "kind"])
def test_an_old_button_of_a_choice_that_is_gone_chooses_nothing(question: str, world: World) -> None:
    until(world, AN, question)
    gone = world.programme.choices[question][0].key
    button = world.button(AN, "answer", "pick", gone)
    newer(world, without_choice(world.programme, question, gone))
    world.taps(AN, button.action.token)
    assert asked(world, AN) == question
    assert question not in world.newest(AN).answers
