"""Handing in: the instant that counts, the phase, the code, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows import effects as fx
from flows.draft import Initiative
from flows.mine import read_code
from flows.person import Role
from flows.programme import VIETNAM
from tests.flows.driver import AN, BINH, CHI, STRANGER, World
from tests.flows.tables import rows
from tests.flows.walk import TITLE, fill, hand_in

INSTANTS = {
    "the first instant of the first phase": (datetime(2022, 1, 8, 7, 0, tzinfo=VIETNAM), "gd1"),
    "the last second of the first phase": (datetime(2022, 5, 31, 23, 59, 59, tzinfo=VIETNAM), "gd1"),
    "the same second told in UTC": (datetime(2022, 5, 31, 16, 59, 59, tzinfo=UTC), "gd1"),
    "midnight, when the second phase opens": (datetime(2022, 6, 1, 0, 0, tzinfo=VIETNAM), "gd2"),
    "the last second of all": (datetime(2023, 9, 1, 23, 59, 59, tzinfo=VIETNAM), "gd2"),
}
CLOSED = {
    "a second before the first phase": datetime(2022, 1, 8, 6, 59, 59, tzinfo=VIETNAM),
    "midnight after the last day": datetime(2023, 9, 2, 0, 0, tzinfo=VIETNAM),
    "years later": datetime(2026, 1, 1, tzinfo=UTC),
}


def receipt(world: World) -> str:
    screen = world.screens[AN]
    return "\n".join(world.reads(line) for line in (screen.title or "", *screen.lines))


@pytest.mark.parametrize(("instant", "phase"), rows(INSTANTS))
def test_the_phase_is_the_one_open_when_the_press_was_received(instant: datetime, phase: str, world: World) -> None:
    if phase == "gd2":
        world.now = instant
    fill(world, AN)
    world.now = instant
    world.press(AN, "submit")
    initiative = world.newest(AN)
    assert (initiative.phase, initiative.submitted_at) == (phase, instant)


@pytest.mark.parametrize("instant", rows(dict(CLOSED)))
def test_a_press_while_nothing_is_open_keeps_the_draft_and_says_so(instant: datetime, world: World) -> None:
    fill(world, AN)
    draft = world.newest(AN)
    world.now = instant
    reply = world.press(AN, "submit")
    assert world.newest(AN) == draft
    assert not reply.of(fx.Carry)
    assert "draft is kept" in world.reads(reply.screen.problem or "")


def test_a_draft_of_the_first_phase_is_carried_to_the_second_with_one_press(world: World) -> None:
    fill(world, AN)
    world.now = datetime(2022, 7, 1, tzinfo=VIETNAM)
    world.press(AN, "submit")
    world.press(AN, "carry")
    world.press(AN, "submit")
    assert world.newest(AN).phase == "gd2"
    assert "giai đoạn 2" in receipt(world)


def test_the_receipt_says_code_instant_phase_and_who_verifies(world: World) -> None:
    initiative = hand_in(world, AN)
    told = receipt(world)
    for part in (TITLE, str(initiative.code), "09:00 on 21/3/2022", "giai đoạn 1", "Buôn Ma Thuột", "3 working days"):
        assert part in told
    assert initiative.partials == {}
    assert initiative.unit == "DLK-01-017"


def test_the_code_begins_with_the_programmes_letters_and_the_year(world: World) -> None:
    world.programme = replace(world.programme, code_prefix="STN")
    code = hand_in(world, AN).code or ""
    assert code.startswith("STN-22-")
    assert read_code(code.lower()) == code


def test_in_the_first_hours_of_a_year_the_code_has_the_new_year(world: World) -> None:
    world.now = datetime(2022, 12, 31, 17, 30, tzinfo=UTC)
    fill(world, AN)
    world.press(AN, "submit")
    assert (world.newest(AN).code or "").startswith("SK-23-")


def test_a_code_with_the_shortest_prefix_a_pack_may_have_can_be_typed() -> None:
    assert read_code("S-22-7F3K9Q") == "S-22-7F3K9Q"


def handed_in_again_in_the_next_phase(world: World) -> Initiative:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    world.release()
    world.now = datetime(2022, 7, 1, tzinfo=VIETNAM)
    world.taps(AN, f"draft:{initiative.id}")
    world.press(AN, "submit")
    return world.newest(AN)


def test_handed_in_again_it_stays_in_the_phase_of_the_first_time(world: World) -> None:
    assert handed_in_again_in_the_next_phase(world).phase == "gd1"


def test_the_receipt_of_handing_in_again_names_the_phase_that_counts(world: World) -> None:
    handed_in_again_in_the_next_phase(world)
    assert "giai đoạn 1" in receipt(world)


def test_what_was_left_half_given_is_not_handed_in(world: World) -> None:
    fill(world, AN)
    world.press(AN, "correct", "description")
    world.says(AN, "x" * 2001)
    world.press(AN, "later")
    world.press(AN, "draft")
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"
    assert world.newest(AN).partials == {}


def test_every_officer_of_the_nearest_unit_is_told_and_nobody_else(world: World) -> None:
    world.give_role(STRANGER, "verifier", "DLK-01-017")
    world.give_role(CHI, "verifier", "DLK-01")
    hand_in(world, AN)
    assert {notice.person for notice in world.told} == {BINH, STRANGER}


def test_without_an_officer_in_the_unit_the_one_above_is_told_and_named(world: World) -> None:
    world.people[BINH] = replace(world.people[BINH], roles=(Role("verifier", "DLK-01"),))
    hand_in(world, AN)
    assert {notice.person for notice in world.told} == {BINH}
    assert "Verified by: LĐLĐ TP Buôn Ma Thuột" in receipt(world)


def test_without_any_officer_nobody_is_told_and_the_own_unit_is_named(world: World) -> None:
    world.people[BINH] = replace(world.people[BINH], roles=())
    hand_in(world, AN)
    assert not world.told
    assert "Verified by: CĐ Công ty CP Cà phê" in receipt(world)


def test_an_officer_who_hands_in_is_verified_by_the_unit_above(world: World) -> None:
    world.give_role(CHI, "verifier", "DLK-01")
    hand_in(world, BINH)
    assert {notice.person for notice in world.told} == {CHI}


def test_the_card_tells_an_officer_everything_but_the_identity_number(world: World) -> None:
    hand_in(world, AN)
    card = world.cards(BINH)[0]
    told = "\n".join(world.reads(line) for line in card.lines)
    for part in ("Trần Thị An", "0900 000 001", "••••1234", "Cà phê Buôn Ma Thuột", TITLE, "sàng rung"):
        assert part in told
    assert "066199" not in told
    assert [button.action.verb for button in card.buttons()] == ["verify", "return", "reject", "aside", "identity"]


CODES = {
    "as on the receipt": "SK-22-7F3K9Q",
    "in small letters": "sk-22-7f3k9q",
    "with spaces": " SK - 22 - 7F3K9Q ",
    "with a dash of Word": "SK–22–7F3K9Q",
    "with a line end": "SK-22-7F3K9Q\n",
}


@pytest.mark.parametrize("typed", rows(dict(CODES)))
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "SK-22-7F3K9Q"


@pytest.mark.parametrize("typed", ["SK-22-7F3K9", "SK-22-7F3K9QQ", "mã SK-22-7F3K9Q", "SK-2-7F3K9Q", "", "22-7F3K9Q"])
def test_what_is_no_code_alone_is_none(typed: str) -> None:
    assert read_code(typed) is None
