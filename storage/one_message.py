"""Puts what a turn says into one message, for a channel where every message counts (demand 36)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.effects import Effect, Show


def in_one_message(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Return effects in which what is shown without any choice stands above what is shown next.

    Two screens that both have choices stay two messages: their numbers would be taken for one another's.
    """
    found: list[Effect] = []
    above: Show | None = None
    for effect in effects:
        if not isinstance(effect, Show):
            found.append(effect)
            continue
        show = effect if above is None else replace(effect, screen=above.screen.followed_by(effect.screen))
        above = None if show.screen.rows or show.gathers else show
        if above is None:
            found.append(show)
    return (*found, *([above] if above else []))
