"""Puts what a turn says into one message, for a channel where every message counts (demand 36)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from flows.effects import Effect, Notify, Show


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


def told_in_one_message(effects: Sequence[Effect], persons: Collection[int]) -> tuple[Effect, ...]:
    """Return effects in which what some persons are told without any choice stands above what they are told next."""
    found: list[Effect] = []
    above: dict[int, tuple[int, Notify]] = {}
    for effect in effects:
        if not isinstance(effect, Notify) or effect.person not in persons:
            found.append(effect)
            continue
        place, before = above.get(effect.person, (len(found), None))
        if before and _can_stand_above(before, effect):
            told = before.screen.followed_by(effect.screen)
            found[place] = one = replace(
                effect, screen=told, tells=before.tells if effect.tells is None else effect.tells
            )
        else:
            place, one = len(found), effect
            found.append(one)
        above[effect.person] = place, one
    return tuple(found)


def _can_stand_above(before: Notify, after: Notify) -> bool:
    """Tell whether both can be one message: no card, which is redrawn later, and no two decisions it would tell of."""
    cards = before.about is not None or after.about is not None
    decisions = before.tells is not None and after.tells is not None
    return not (before.screen.rows or cards or decisions or before.once or after.once)
