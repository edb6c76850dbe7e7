"""Nobody is asked the same for ever: after three failures an example, a way past it and a person to call (9, 43)."""

from __future__ import annotations

import pytest

from flows import effects as fx
from flows.draft import Secret
from flows.records import Support
from flows.said import Other
from flows.submission import LIBRARY
from tests.flows.driver import AN, STRANGER, Reply, World
from tests.flows.walk import ANSWERS, WORKPLACE, ask_for, asked, hand_in, until

MISTAKES = {
    "full_name": "An 9",
    "phone": "abc",
    "identity": "12",
    "unit": "qwerty",
    "bloc": "cả hai",
    "target_group": "99",
    "kind": "khác hẳn",
    "title": "123",
    "description": "ngắn",
    "evidence": "đây",
}
BINH = Support(WORKPLACE, "Lê Văn Bình", "0900 000 002")
DUNG = Support("DLK-01", "Phạm Thị Dung", "0262 000 003")


def said(reply: Reply, world: World, screen: int = 0) -> str:
    return "\n".join(world.reads(line) for line in reply.screens[screen].lines)


def verbs(reply: Reply) -> set[str]:
    return {button.action.verb for button in reply.screens[-1].buttons()}


@pytest.mark.parametrize("question", MISTAKES)
def test_the_fourth_reply_shows_an_example_a_way_past_an_optional_question_and_whom_to_ask(
    question: str, world: World
) -> None:
    """Demand 9."""
    until(world, AN, question)
    field = LIBRARY[question]
    for _ in range(3):
        reply = world.says(AN, MISTAKES[question])
        assert "support" not in verbs(reply)
        assert "An answer looks like this" not in said(reply, world)
    reply = world.says(AN, MISTAKES[question])
    assert reply.answers == 1
    assert "support" in verbs(reply)
    assert ("skip" in verbs(reply)) == field.optional
    if field.example:
        assert f"An answer looks like this: {world.reads(field.example)}" in said(reply, world)
    assert asked(world, AN) == question


@pytest.mark.parametrize("question", [key for key, field in LIBRARY.items() if field.example and key in ANSWERS])
def test_the_example_of_a_question_would_be_taken_as_its_answer(question: str, world: World) -> None:
    ask_for(world, question)
    until(world, AN, question)
    world.says(AN, world.reads(LIBRARY[question].example or "", "vi"))
    taken = world.newest(AN)
    assert question in (*taken.answers, *taken.partials)


def test_wrong_kinds_count_as_failures_too(world: World) -> None:
    until(world, AN, "full_name")
    for _ in range(3):
        world.does(AN, Other("sticker"))
    assert "support" in verbs(world.does(AN, Other("voice")))


def test_a_good_answer_begins_the_count_anew(world: World) -> None:
    until(world, AN, "full_name")
    for _ in range(3):
        world.says(AN, "An 9")
    world.says(AN, "Trần Thị An")
    assert "support" not in verbs(world.says(AN, "abc"))


def test_every_failure_is_counted_by_the_key_of_its_question_and_nothing_else(world: World) -> None:
    until(world, AN, "phone")
    assert world.says(AN, "abc").of(fx.Misread) == [fx.Misread("phone")]
    assert world.says(AN, "0900 000 001").of(fx.Misread) == []


@pytest.mark.parametrize("channel", ["the button", "the command"])
def test_the_person_of_the_workers_unit_is_named_with_a_number_to_call(channel: str, world: World) -> None:
    """Demand 43: the person of the unit in the open form."""
    world.support = {BINH.unit: BINH, DUNG.unit: DUNG}
    until(world, AN, "bloc")
    reply = world.taps(AN, "support") if channel == "the button" else world.commands(AN, "help")
    assert "Lê Văn Bình" in said(reply, world)
    assert "0900 000 002" in said(reply, world)
    assert "Dung" not in said(reply, world)


def test_without_a_person_of_its_own_a_unit_is_given_the_one_above(world: World) -> None:
    """Demand 43: else that of the parent unit."""
    world.support = {DUNG.unit: DUNG}
    until(world, AN, "bloc")
    assert "Phạm Thị Dung, LĐLĐ TP Buôn Ma Thuột" in said(world.commands(AN, "help"), world)


def test_where_nobody_is_named_the_union_of_the_workplace_is(world: World) -> None:
    until(world, AN, "bloc")
    assert "Ask the union of your workplace: Công đoàn Công ty CP Cà phê" in said(world.taps(AN, "support"), world)


def test_after_handing_in_the_person_is_that_of_the_unit_handed_in_for(world: World) -> None:
    world.support = {BINH.unit: BINH}
    hand_in(world, AN)
    assert "Lê Văn Bình" in said(world.press(AN, "support"), world)
    assert "Lê Văn Bình" in said(world.commands(AN, "help"), world)


def test_a_qr_code_says_whose_person_helps_before_anything_is_answered(world: World) -> None:
    world.support = {BINH.unit: BINH}
    world.commands(AN, "start", f"u-{WORKPLACE}")
    assert "Lê Văn Bình" in said(world.press(AN, "support"), world)


def test_a_stranger_is_given_the_person_of_the_programmes_first_unit(world: World) -> None:
    world.support = {"DLK": Support("DLK", "Phạm Thị Dung", "1900 0000"), BINH.unit: BINH}
    world.commands(STRANGER, "start")
    assert "1900 0000" in said(world.press(STRANGER, "support"), world)


def test_asking_for_help_changes_nothing(world: World) -> None:
    world.support = {BINH.unit: BINH}
    until(world, AN, "identity")
    world.says(AN, "066 199 001 234")
    before, doing = world.stored(), world.session(AN).doing
    world.taps(AN, "support")
    assert (world.stored(), world.session(AN).doing) == (before, doing)
    assert world.newest(AN).answers["identity"] == Secret("066199001234")
