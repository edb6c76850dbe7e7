"""Several messages at once, and words nobody asked for: in order, none lost, the unused ones named (demand 10)."""

from __future__ import annotations

import pytest

from flows.said import Other, Said, Text
from tests.flows.driver import AN, Reply, World
from tests.flows.tables import rows
from tests.flows.walk import ANSWERS, DESCRIPTION, SUMMARY, asked, begin, begin_with_nothing, fill, hand_in, keys, until

MORE = "Mỗi tháng tiết kiệm khoảng mười hai triệu đồng tiền công ở cả ba tổ."
CARD = "066 199 001 234"


def problem(reply: Reply, world: World) -> str:
    return world.reads(reply.screen.problem or "")


def offered(world: World) -> bool:
    return any(button.action.verb == "unused" for button in world.screens[AN].buttons())


def test_three_messages_at_once_answer_three_questions_in_order(world: World) -> None:
    begin(world, AN)
    first = keys(world)[:3]
    replies = [world.says(AN, ANSWERS[question]) for question in first]
    assert [reply.answers for reply in replies] == [1, 1, 1]
    assert list(world.newest(AN).answers) == first
    assert world.newest(AN).text("full_name") == ANSWERS["full_name"]


@pytest.mark.parametrize("question", ["phone", "bloc", "evidence"])
def test_a_message_too_many_overwrites_no_earlier_answer(question: str, world: World) -> None:
    until(world, AN, question)
    before = world.newest(AN)
    for words in ("Trần Thị Bình", "xin chào", "hạt cà phê"):
        assert world.says(AN, words).answers == 1
    assert world.newest(AN).answers == before.answers
    assert asked(world, AN) == question


UNASKED = {"at a choice": "bloc", "where files are asked for": "evidence", "at the summary": SUMMARY}


@pytest.mark.parametrize("question", rows(dict(UNASKED)))
def test_a_short_text_nobody_asked_for_is_named_as_unused(question: str, world: World) -> None:
    until(world, AN, question)
    assert problem(world.says(AN, "chị ơi xem giúp em"), world).startswith("“chị ơi xem giúp em” was not used.")


@pytest.mark.parametrize("question", ["phone", "identity", "bloc", "evidence", SUMMARY])
def test_a_forwarded_text_that_answers_nothing_is_named_as_unused(question: str, world: World) -> None:
    until(world, AN, question)
    reply = world.does(AN, Text("Mời họp chiều nay", forwarded=True))
    assert problem(reply, world).startswith("“Mời họp chiều nay” was not used.")


def test_a_forwarded_text_that_answers_the_question_is_its_answer(world: World) -> None:
    until(world, AN, "description")
    world.does(AN, Text(DESCRIPTION, forwarded=True))
    assert world.newest(AN).text("description") == DESCRIPTION


@pytest.mark.parametrize("question", ["bloc", "evidence", SUMMARY])
@pytest.mark.parametrize("words", [CARD, f"CCCD của tôi: {CARD}", "+84 900 000 001"])
def test_words_with_a_personal_number_are_not_repeated(words: str, question: str, world: World) -> None:
    until(world, AN, question)
    said = problem(world.says(AN, words), world)
    assert "was not used" in said
    assert not any(digits in said for digits in ("066", "001", "900"))


def test_what_is_quoted_is_kept_short(world: World) -> None:
    until(world, AN, "bloc")
    assert len(problem(world.says(AN, "dài " * 500), world)) < 200


@pytest.mark.parametrize("question", ["evidence", SUMMARY])
def test_a_long_text_after_the_description_is_offered_to_it_and_added(question: str, world: World) -> None:
    until(world, AN, question)
    before = world.newest(AN)
    reply = world.says(AN, MORE)
    assert reply.answers == 1
    assert offered(world)
    assert world.newest(AN).answers == before.answers
    world.press(AN, "unused", "add")
    assert world.newest(AN).answers == {**before.answers, "description": f"{DESCRIPTION}\n{MORE}"}
    assert not world.newest(AN).partials
    assert asked(world, AN) == question


def test_all_that_comes_before_the_answer_is_added_in_order(world: World) -> None:
    until(world, AN, "evidence")
    parts = (MORE, "Ngắn.", "Và một đoạn nữa, cũng dài hơn bốn mươi ký tự.")
    for part in parts:
        assert world.says(AN, part).answers == 1
    world.press(AN, "unused", "add")
    assert world.newest(AN).text("description").split("\n") == [DESCRIPTION, *parts]


