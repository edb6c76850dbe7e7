"""The link of a unit, and what is printed of it: only where a link opens one of our bots."""

from __future__ import annotations

import pytest

from flows.effects import Order
from flows.facts import Door
from flows.said import Tap
from flows.screen import Action
from tests.flows.driver import DUNG, World

TELEGRAM = Door("telegram", "https://t.me/sangkien_bot?start=")
PRINTED = ("report:DLK-01:poster", "report:DLK-01:qr")


def offered(world: World, token: str) -> set[str]:
    """Return what can be pressed on the screen that a press leads to."""
    reply = world.does(DUNG, Tap(Action.parse(token)))
    return {one.action.token for screen in reply.screens for one in screen.buttons()}


@pytest.mark.parametrize("token", ["link:DLK-01", "report:DLK-01"])
def test_posters_and_codes_are_offered_where_a_link_opens_one_of_our_bots(world: World, token: str) -> None:
    world.doors = (TELEGRAM,)
    assert offered(world, token) >= {*PRINTED}


@pytest.mark.parametrize("token", ["link:DLK-01", "report:DLK-01"])
def test_where_no_link_opens_a_bot_neither_poster_nor_code_is_offered(world: World, token: str) -> None:
    world.doors = (Door("zalo"),)
    assert not offered(world, token) & {*PRINTED}


@pytest.mark.parametrize("token", PRINTED)
def test_an_old_button_for_a_poster_shows_what_can_be_made_instead_of_failing_later(world: World, token: str) -> None:
    reply = world.does(DUNG, Tap(Action.parse(token)))
    assert reply.of(Order) == []
    assert "report:DLK-01:initiatives" in {one.action.token for one in reply.screens[0].buttons()}
