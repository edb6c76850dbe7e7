"""Messages edited afterwards: asked about in a draft, explained elsewhere, never answers by themselves (demand 24)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.draft import Secret
from flows.said import Edited, Text
from flows.session import Filling
from tests.flows.driver import AN, BINH, Reply, World
from tests.flows.tables import rows
from tests.flows.walk import ANSWERS, DESCRIPTION, SUMMARY, answer, asked, begin, keys, until

OTHER_NUMBER = "066 188 005 678"
EDITS = {
    "full_name": ("Trần Thị An", "Trần Thị Ân", "Trần Thị Ân"),
    "phone": ("0900 000 001", "0900.000.021", "+84900000021"),
    "identity": ("066 199 001 234", OTHER_NUMBER, Secret("066188005678")),
    "bloc": ("1", "2", "office"),
    "title": (ANSWERS["title"], "Sàng rung phân loại hạt", "Sàng rung phân loại hạt"),
    "description": (DESCRIPTION, DESCRIPTION + " Đỡ đau lưng.", DESCRIPTION + " Đỡ đau lưng."),
}
REFUSED = {
    "a name with a digit": ("full_name", "An 9", "letters only"),
    "a number that is too short": ("phone", "0900", "You typed 4 digits"),
    "a card with too few digits": ("identity", "066 199", "You typed 6 digits"),
    "a choice that is none": ("bloc", "cả hai", "Press one of the buttons"),
    "a title without letters": ("title", "123456789", "no letters"),
    "a text that is too long": ("description", "x " * 1200, "too many"),
    "an old number that was changed": ("phone", "0169 123 4567", "changed in 2018"),
}


def types(world: World, text: str, source: str) -> Reply:
    return world.does(AN, Text(text, source=source))


def edits(world: World, text: str, source: str) -> Reply:
    return world.does(AN, Edited(text, source))


def type_each(world: World, until_question: str = SUMMARY) -> None:
    """Fill in the form; what is typed comes in a message named after its question."""
    begin(world, AN)
    for question in keys(world):
        if question == until_question:
            return
        if question in EDITS:
            types(world, EDITS[question][0], question)
        else:
            answer(world, AN, question)


def asked_about_an_edit(world: World) -> bool:
    return any(button.action.verb == "edit" for button in world.screens[AN].buttons())


@pytest.mark.parametrize("stands_at", ["evidence", SUMMARY])
@pytest.mark.parametrize("question", EDITS)
def test_an_edit_replaces_the_answer_after_a_yes_and_the_form_goes_on_where_it_stood(
    question: str, stands_at: str, world: World
) -> None:
    type_each(world, stands_at)
    before = world.newest(AN)
    edits(world, EDITS[question][1], question)
    assert asked_about_an_edit(world)
    assert world.newest(AN).answers == before.answers
    world.press(AN, "edit", "use")
    assert world.newest(AN).answers == {**before.answers, question: EDITS[question][2]}
    assert not world.newest(AN).partials
    assert asked(world, AN) == stands_at


@pytest.mark.parametrize("question", EDITS)
def test_keeping_the_old_answer_changes_nothing(question: str, world: World) -> None:
    type_each(world)
    before = world.stored()
    edits(world, EDITS[question][1], question)
    world.press(AN, "edit", "keep")
    assert world.stored() == before
    assert asked(world, AN) == SUMMARY


@pytest.mark.parametrize(("question", "text", "why"), rows(dict(REFUSED)))
def test_an_edit_that_would_be_refused_says_why_and_keeps_the_old(
    question: str, text: str, why: str, world: World
) -> None:
    type_each(world)
    before, doing = world.stored(), world.session(AN).doing
    problem = world.reads(edits(world, text, question).screen.problem or "")
    assert "The earlier answer to" in problem
    assert why in problem
    assert world.stored() == before
    assert world.session(AN).doing == doing


def test_an_edit_that_says_the_same_changes_nothing(world: World) -> None:
    type_each(world)
    before = world.stored()
    assert "says the same" in world.reads(edits(world, "+84 900 000 001", "phone").screen.problem or "")
    assert world.stored() == before


def test_an_edited_identity_number_is_erased_masked_and_never_kept_as_text(world: World) -> None:
    type_each(world)
    reply = edits(world, OTHER_NUMBER, "identity")
    assert reply.of(fx.EraseMessage)
    shown = "\n".join(world.reads(line) for line in reply.screen.lines)
    assert "••••1234" in shown
    assert "••••5678" in shown
    for written in (repr(world.stored()), shown, repr(world.session(AN)), repr(world.screens[AN])):
        assert "066188005678" not in written
        assert OTHER_NUMBER not in written


def test_the_edit_of_an_edit_is_asked_about_again(world: World) -> None:
    type_each(world)
    edits(world, "Trần Thị Ân", "full_name")
    edits(world, "Trần Thị Ấn", "full_name")
    world.press(AN, "edit", "use")
    assert world.newest(AN).text("full_name") == "Trần Thị Ấn"
    edits(world, "Trần Thị An", "full_name")
    world.press(AN, "edit", "use")
    assert world.newest(AN).text("full_name") == "Trần Thị An"


def test_the_message_that_was_refused_is_mended_in_place(world: World) -> None:
    until(world, AN, "phone")
    types(world, "0900 000 00", "m7")
    edits(world, "0900 000 001", "m7")
    assert asked(world, AN) == "identity"
    assert world.newest(AN).text("phone") == "+84900000001"
    edits(world, "0900 000 021", "m7")
    world.press(AN, "edit", "use")
    assert world.newest(AN).text("phone") == "+84900000021"


def test_the_message_of_a_half_given_answer_is_mended_in_place(world: World) -> None:
    until(world, AN, "identity")
    types(world, "000 199 001 234", "m7")
    edits(world, "066 199 001 234", "m7")
    assert world.newest(AN).answers["identity"] == Secret("066199001234")


def test_an_answer_confirmed_by_a_button_is_still_known_by_its_message(world: World) -> None:
    until(world, AN, "phone")
    types(world, "0169 123 4567", "m7")
    world.press(AN, "answer", "offered")
    assert world.newest(AN).sources == {"phone": "m7"}


def test_an_answer_given_anew_by_a_button_belongs_to_no_message_any_more(world: World) -> None:
    type_each(world)
    world.press(AN, "correct", "bloc")
    world.press(AN, "answer", "office")
    edits(world, "1", "bloc")
    assert not asked_about_an_edit(world)
    assert world.newest(AN).text("bloc") == "office"


def test_a_text_joined_from_pieces_is_not_replaced_by_the_edit_of_one(world: World) -> None:
    until(world, AN, "description")
    world.does(AN, Text("Phần đầu. " * 100, more_to_come=True, source="m7"))
    types(world, "Phần cuối của bài mô tả này.", "m8")
    whole = world.newest(AN).text("description")
    for source in ("m7", "m8"):
        edits(world, "Chỉ còn một câu ngắn nhưng đủ ba mươi ký tự.", source)
        assert not asked_about_an_edit(world)
    assert world.newest(AN).text("description") == whole


def test_words_that_are_no_button_answer_nothing_while_an_edit_waits(world: World) -> None:
    type_each(world, "bloc")
    edits(world, "Trần Thị Ân", "full_name")
    before = world.stored()
    reply = types(world, "chờ em chút", "m9")
    assert reply.answers == 1
    assert asked_about_an_edit(world)
    assert "was not used" in world.reads(reply.screen.problem or "")
    assert world.stored() == before


def test_answers_to_the_present_question_are_taken_while_an_edit_waits(world: World) -> None:
    type_each(world, "identity")
    edits(world, "Trần Thị Ân", "full_name")
    reply = types(world, "066 199 001 234", "m9")
    assert reply.of(fx.EraseMessage)
    assert asked_about_an_edit(world)
    assert world.newest(AN).answers["identity"] == Secret("066199001234")
    world.press(AN, "edit", "use")
    assert world.newest(AN).text("full_name") == "Trần Thị Ân"
    assert asked(world, AN) == "unit"


def test_an_answer_taken_while_an_edit_waits_is_said_to_be_taken(world: World) -> None:
    until(world, AN, "phone")
    world.initiatives[world.newest(AN).id] = replace(world.newest(AN), sources={"full_name": "m1"})
    edits(world, "Trần Thị Ân", "m1")
    reply = world.says(AN, "0900 000 001")
    assert "Your answer to “Phone number” has been taken." in world.reads(reply.screen.problem or "")


@pytest.mark.parametrize(
    ("typed", "name"), [("ừ", "Trần Thị Ân"), ("Có", "Trần Thị Ân"), ("không", "Trần Thị An"), ("Thôi", "Trần Thị An")]
)
def test_yes_and_no_can_be_typed(typed: str, name: str, world: World) -> None:
    type_each(world, "title")
    edits(world, "Trần Thị Ân", "full_name")
    types(world, typed, "m9")
    assert not asked_about_an_edit(world)
    assert world.newest(AN).text("full_name") == name
    assert asked(world, AN) == "title"


def test_a_question_being_corrected_is_corrected_by_the_edit_of_its_own_message(world: World) -> None:
    type_each(world)
    world.press(AN, "correct", "title")
    edits(world, "Sàng rung phân loại hạt", "title")
    world.press(AN, "edit", "use")
    assert asked(world, AN) == SUMMARY
    assert world.newest(AN).text("title") == "Sàng rung phân loại hạt"


def test_a_question_being_corrected_stays_open_when_another_message_is_edited(world: World) -> None:
    type_each(world)
    world.press(AN, "correct", "title")
    edits(world, "Trần Thị Ân", "full_name")
    world.press(AN, "edit", "use")
    assert asked(world, AN) == "title"
    assert world.session(AN).doing == Filling(world.newest(AN).id, correcting="title")


def test_a_yes_pressed_twice_or_later_replaces_once(world: World) -> None:
    type_each(world)
    edits(world, "Trần Thị Ân", "full_name")
    use = world.button(AN, "edit", "use").action.token
    world.taps(AN, use)
    after = world.stored()
    assert world.taps(AN, use).answers == 1
    world.later(days=1)
    assert world.taps(AN, use).answers == 1
    assert world.stored() == after


def test_after_handing_in_an_edit_changes_nothing_and_names_the_code(world: World) -> None:
    type_each(world)
    world.press(AN, "submit")
    before = world.stored()
    reply = edits(world, "Trần Thị Ân", "full_name")
    said = world.reads(reply.screen.lines[0])
    assert world.newest(AN).code in said  # type: ignore[operator]
    assert "is handed in" in said
    assert {one.action.verb for one in reply.screen.buttons()} == {"mine"}
    assert world.stored() == before


def test_an_edit_of_a_handed_in_initiative_in_the_middle_of_another_form_names_the_code(world: World) -> None:
    type_each(world)
    world.press(AN, "submit")
    code = world.newest(AN).code or ""
    until(world, AN, "title")
    before = world.stored()
    reply = edits(world, "Trần Thị Ân", "full_name")
    assert code in world.reads(reply.screen.problem or "")
    assert asked(world, AN) == "title"
    assert world.stored() == before


def test_an_edit_of_a_draft_put_aside_says_where_to_correct_it(world: World) -> None:
    type_each(world, "description")
    world.press(AN, "later")
    before = world.stored()
    assert "put aside" in world.reads(edits(world, "Trần Thị Ân", "full_name").screen.lines[0])
    assert world.stored() == before


def test_a_returned_initiative_is_corrected_by_edits_like_a_draft(world: World) -> None:
    type_each(world)
    world.press(AN, "submit")
    initiative = world.newest(AN)
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    world.release()
    world.taps(AN, f"draft:{initiative.id}")
    edits(world, "Trần Thị Ân", "full_name")
    world.press(AN, "edit", "use")
    assert world.newest(AN).text("full_name") == "Trần Thị Ân"
    assert world.newest(AN).state == "returned"


@pytest.mark.parametrize("source", ["", "m99"])
def test_an_edit_of_any_other_message_says_how_corrections_work(source: str, world: World) -> None:
    type_each(world, "description")
    world.initiatives[world.newest(AN).id] = replace(world.newest(AN), sources={"title": "", "phone": "m1"})
    before = world.stored()
    reply = edits(world, "Trần Thị Ân", source)
    assert "edited message changes nothing" in world.reads(reply.screen.problem or "")
    assert world.stored() == before


@pytest.mark.parametrize("choice", ["use", "keep", "both", ""])
def test_a_forged_yes_where_no_edit_waits_changes_nothing(choice: str, world: World) -> None:
    type_each(world)
    before = world.stored()
    world.taps(AN, f"edit:{world.session(AN).revision}:{choice}")
    assert world.stored() == before
    assert asked(world, AN) == SUMMARY
