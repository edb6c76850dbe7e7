"""Whose figures somebody asks for: the words of a unit's name and a phase, and only units they answer for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.effects import Refuse
from flows.programme import Phase, Programme
from flows.rights import quota_units
from flows.said import Command
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Screen, button, column
from flows.units import Unit
from flows.vietnamese import fold

_PHASE_WORDS = re.compile(r"(?:^|\s)(?:giai doan|gd|phase)\s*(\d+)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit and a phase, in the programme that counts them."""

    programme: Programme
    code: str
    phase: Phase


def asked(scene: Scene, verb: str) -> Asked | Turn:
    """Return what a command asks for, or the turn that says why not, or offers with `verb` what it may mean."""
    tops = quota_units(scene.facts.person)
    if not tops:
        return scene.show(Screen((N_("This command is for staff and officers. Your own initiatives: /mine"),)))
    programme = scene.facts.programme_over(tops[0])
    words = fold(scene.said.argument) if isinstance(scene.said, Command) else ""
    phase, words = _phase_of(programme, words, scene)
    if not words:
        return Asked(programme, tops[0], phase)
    found = tuple(dict.fromkeys(unit for top in tops for unit in _search(scene, words, top)))
    if not found:
        elsewhere = scene.facts.units.search(words, top=programme.root, limit=1)
        refused = (Refuse("figures without the right"),) if elsewhere else ()
        none = Screen((N_("None of your units has these words in its name. Type fewer words."),))
        return scene.show(none, *refused)
    exact = [unit for unit in found if words in {fold(unit.name), fold(unit.short), *map(fold, unit.aliases)}]
    if len(found) == 1 or len(exact) == 1:
        return Asked(programme, (exact or list(found))[0].code, phase)
    placed = scene.facts.units.placed
    buttons = column(*(button(placed(unit, programme.root), verb, unit.code, phase.key) for unit in found))
    return scene.show(Screen((NN_("Found {count} unit:", "Found {count} units:", len(found)),), buttons))


def pressed(scene: Scene, what: str) -> Asked | Turn:
    """Return the unit and phase a button names, or the turn that refuses it: it lies not within the person's units."""
    tops = quota_units(scene.facts.person)
    code = scene.action.arg(0) or (tops[0] if tops else "")
    top = next((top for top in tops if scene.facts.units.within(code, top)), None)
    if top is None:
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse(f"{what} without the right"))
    programme = scene.facts.programme_over(top)
    return Asked(programme, code, programme.phase(scene.action.arg(1)) or programme.reference_phase(scene.facts.now))


def _search(scene: Scene, words: str, top: str) -> tuple[Unit, ...]:
    own = scene.facts.units.get(top)
    named = (own,) if own and words in {fold(own.name), fold(own.short), *map(fold, own.aliases)} else ()
    return named or scene.facts.units.search(words, top=top, limit=8)


def _phase_of(programme: Programme, words: str, scene: Scene) -> tuple[Phase, str]:
    """Return the phase named among the words, else the present one, and the words without it."""
    named = _PHASE_WORDS.search(words)
    if named and 1 <= int(named[1]) <= len(programme.phases):
        return programme.phases[int(named[1]) - 1], _PHASE_WORDS.sub(" ", words).strip()
    return programme.reference_phase(scene.facts.now), words
