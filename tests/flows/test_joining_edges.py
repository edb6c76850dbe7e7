"""Words that are no code, and what has changed while somebody is asked whether two accounts are one."""

from __future__ import annotations

import pytest

from flows.effects import Join, Refuse
from flows.session import Joining
from tests.flows.driver import AN, STRANGER, World
from tests.flows.test_joining import CODE, OFFER, offered, read


@pytest.mark.parametrize("typed", ["hahahaha", "2222 3333", "nối hahahaha", "7F3K9Q", "7F3K9QWX7", "7F3K9QW0"])
def test_a_word_and_a_number_are_no_code_and_not_counted_as_one(typed: str, world: World) -> None:
    offered(world)
    reply = world.says(STRANGER, typed)
    assert (world.session(STRANGER).doing, reply.of(Refuse)) == (None, [])


def test_whoever_has_become_who_made_the_code_joins_nobody_with_themselves(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    world.sessions[AN] = world.session(STRANGER)
    assert world.session(AN).doing == Joining(OFFER, None)
    assert not world.taps(AN, f"join:yes:{OFFER}").of(Join)


def test_what_comes_in_between_is_not_asked_about_any_more(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    offered(world, barrier="two cards")
    assert not world.says(STRANGER, "để tôi xem đã").of(Join)
    assert "Type “Connect” or “No”." not in read(world)
    assert world.session(STRANGER).doing is None
