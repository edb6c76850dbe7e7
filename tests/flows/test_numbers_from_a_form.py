"""A phone number filled into a form of the platform: offered, never taken unasked, and harmless when it comes late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.fields.field import Answered, Held, Outcome, Picked, Refused
from flows.said import Contact
from flows.screen import Screen
from flows.session import Confirming, Filling
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.driver import AN, BINH, Reply, World
from tests.flows.walk import ANSWERS, TITLE, asked, begin_on_behalf, go_on, hand_in, hand_in_on_behalf, until

PHONE = LIBRARY["phone"]
HERS, ANOTHER = "+84900000001", "+84900000009"


def filled_in(phone: str) -> Contact:
    return Contact(phone, own=False, claimed=True)


def read(phone: str, asking: Ask, **looking: object) -> Outcome:
    return PHONE.read(filled_in(phone), asking(**looking))


def words(shown: Reply | Screen, world: World) -> str:
    screen = shown if isinstance(shown, Screen) else shown.screen
    return " / ".join(world.reads(line) for line in (*([screen.problem] if screen.problem else ()), *screen.lines))


@pytest.fixture
def plain(world: World) -> World:
    """A channel that vouches for no number."""
    world.shares_contact = False
    return world


@pytest.mark.parametrize("written", ["0900000001", "84900000001", "900000001", "+84 900 000 001"])
def test_a_number_is_offered_and_one_tap_takes_it(written: str, asking: Ask) -> None:
    offered = read(written, asking)
    assert isinstance(offered, Held)
    assert offered.value == HERS
    (use,) = offered.screen.buttons()
    taken = PHONE.read(Picked(*use.action.args), asking(partial=offered.value))
    assert isinstance(taken, Answered)
    assert taken.value == HERS


def test_a_number_from_before_2018_is_offered_as_it_is_now(asking: Ask) -> None:
    offered = read("01691234567", asking)
    assert isinstance(offered, Held)
    assert offered.value == "+84391234567"


@pytest.mark.parametrize("written", ["", "113", "19001234", "+12025550123", "Trần Thị An"])
def test_what_is_no_number_of_a_person_here_is_refused(written: str, asking: Ask) -> None:
    assert isinstance(read(written, asking), Refused)


def test_whoever_enters_for_a_worker_cannot_give_their_own(asking: Ask) -> None:
    assert isinstance(read("0900000001", asking, on_behalf=True), Refused)
    assert PHONE.ask(asking(on_behalf=True)).buttons() == ()


def test_a_shared_number_is_no_answer_until_it_is_confirmed(plain: World) -> None:
    until(plain, AN, "phone")
    plain.does(AN, filled_in("0900000001"))
    assert (asked(plain, AN), "phone" in plain.newest(AN).answers) == ("phone", False)
    plain.press(AN, "answer", "offered")
    assert (asked(plain, AN), plain.newest(AN).text("phone")) == ("identity", HERS)


def test_another_number_can_be_typed_instead(plain: World) -> None:
    until(plain, AN, "phone")
    plain.does(AN, filled_in("0900000009"))
    plain.says(AN, "0900 000 001")
    assert (asked(plain, AN), plain.newest(AN).text("phone")) == ("identity", HERS)
    assert plain.newest(AN).partials == {}


def test_the_same_number_when_something_else_is_asked_is_written_down_already(plain: World) -> None:
    until(plain, AN, "title")
    before = plain.stored()
    reply = plain.does(AN, filled_in("0900000001"))
    assert "0900 000 001 is written down already." in words(reply, plain)
    assert (asked(plain, AN), plain.stored(), reply.answers) == ("title", before, 1)
    assert plain.session(AN).doing == Filling(plain.newest(AN).id)


@pytest.mark.parametrize("question", ["identity", "title", "benefit", "summary"])
def test_another_number_changes_nothing_but_shows_the_way_to_change_it(question: str, plain: World) -> None:
    until(plain, AN, question)
    reply = plain.does(AN, filled_in("0900000009"))
    assert "stays 0900 000 001" in words(reply, plain)
    assert (asked(plain, AN), plain.newest(AN).text("phone")) == (question, HERS)
    plain.says(AN, "Đổi số điện thoại")
    assert asked(plain, AN) == "phone"
    plain.does(AN, filled_in("0900000009"))
    plain.press(AN, "answer", "offered")
    assert (asked(plain, AN), plain.newest(AN).text("phone")) == (question, ANOTHER)


def test_a_form_of_another_draft_is_told_that_its_question_is_to_come(plain: World) -> None:
    until(plain, AN, "full_name")
    reply = plain.does(AN, filled_in("0900000001"))
    assert "asked for in a moment" in words(reply, plain)
    assert (asked(plain, AN), plain.newest(AN).answers) == ("full_name", {})


def test_an_officers_number_is_not_used_for_a_worker(plain: World) -> None:
    begin_on_behalf(plain, BINH)
    for question in ("full_name", "phone", "title"):
        go_on(plain, BINH, question)
        reply = plain.does(BINH, filled_in("0900000002"))
        assert reply.screen.problem
        assert asked(plain, BINH) == question
    assert plain.newest(BINH).text("phone") == HERS


def test_what_is_handed_in_stays_as_it_is(plain: World) -> None:
    hand_in(plain, AN)
    before = plain.stored()
    reply = plain.does(AN, filled_in("0900000009"))
    assert "not needed now" in words(reply, plain)
    assert reply.screen.buttons()
    assert plain.stored() == before


def test_a_number_proves_no_more_than_a_typed_one(plain: World) -> None:
    initiative = hand_in_on_behalf(plain, BINH)
    plain.says(AN, str(initiative.code))
    assert "last four digits" in words(plain.does(AN, filled_in("0900000001")), plain)
    assert TITLE not in words(plain.does(AN, filled_in("0900000001")), plain)
    doing = plain.session(AN).doing
    assert isinstance(doing, Confirming)
    assert (doing.phone_right, doing.proven, plain.noted) == (True, False, [])
    plain.says(AN, ANSWERS["identity"].replace(" ", "")[-4:])
    assert plain.session(AN).doing == replace(doing, phone_right=None, proven=True)


def test_where_numbers_are_vouched_for_a_form_proves_nothing(world: World) -> None:
    initiative = hand_in_on_behalf(world, BINH)
    world.says(AN, str(initiative.code))
    reply = world.does(AN, filled_in("0900000001"))
    assert "proves nothing here" in words(reply, world)
    assert not reply.of(fx.Record)
