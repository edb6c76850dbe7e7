"""A page for files: offered where the chat brings none, and what is given there goes to the draft it is of."""

from __future__ import annotations

import pytest

from flows.fields.evidence import MOST_FILES
from flows.said import Attachment, Fetched, File, Text
from tests.flows.driver import AN, CHI, Reply, World
from tests.flows.test_evidence import held, names
from tests.flows.walk import SUMMARY, asked, document, until

PAGE = "https://bot.example.org/upload/"


@pytest.fixture
def at_question(world: World) -> World:
    """An at the question for files, in a chat that brings none, with a bot that has a public address."""
    world.uploads, world.receives_files = PAGE, False
    until(world, AN, "evidence")
    return world


def give(world: World, name: str = "QD-15.pdf", who: int = AN, size: int = 40_000) -> Reply:
    """Let somebody give a file on the page of An's draft."""
    draft = world.newest(AN).id
    return world.does(who, File(Attachment(f"upload:{name}", name, size, "", "document"), of_album=True, draft=draft))


def reads(world: World, who: int = AN) -> str:
    screen = world.screens[who]
    lines = (screen.problem, *screen.lines) if screen.problem else screen.lines
    return "\n".join(world.reads(line) for line in lines)


def test_the_question_gives_the_address_at_once_and_the_same_turn_opens_it(at_question: World) -> None:
    (page,) = at_question.pages
    assert f"{PAGE}{page.token}" in reads(at_question)
    assert (page.initiative, page.instead) == (at_question.newest(AN).id, False)
    assert page.token not in repr(page)


def test_without_a_public_address_only_a_link_is_asked_for(world: World) -> None:
    world.receives_files = False
    until(world, AN, "evidence")
    assert reads(world).startswith("Files cannot be sent here. Put them on Google Drive")
    assert "Type" not in reads(world)
    world.says(AN, "gửi ở đâu")
    assert "Send a photo" not in reads(world)
    assert world.pages == []


def test_a_chat_that_brings_files_asks_as_ever_and_opens_no_page(world: World) -> None:
    world.uploads = PAGE
    until(world, AN, "evidence")
    assert PAGE not in reads(world)
    assert world.pages == []


@pytest.mark.parametrize("word", ["trang", "Trang mới", "new page"])
def test_whoever_prefers_a_page_types_so_and_the_pages_before_are_closed(word: str, world: World) -> None:
    world.uploads = PAGE
    until(world, AN, "evidence")
    world.does(AN, Text(word))
    (page,) = world.pages
    assert f"{PAGE}{page.token}" in reads(world)
    assert page.instead


def test_a_file_of_the_page_is_received_as_one_of_the_chat_and_passed_on_from_our_own_store(at_question: World) -> None:
    give(at_question)
    give(at_question, "anh.jpg")
    assert "Received 2 files: QD-15.pdf, anh.jpg." in reads(at_question)
    assert "More files go onto the same page." in reads(at_question)
    assert names(at_question.newest(AN).partials["evidence"], "channel") == ["upload", "upload"]
    assert [fetch.attachment.reference for fetch in at_question.fetching] == ["upload:QD-15.pdf", "upload:anh.jpg"]


def test_a_button_under_what_was_received_asks_for_a_new_page(at_question: World) -> None:
    give(at_question)
    at_question.press(AN, "answer", "page")
    first, second = at_question.pages
    assert f"{PAGE}{second.token}" in reads(at_question)
    assert (first.instead, second.instead) == (False, True)
    assert held(at_question) == ["QD-15.pdf"]


def test_somebody_elses_draft_takes_nothing(at_question: World) -> None:
    before = at_question.stored()
    reply = give(at_question, who=CHI)
    assert reply.turn.effects == ()
    assert at_question.stored() == before


def test_what_is_handed_in_takes_nothing_any_more(at_question: World) -> None:
    at_question.press(AN, "skip")
    at_question.press(AN, "submit")
    before = at_question.newest(AN)
    give(at_question)
    assert at_question.newest(AN) == before
    assert at_question.fetching == []


def test_at_an_earlier_question_the_file_is_kept_and_the_question_asked_again(at_question: World) -> None:
    at_question.press(AN, "back")
    question = asked(at_question, AN)
    give(at_question)
    assert asked(at_question, AN) == question != "evidence"
    assert "has these files now: QD-15.pdf." in reads(at_question)
    assert held(at_question) == ["QD-15.pdf"]


def test_at_the_summary_the_file_joins_the_answer(at_question: World) -> None:
    give(at_question)
    at_question.press(AN, "answer", "done")
    assert asked(at_question, AN) == SUMMARY
    give(at_question, "anh.jpg")
    assert names(at_question.newest(AN).answers["evidence"]) == ["QD-15.pdf", "anh.jpg"]
    assert asked(at_question, AN) == SUMMARY


def test_whoever_put_the_form_aside_is_told_and_led_back(at_question: World) -> None:
    at_question.press(AN, "later")
    give(at_question)
    (told,) = at_question.told
    assert "has these files now: QD-15.pdf." in at_question.reads(told.screen.lines[0])
    assert [button.action.verb for button in told.screen.buttons()] == ["draft"]
    assert held(at_question) == ["QD-15.pdf"]


def test_no_more_files_than_in_the_chat_and_of_the_same_kinds(at_question: World) -> None:
    for number in range(MOST_FILES):
        give(at_question, f"{number}.pdf")
    give(at_question, "one-more.pdf")
    assert "There are 10 files already." in reads(at_question)
    assert len(held(at_question)) == MOST_FILES
    give(at_question, "cai-dat.exe")
    assert len(at_question.fetching) == MOST_FILES


def test_what_the_chat_does_not_hand_out_is_asked_for_on_a_page(world: World) -> None:
    world.uploads = PAGE
    until(world, AN, "evidence")
    world.does(AN, document("QD-15.pdf"))
    (fetch,) = world.fetching
    turn = world.hears(AN, Fetched(fetch.file, fetch.initiative, "unfetched"))
    (page,) = world.pages
    (shown,) = (one.screen for one in Reply(turn).turn.effects if hasattr(one, "screen"))
    assert shown.problem is not None
    assert world.reads(shown.problem).endswith(f"Give it on this page instead: {PAGE}{page.token}")
