"""Files given on a page while their owner is at something else: nothing that is asked is answered by them."""

from __future__ import annotations

import pytest

from flows.effects import Show
from tests.flows.driver import AN, World
from tests.flows.test_evidence import held, names
from tests.flows.test_uploads import PAGE, give, reads
from tests.flows.walk import SUMMARY, asked, until


@pytest.fixture
def at_question(world: World) -> World:
    """An at the question for files, in a chat that brings none, with a bot that has a public address."""
    world.uploads, world.receives_files = PAGE, False
    until(world, AN, "evidence")
    return world


def test_several_files_are_told_of_in_one_message(at_question: World) -> None:
    at_question.press(AN, "back")
    assert [show.gathers for show in give(at_question).of(Show)] == ["album"]


def test_whether_to_keep_the_draft_is_still_asked_after_a_file(at_question: World) -> None:
    at_question.commands(AN, "cancel")
    before = [button.action.verb for button in at_question.screens[AN].buttons()]
    give(at_question)
    assert [button.action.verb for button in at_question.screens[AN].buttons()] == before
    assert "discard" in before
    assert "has these files now: QD-15.pdf." in reads(at_question)
    assert held(at_question) == ["QD-15.pdf"]


def test_a_file_joins_the_answer_that_is_being_given_anew_and_not_the_one_before(at_question: World) -> None:
    give(at_question)
    at_question.press(AN, "answer", "done")
    assert asked(at_question, AN) == SUMMARY
    at_question.press(AN, "correct", "evidence")
    give(at_question, "anh.jpg")
    at_question.press(AN, "later")
    give(at_question, "don.docx")
    assert held(at_question) == ["QD-15.pdf", "anh.jpg", "don.docx"]
    assert names(at_question.newest(AN).answers["evidence"]) == ["QD-15.pdf"]