def test_a_long_text_can_be_left_out(world: World) -> None:
    until(world, AN, "evidence")
    before = world.stored()
    world.says(AN, MORE)
    world.press(AN, "unused", "drop")
    assert world.stored() == before
    assert asked(world, AN) == "evidence"


def test_what_makes_the_description_too_long_is_kept_and_can_be_shortened(world: World) -> None:
    until(world, AN, "evidence")
    world.says(AN, MORE * 40)
    world.press(AN, "unused", "add")
    assert asked(world, AN) == "description"
    assert "too many" in world.reads(world.screens[AN].lines[1])
    assert world.newest(AN).text("description") == DESCRIPTION
    world.says(AN, f"{DESCRIPTION} {MORE}")
    assert world.newest(AN).text("description") == f"{DESCRIPTION} {MORE}"
    assert asked(world, AN) == "evidence"


def test_a_long_text_before_the_description_is_refused_like_any_other(world: World) -> None:
    until(world, AN, "bloc")
    before = world.stored()
    world.says(AN, MORE)
    assert not offered(world)
    assert world.stored() == before


def test_a_long_text_while_an_answer_is_corrected_is_refused_like_any_other(world: World) -> None:
    fill(world, AN)
    world.press(AN, "correct", "bloc")
    world.says(AN, MORE)
    assert not offered(world)
    assert asked(world, AN) == "bloc"


@pytest.mark.parametrize(
    "link",
    ["https://drive.google.com.evil.example/file/d/1AbCdEfGhIjKlMnOpQrStUvWxYz012345", "https://a.vn/" + "b" * 80],
)
def test_a_link_that_is_refused_is_no_text_for_the_description(link: str, world: World) -> None:
    until(world, AN, "evidence")
    reply = world.says(AN, link)
    assert not offered(world)
    assert "Google Drive" in problem(reply, world)


def test_the_offer_survives_a_command_and_another_phone(world: World) -> None:
    until(world, AN, "evidence")
    world.says(AN, MORE)
    assert len(world.commands(AN, "help").screens) == 2
    assert offered(world)
    world.commands(AN, "start")
    world.press(AN, "draft")
    assert offered(world)


@pytest.mark.parametrize("choice", ["add", "drop", "both", ""])
def test_a_forged_press_where_no_text_waits_changes_nothing(choice: str, world: World) -> None:
    fill(world, AN)
    before = world.stored()
    world.taps(AN, f"unused:{world.session(AN).revision}:{choice}")
    assert world.stored() == before
    assert asked(world, AN) == SUMMARY


def test_handing_in_waits_until_the_text_is_added_or_left_out(world: World) -> None:
    fill(world, AN)
    submit = world.button(AN, "submit").action.token
    world.says(AN, MORE)
    world.taps(AN, submit)
    assert world.newest(AN).state == "draft"
    assert offered(world)


SENT = {
    "a sticker": "sticker",
    "a voice message": "voice",
    "a video": "video",
    "a round video": "video_note",
    "a location": "location",
    "a place": "venue",
    "a poll": "poll",
    "a sound file": "audio",
    "a moving picture": "animation",
    "a kind nobody knows": "hologram",
}


@pytest.mark.parametrize("kind", rows(dict(SENT)))
@pytest.mark.parametrize("question", ["full_name", "phone", "unit", "bloc", "description", "evidence", SUMMARY])
def test_what_cannot_be_read_is_named_together_with_what_is_wanted(question: str, kind: str, world: World) -> None:
    until(world, AN, question)
    said = problem(world.does(AN, Other(kind)), world)
    assert said.startswith("Here ")
    assert "cannot be used. " in said
    assert len(said.split("cannot be used. ")[1]) > 20


def test_a_sticker_where_nothing_is_asked_is_named_too(world: World) -> None:
    hand_in(world, AN)
    assert "a sticker cannot be used" in problem(world.does(AN, Other("sticker")), world)


WAITING: dict[str, Said] = {"words": Text("ờ"), "a sticker": Other("sticker")}


@pytest.mark.parametrize("said", rows(dict(WAITING)))
def test_at_an_offer_the_buttons_are_named(said: Said, world: World) -> None:
    hand_in(world, AN)
    world.press(AN, "begin")
    assert "Press one of the buttons" in problem(world.does(AN, said), world)
    begin_with_nothing(world, AN)
    assert asked(world, AN) == "full_name"
