"""Right name, wrong unit: the officer moves an initiative, and nobody hands in again (demand 29)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.effects import Carry, RedrawCards, Refuse
from tests.flows.driver import AN, BINH, CHI, World
from tests.flows.walk import hand_in

COFFEE, NURSERY, FACTORY = "DLK-01-017", "DLK-01-032", "DLK-02-004"


@pytest.fixture
def asked(world: World) -> World:
    """A world in which Bình has pressed that An's initiative is in the wrong unit."""
    pending = hand_in(world, AN)
    world.commands(BINH, "queue")
    world.press(BINH, "return", pending.id)
    world.press(BINH, "move", pending.id)
    return world


def test_demand_29_an_initiative_is_moved_with_its_code_and_its_answers(asked: World) -> None:
    before = asked.newest(AN)
    asked.press(BINH, "move", "DLK")
    asked.press(BINH, "move", "DLK-02")
    reply = asked.press(BINH, "move-to", FACTORY)
    after = asked.newest(AN)
    assert (after.state, after.unit, after.code, after.version) == ("pending", FACTORY, before.code, before.version + 1)
    assert dict(after.answers) == {**before.answers, "unit": FACTORY}
    (carry,) = reply.of(Carry)
    assert isinstance(carry, Carry)
    assert carry.reason == f"{COFFEE} → {FACTORY}"
    assert reply.of(RedrawCards)
    assert asked.cards(CHI)
    assert any("need not hand in again" in asked.reads(line) for line in asked.cards(AN)[-1].lines)


def test_the_new_officers_card_does_not_say_that_it_was_corrected_until_it_is(asked: World) -> None:
    asked.press(BINH, "move", "DLK")
    asked.press(BINH, "move", "DLK-02")
    asked.press(BINH, "move-to", FACTORY)
    assert asked.reads(asked.cards(CHI)[-1].title or "") == "New initiative to verify"
    corrected = replace(asked.newest(AN), version=9, overwritten=None)
    assert not corrected.unchanged


def test_whoever_moved_it_away_decides_on_it_no_more_and_the_new_officer_does(asked: World) -> None:
    asked.press(BINH, "move", "DLK")
    asked.press(BINH, "move", "DLK-02")
    asked.press(BINH, "move-to", FACTORY)
    moved = asked.newest(AN)
    assert asked.taps(BINH, f"verify:{moved.id}:{moved.version}").of(Refuse)
    asked.taps(CHI, f"verify:{moved.id}:{moved.version}")
    assert asked.newest(AN).state == "verified"


def test_units_of_the_same_name_are_offered_first_each_with_its_path(world: World) -> None:
    pending = hand_in(world, AN)
    world.initiatives[pending.id] = replace(pending.answer("unit", NURSERY), unit=NURSERY)
    world.give_role(BINH, "verifier", "DLK")
    world.taps(BINH, f"move:{pending.id}:{pending.version}")
    first = next(button for button in world.screens[BINH].buttons() if button.action.verb == "move-to")
    assert first.action.args[2] == "DLK-08-002"
    assert world.reads(first.label) == "CĐ Trường Mầm non Hoa Sen · LĐLĐ huyện Ea Súp"


@pytest.mark.parametrize("code", ["XX", "", "DLK-99", COFFEE])
def test_a_forged_or_the_present_unit_moves_nothing(code: str, asked: World) -> None:
    before = asked.newest(AN)
    reply = asked.taps(BINH, f"move-to:{before.id}:{before.version}:{code}")
    assert not reply.of(Carry)
    assert asked.newest(AN) == before


@pytest.mark.parametrize("who", [AN, CHI])
@pytest.mark.parametrize("verb", ["move", "move-to"])
def test_only_officers_of_its_unit_move_an_initiative(verb: str, who: int, asked: World) -> None:
    before = asked.newest(AN)
    reply = asked.taps(who, f"{verb}:{before.id}:{before.version}:{FACTORY}")
    assert reply.of(Refuse)
    assert asked.newest(AN) == before


def test_an_old_button_moves_nothing(asked: World) -> None:
    before = asked.newest(AN)
    reply = asked.taps(BINH, f"move-to:{before.id}:{before.version - 1}:{FACTORY}")
    assert not reply.of(Carry)
    assert asked.newest(AN) == before
