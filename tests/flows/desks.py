"""Many that wait at one desk, without walking through the form for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flows.draft import Initiative
from flows.screen import Screen
from tests.flows.driver import AN, World
from tests.flows.walk import hand_in

UNIT, UPPER = "DLK-01-017", "DLK-01"


def wait(world: World, count: int, first: int = 1, **changes: Any) -> list[Initiative]:
    """Put so many more of An's initiatives on Bình's desk, the first of them a day older than the next."""
    pattern = next((one for one in world.initiatives.values() if one.state == "pending"), None) or hand_in(world, AN)
    made = []
    for number in range(first, first + count):
        waiting_since = world.now - timedelta(days=count - number + first - 1)
        one = replace(
            pattern,
            id=number,
            code=f"SK-22-{number:06d}",
            answers={**pattern.answers, "title": f"Sáng kiến số {number}"},
            waiting_since=waiting_since,
            submitted_at=world.now,
            **changes,
        )
        world.initiatives[number] = one
        made.append(one)
    return made


def only(world: World, *kept: Initiative) -> None:
    """Leave only these."""
    world.initiatives = {one.id: one for one in kept}


def change(world: World, number: int, **changes: Any) -> None:
    world.initiatives[number] = replace(world.initiatives[number], **changes)


def reads(world: World, screen: Screen) -> str:
    """Return all of a screen in words."""
    lines = (screen.problem or "", screen.title or "", *screen.lines)
    return "\n".join(world.reads(line) for line in lines)


def labels(world: World, screen: Screen) -> list[str]:
    return [world.reads(one.label) for one in screen.buttons()]
