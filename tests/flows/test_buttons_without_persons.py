"""A button carries ids and nothing of a person (demand 87), whatever state a conversation is in."""

from __future__ import annotations

import pytest

from flows.vietnamese import fold
from tests.flows.driver import World
from tests.flows.states import STATES
from tests.flows.walk import ANSWERS

NUMBERS = ("0900000001", "84900000001", "900000001", "066199001234", "6199001234", "1234")
WORDS = ("full_name", "title", "description")


def personal(world: World) -> list[str]:
    """Return what nobody may find in a button: numbers as digits, words of the answers folded."""
    names = {world.people[who].name for who in world.people} - {""}
    words = [word for one in (*(ANSWERS[key] for key in WORDS), *names) for word in fold(one).split() if len(word) > 3]
    return [*NUMBERS, *words]


@pytest.mark.parametrize("state", STATES)
def test_no_button_carries_anything_of_a_person(state: str, world: World) -> None:
    STATES[state](world)
    screens = [*world.screens.values(), *(notice.screen for notice in world.told)]
    tokens = [one.action.token for screen in screens for one in screen.buttons()]
    found = [(token, value) for token in tokens for value in personal(world) if value in fold(token).replace(" ", "")]
    assert [(token, value) for token, value in found if not by_chance(token, value)] == []


def by_chance(token: str, value: str) -> bool:
    """Tell whether the digits are only a part of an id, which are long numbers."""
    return value == "1234" and any(value in part and len(part) > 12 for part in token.split(":"))
