"""Standing in a state again without walking there again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from tests.flows.driver import World


class Standing:
    """Walks to a state once; whoever wants to be there later is put there, if their world begins as that one did.

    A world holds values that never change in dictionaries, lists and sets that do.
    """

    def __init__(self, walk: Callable[[World], int]) -> None:
        """Take the walk, which tells who is in the state then."""
        self._walk = walk
        self._walked: list[tuple[World, World, int]] = []

    def __call__(self, world: World) -> int:
        """Bring a world into the state and return who is in it."""
        for before, after, who in self._walked:
            if world == before:
                _set(world, after)
                return who
        before = _copied(world)
        who = self._walk(world)
        self._walked.append((before, _copied(world), who))
        return who


def _copied(world: World) -> World:
    copied = replace(world)
    _set(copied, world)
    return copied


def _set(world: World, as_in: World) -> None:
    for field in fields(world):
        setattr(world, field.name, _own(getattr(as_in, field.name)))


def _own(value: object) -> object:
    return value.copy() if isinstance(value, dict | list | set) else value
