"""The worker confirms what was entered for them, proves that it is theirs, or says that it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.said import Contact
from flows.screen import Msg
from tests.flows.driver import AN, BINH, CHI, STRANGER, World
from tests.flows.entered import HERS, OTHERS, entered, prove, read, shown_to
from tests.flows.tables import rows
from tests.flows.walk import ANSWERS, TITLE, asked


def test_nothing_is_shown_before_the_proof(world: World) -> None:
    initiative = entered(world)
    reply = world.says(AN, str(initiative.code))
    told = read(reply, world)
    for secret in ("Trần", "Bình", TITLE, "0900", "1234", "Cà phê"):
        assert secret not in told
    assert world.says(STRANGER, "SK-22-AAAAAA").screens != reply.screens


def test_the_worker_confirms_with_the_number_the_platform_vouches_for(world: World) -> None:
    """Demand 44."""
    initiative = prove(world)
    assert TITLE in shown_to(world, AN)
    world.told.clear()
    world.later(hours=1)
    reply = world.press(AN, "confirm")
    after = world.initiatives[initiative.id]
    assert (after.author, after.entered_by, after.confirmed_at, after.editor) == (AN, BINH, world.now, AN)
    assert (after.state, after.version, after.code) == ("pending", 1, initiative.code)
    assert initiative.author not in world.people
    assert "Trần Thị An has confirmed" in world.reads(world.cards(BINH)[0].lines[0])
    (refreshed,) = reply.of(fx.RefreshCards)
    assert isinstance(refreshed, fx.RefreshCards)
    assert any("the author confirmed it" in world.reads(line) for line in refreshed.screen.lines)


def test_confirming_twice_confirms_once(world: World) -> None:
    prove(world)
    token = world.button(AN, "confirm").action.token
    world.taps(AN, token)
    world.says(AN, "ờ")
    again = world.taps(AN, token)
    assert not again.of(fx.Confirm)
    assert TITLE in read(again, world)


def test_before_and_after_confirming_both_find_it_with_a_mark(world: World) -> None:
    prove(world)
    assert "(on behalf of Trần Thị An)" in read(world.commands(BINH, "mine"), world)
    assert "not handed in an initiative yet" in world.reads(world.commands(AN, "mine").screens[0].lines[0])
    world.press(AN, "confirm")
    assert "(on behalf of Trần Thị An)" in read(world.commands(BINH, "mine"), world)
    assert "(entered by Bình)" in read(world.commands(AN, "mine"), world)


def test_the_officer_looks_after_it_until_the_author_does(world: World) -> None:
    initiative = prove(world)
    assert "draft" in [one.action.verb for one in world.says(BINH, str(initiative.code)).screen.buttons()]
    world.press(AN, "confirm")
    verbs = [one.action.verb for one in world.says(BINH, str(initiative.code)).screen.buttons()]
    assert not {"draft", "withdraw", "reopen"} & set(verbs)
    assert {"draft", "withdraw"} <= {one.action.verb for one in world.says(AN, str(initiative.code)).screen.buttons()}


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("move", ["verify", "reason:return", "reason:reject"])
def test_a_decision_is_told_to_whoever_looks_after_it(move: str, confirmed: bool, world: World) -> None:
    initiative = prove(world)
    if confirmed:
        world.press(AN, "confirm")
    world.told.clear()
    verb, _, why = move.partition(":")
    world.taps(CHI, f"{verb}:{initiative.id}:1" + (f":{why}:0" if why else ""))
    assert world.told == []
    world.release()
    asked_to_be_named = [AN] if confirmed and verb == "verify" else []
    assert [one.person for one in world.told] == [AN if confirmed else BINH, *asked_to_be_named]
    assert ("on behalf of Trần Thị An" in world.reads(world.told[0].screen.lines[0])) != confirmed


WRONG: dict[str, Contact] = {
    "another number": OTHERS,
    "somebody else's card of the right number": replace(HERS, own=False),
}


@pytest.mark.parametrize("contact", rows(dict(WRONG)))
def test_only_a_vouched_number_that_is_the_entered_one_proves_anything(contact: Contact, world: World) -> None:
    initiative = entered(world)
    world.says(STRANGER, str(initiative.code))
    reply = world.does(STRANGER, contact)
    assert TITLE not in read(reply, world)
    assert len(world.noted) == (1 if contact.own else 0)
    forged = world.taps(STRANGER, f"confirm:{initiative.id}")
    assert not forged.of(fx.Confirm)
    assert TITLE not in read(forged, world)


def test_a_number_typed_where_numbers_are_vouched_for_proves_nothing(world: World) -> None:
    initiative = entered(world)
    world.says(STRANGER, str(initiative.code))
    reply = world.says(STRANGER, ANSWERS["phone"])
    assert "proves nothing here" in read(reply, world)
    assert not world.noted


def test_three_failures_close_the_way_for_everybody_until_the_officer_reopens_it(world: World) -> None:
    initiative = entered(world)
    world.says(STRANGER, str(initiative.code))
    for left in (2, 1):
        assert f"try {left} more" in read(world.does(STRANGER, OTHERS), world)
    world.told.clear()
    assert "Three times" in read(world.does(STRANGER, OTHERS), world)
    assert world.session(STRANGER).doing is None
    assert [one.action for one in world.noted] == 3 * ["confirmation failed"]
    assert "tried three times" in world.reads(world.cards(BINH)[0].lines[0])
    assert "Three times" in read(world.says(AN, str(initiative.code)), world)

    assert world.taps(STRANGER, f"reopen:{initiative.id}").of(fx.Refuse)
    world.taps(BINH, f"reopen:{initiative.id}")
    world.says(AN, str(initiative.code))
    world.does(AN, HERS)
    world.press(AN, "confirm")
    assert world.initiatives[initiative.id].author == AN


def test_typing_the_code_again_does_not_begin_the_count_anew(world: World) -> None:
    initiative = entered(world)
    for _ in range(3):
        world.says(STRANGER, str(initiative.code))
        world.does(STRANGER, OTHERS)
    assert "Three times" in read(world.says(STRANGER, str(initiative.code)), world)


PROOFS = {
    "both right": ("0900 000 001", "1234", True),
    "written in another way": ("+84 900.000.001", " 12 34 ", True),
    "another number": ("0900 000 009", "1234", False),
    "other digits": ("0900 000 001", "4321", False),
}


@pytest.mark.parametrize(("phone", "digits", "right"), rows(dict(PROOFS)))
def test_where_no_number_is_vouched_for_number_and_last_digits_are_typed(
    phone: str, digits: str, right: bool, world: World
) -> None:
    world.shares_contact = False
    initiative = entered(world)
    world.says(AN, str(initiative.code))
    assert "last four digits" in read(world.says(AN, phone), world)
    assert "0900" not in repr(world.session(AN))
    reply = world.says(AN, digits)
    assert (TITLE in read(reply, world)) == right
    assert bool(world.noted) != right


@pytest.mark.parametrize("typed", ["ờ", "12345678", ""])
def test_what_is_neither_number_nor_digits_is_asked_again_and_not_counted(typed: str, world: World) -> None:
    world.shares_contact = False
    initiative = entered(world)
    world.says(AN, str(initiative.code))
    assert world.says(AN, typed).screen.problem
    world.says(AN, ANSWERS["phone"])
    assert isinstance(world.says(AN, typed).screen.problem, Msg)
    assert not world.noted


def test_who_says_it_is_not_theirs_takes_it_back_and_the_officers_are_told(world: World) -> None:
    initiative = prove(world)
    world.commands(CHI, "queue")
    world.told.clear()
    reply = world.press(AN, "deny")
    after = world.initiatives[initiative.id]
    assert (after.state, after.author) == ("withdrawn", initiative.author)
    assert {one.person for one in world.told} == {BINH, CHI}
    assert reply.of(fx.RedrawCards)
    assert [one.action for one in world.noted] == ["denied"]
    assert "No initiative of yours" in read(world.says(AN, str(initiative.code)), world)


def test_what_is_decided_stays_decided_when_the_worker_denies_it(world: World) -> None:
    initiative = prove(world)
    world.taps(CHI, f"verify:{initiative.id}:1")
    world.told.clear()
    world.press(AN, "deny")
    assert world.initiatives[initiative.id].state == "verified"
    assert {one.person for one in world.told} == {BINH, CHI}
    assert "look into it" in world.reads(world.told[0].screen.lines[1])


def test_a_verified_one_can_still_be_confirmed_and_is_counted_once(world: World) -> None:
    """Demand 44: counted once."""
    initiative = prove(world)
    world.taps(CHI, f"verify:{initiative.id}:1")
    world.press(AN, "confirm")
    assert (world.initiatives[initiative.id].author, len(world.initiatives)) == (AN, 1)


def test_who_decided_on_it_cannot_become_its_author(world: World) -> None:
    initiative = entered(world)
    world.taps(CHI, f"verify:{initiative.id}:1")
    world.people[CHI] = replace(world.people[CHI], roles=())
    world.says(CHI, str(initiative.code))
    reply = world.does(CHI, HERS)
    assert "You decided on this initiative yourself" in read(reply, world)
    assert not world.noted


def test_a_worker_in_the_middle_of_a_form_confirms_and_goes_on_there(world: World) -> None:
    initiative = entered(world)
    world.commands(AN, "submit")
    world.press(AN, "consent", "yes")
    world.says(AN, str(initiative.code))
    world.does(AN, HERS)
    reply = world.press(AN, "confirm")
    assert len(reply.screens) == 2
    assert asked(world, AN) == world.programme.questions[0]


@pytest.mark.parametrize("way", ["hủy", "later"])
def test_who_thinks_better_of_it_confirms_nothing(way: str, world: World) -> None:
    initiative = entered(world)
    world.says(AN, str(initiative.code))
    if way == "later":
        world.press(AN, "prove", "later")
    else:
        world.says(AN, way)
    assert world.session(AN).doing is None
    assert world.initiatives[initiative.id].unconfirmed


def test_a_button_of_a_proof_that_was_left_asks_for_it_again(world: World) -> None:
    initiative = prove(world)
    token = world.button(AN, "confirm").action.token
    world.says(AN, "hủy")
    reply = world.taps(AN, token)
    assert not reply.of(fx.Confirm)
    assert "the number must be the one you gave" in read(reply, world)
    assert world.initiatives[initiative.id].unconfirmed
