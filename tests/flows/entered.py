"""Initiatives entered for a worker, and what people are shown of them."""

from __future__ import annotations

from flows.draft import Initiative
from flows.said import Contact
from tests.flows.driver import AN, BINH, CHI, Reply, World
from tests.flows.walk import hand_in_on_behalf

HERS, OTHERS = Contact("84900000001", own=True), Contact("84900000009", own=True)


def read(reply: Reply, world: World) -> str:
    return "\n".join(
        world.reads(line)
        for screen in reply.screens
        for line in (screen.problem or "", screen.title or "", *screen.lines)
    )


def shown_to(world: World, who: int) -> str:
    screen = world.screens[who]
    return "\n".join(world.reads(line) for line in (screen.problem or "", screen.title or "", *screen.lines))


def entered(world: World, who: int = BINH) -> Initiative:
    """Let somebody hand in for An; another officer of her unit stands by."""
    world.give_role(CHI, "verifier", "DLK-01-017")
    return hand_in_on_behalf(world, who)


def prove(world: World, who: int = AN) -> Initiative:
    """Let somebody show that what Bình entered is theirs."""
    initiative = entered(world)
    world.says(who, str(initiative.code))
    world.does(who, HERS)
    return initiative
