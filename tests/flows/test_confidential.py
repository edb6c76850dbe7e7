"""Confidential initiatives (demand 76): the description is not needed, and who reads what there is."""

from __future__ import annotations

import pytest

from flows.desk.card import lines as lines_of
from flows.draft import Initiative
from flows.effects import Refuse, SendFile
from flows.facts import Facts, Fresh
from flows.needs import Need, VerifiersOf
from flows.person import Person, Role
from flows.rights import may_read_content
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, World
from tests.flows.walk import DESCRIPTION, asked, document, go_on, until

EFFECT = "Nhanh gấp bốn lần, bớt ba người."
CLOSED = "Mô tả sáng kiến: bí mật của đơn vị"
OPEN = f"{CLOSED}; hiệu quả: {EFFECT}"
SUPERIOR = 6


def handed_in(world: World, effect: str = EFFECT) -> Initiative:
    """Let An hand in a confidential initiative with a file."""
    until(world, AN, "description")
    world.press(AN, "answer", "secret")
    if effect:
        world.says(AN, effect)
    else:
        world.press(AN, "answer", "nothing")
    go_on(world, AN, "evidence")
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "submit")
    return world.newest(AN)


def lines(world: World, who: int) -> list[str]:
    return [world.reads(line, "vi") for line in world.screens[who].lines]


def test_it_asks_no_more_questions_and_the_effect_may_be_left_out(world: World) -> None:
    initiative = handed_in(world, effect="")
    assert initiative.answers["description"] == {"confidential": "yes", "text": ""}
    assert initiative.confidential
    assert initiative.text("description") == ""


def test_the_effect_is_told_in_a_few_words(world: World) -> None:
    until(world, AN, "description")
    world.press(AN, "answer", "secret")
    world.says(AN, "ờ")
    assert asked(world, AN) == "description"
    world.says(AN, EFFECT)
    assert asked(world, AN) == "applied_on"
    assert world.newest(AN).answers["description"] == {"confidential": "yes", "text": EFFECT}


def test_an_effect_over_the_limit_is_kept_to_be_shortened(world: World) -> None:
    until(world, AN, "description")
    world.press(AN, "answer", "secret")
    world.says(AN, "x" * 2001)
    assert asked(world, AN) == "description"
    assert world.newest(AN).partials["description"] == {"confidential": "yes", "text": "x" * 2001}
    assert world.button(AN, "answer", "read")
    world.says(AN, EFFECT)
    assert world.newest(AN).answers["description"] == {"confidential": "yes", "text": EFFECT}


def test_it_need_not_stay_confidential(world: World) -> None:
    until(world, AN, "description")
    world.says(AN, "Nội dung cần giữ bí mật")
    world.says(AN, "Không cần giữ bí mật")
    world.says(AN, DESCRIPTION)
    assert world.newest(AN).text("description") == DESCRIPTION
    assert not world.newest(AN).confidential


def test_a_confidential_answer_is_opened_in_a_correction(world: World) -> None:
    until(world, AN, "description")
    world.press(AN, "answer", "secret")
    world.says(AN, EFFECT)
    world.press(AN, "back")
    world.press(AN, "answer", "open")
    world.says(AN, DESCRIPTION)
    assert world.newest(AN).text("description") == DESCRIPTION


def test_the_verifying_unit_reads_what_there_is_and_fetches_the_file(world: World) -> None:
    initiative = handed_in(world)
    card = [world.reads(line, "vi") for line in world.cards(BINH)[0].lines]
    assert OPEN in card
    assert any(line.startswith("Tệp đính kèm: QD-15.docx") for line in card)
    assert world.taps(BINH, f"file:{initiative.id}:0").of(SendFile)


def test_whoever_else_may_see_the_record_reads_only_that_it_is_confidential(world: World) -> None:
    initiative = handed_in(world)
    world.people[SUPERIOR] = Person(SUPERIOR, name="Sơn", roles=(Role("verifier", "DLK-01"),))
    world.says(DUNG, initiative.code or "")
    world.says(SUPERIOR, initiative.code or "")
    for who in (DUNG, SUPERIOR):
        assert CLOSED in lines(world, who)
        assert "Tệp đính kèm: bí mật của đơn vị" in lines(world, who)
        assert not any(EFFECT in line for line in lines(world, who))
        assert not any(button.action.verb == "file" for button in world.screens[who].buttons())
        reply = world.taps(who, f"file:{initiative.id}:0")
        assert reply.of(Refuse)
        assert not reply.of(SendFile)


def test_without_an_officer_of_the_unit_the_nearest_above_verifies_and_reads(world: World) -> None:
    world.people[BINH] = Person(BINH, name="Bình")
    world.people[SUPERIOR] = Person(SUPERIOR, name="Sơn", roles=(Role("verifier", "DLK-01"),))
    handed_in(world)
    assert OPEN in [world.reads(line, "vi") for line in world.cards(SUPERIOR)[0].lines]


@pytest.mark.parametrize(
    ("reader", "readable"), [(AN, True), (BINH, True), (CHI, False), (DUNG, False), (STRANGER, False)]
)
def test_content_is_for_the_author_and_those_who_verify(reader: int, readable: bool) -> None:
    closed = Initiative(1, AN, "p", answers={"description": {"confidential": "yes", "text": ""}})
    assert may_read_content(reader, closed, (BINH,)) == readable
    assert may_read_content(reader, Initiative(1, AN, "p", answers={"description": DESCRIPTION}), ())


def test_a_card_is_written_for_its_reader_whoever_hands_in(world: World) -> None:
    initiative = handed_in(world)
    path = tuple(unit.code for unit in world.units.path("DLK-01-017"))
    verifiers: dict[Need[object], object] = {VerifiersOf(path, without=AN, absent=True): (BINH,)}
    facts = Facts(world.now, world.people[STRANGER], (world.programme,), world.units, Fresh(1, "x"), known=verifiers)
    for_binh, for_whoever_speaks = (lines_of(initiative, facts, reader) for reader in (BINH, None))
    assert OPEN in [world.reads(line, "vi") for line in for_binh]
    assert CLOSED in [world.reads(line, "vi") for line in for_whoever_speaks]
