"""Whom a decision reached nowhere: their officer calls them, and takes them off the list once (demand 50)."""

from __future__ import annotations

import pytest

from flows import effects as fx
from flows.draft import Initiative
from tests.flows.desks import change, labels, reads
from tests.flows.driver import AN, BINH, CHI, World
from tests.flows.walk import hand_in


@pytest.fixture
def unreached(world: World) -> Initiative:
    """An's initiative was verified, and the news reached her nowhere."""
    one = hand_in(world, AN)
    world.taps(BINH, f"verify:{one.id}:1")
    change(world, one.id, told_at=world.now, unreached_at=world.now)
    return world.initiatives[one.id]


def test_the_queue_leads_to_who_is_to_be_called_and_what_to_read_out(unreached: Initiative, world: World) -> None:
    assert "1 person to call" in labels(world, world.commands(BINH, "queue").screen)
    told = reads(world, world.press(BINH, "calls").screen)
    assert "Trần Thị An" in told
    assert "0900 000 001" in told
    assert f"Your initiative “{unreached.text('title')}” is verified" in told


def test_whoever_was_called_is_taken_off_the_list_once(unreached: Initiative, world: World) -> None:
    world.taps(BINH, "calls:0")
    assert world.press(BINH, "called", unreached.id).of(fx.NoteCalled)
    assert world.initiatives[unreached.id].unreached_at is None
    world.later(minutes=2)
    again = world.taps(BINH, f"called:{unreached.id}:{unreached.version}")
    assert not again.of(fx.NoteCalled)
    assert "They know already" in world.reads(again.words[0].msg)
    assert "There is nobody to call." in reads(world, world.taps(BINH, "calls:0").screen)


def test_a_call_about_an_earlier_decision_is_not_noted(unreached: Initiative, world: World) -> None:
    reply = world.taps(BINH, f"called:{unreached.id}:{unreached.version - 1}")
    assert not reply.of(fx.NoteCalled)
    assert world.initiatives[unreached.id] == unreached


def test_officers_elsewhere_have_nobody_of_hers_to_call(unreached: Initiative, world: World) -> None:
    told = reads(world, world.taps(CHI, "calls:0").screen)
    assert "There is nobody to call." in told
    assert str(unreached.code) not in told
