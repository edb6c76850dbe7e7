"""What the recipients of a push read: the same in the preview as on their phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.person import Person
from flows.programme import Phase
from flows.pushing.aims import Aim, Aimed
from flows.rights import granted
from flows.screen import N_, NN_, At, Button, Line, Msg, Rows, Screen, Share, button
from flows.units import UnitTree

_MOST_UNITS = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """What a push says to everybody alike: its aim, own words or none, and who signs it for which unit."""

    aim: Aim
    words: str
    sender: Person
    phase: Phase

    def signing(self, units: UnitTree) -> str:
        """Return the unit for which the sender may push this."""
        role = granted(self.sender, "nudge" if self.aim.kind == "drafts" else "push", self.aim.unit, units)
        return name(role.unit if role else self.aim.unit, units)


def letter(letter: Letter, aimed: tuple[Aimed, ...], draft: int | None, units: UnitTree, now: datetime) -> Screen:
    """Return the message to somebody whose units or draft these are."""
    lines = (
        *_figures(letter, aimed, units),
        *_time_left(letter, now),
        *_words(letter),
        N_("— {who}", who=_signature(letter, units)),
    )
    if letter.aim.kind == "announcement":
        return Screen(lines, ((_progress(),),), title=N_("Announcement of {unit}", unit=letter.signing(units)))
    return Screen(lines, _ways(letter, draft))


def _figures(letter: Letter, aimed: tuple[Aimed, ...], units: UnitTree) -> tuple[Line, ...]:
    phase = letter.phase.name
    match letter.aim.kind:
        case "drafts":
            return (N_("You have an unfinished initiative in {phase}.", phase=phase),)
        case "silent":
            line = _silent
        case "behind":
            line = _behind
        case "announcement":
            return ()
    current = {unit.code: one for one in aimed if (unit := units.get(one.unit))}
    shown = [line(one, phase, units) for one in list(current.values())[:_MOST_UNITS]]
    more = len(current) - len(shown)
    return (*shown, *((NN_("… and {count} more unit", "… and {count} more units", more),) if more else ()))


def _silent(one: Aimed, phase: str, units: UnitTree) -> Msg:
    return N_("{unit} has not handed in any initiative in {phase} yet.", unit=name(one.unit, units), phase=phase)


def _behind(one: Aimed, phase: str, units: UnitTree) -> Msg:
    return N_(
        "{unit}: {verified}/{target} verified in {phase} ({share}).",
        unit=name(one.unit, units),
        verified=one.verified,
        target=one.target or 0,
        share=Share(one.verified, one.target or 0),
        phase=phase,
    )


def _time_left(letter: Letter, now: datetime) -> tuple[Line, ...]:
    phase, days = letter.phase, letter.phase.days_left(now)
    if letter.aim.kind == "announcement" or not phase.opens <= now < phase.closes:
        return ()
    closes = At(phase.closes, "closing")
    return (NN_("{count} day left, until {closes}.", "{count} days left, until {closes}.", days, closes=closes),)


def _words(letter: Letter) -> tuple[Line, ...]:
    if letter.words:
        return tuple(letter.words.split("\n"))
    match letter.aim.kind:
        case "behind":
            return (N_("Please verify what waits, and encourage your members to hand in their initiatives."),)
        case "silent":
            return (N_("Please tell your members how to hand in: from their phone, in about five minutes."),)
        case "drafts":
            return (N_("What you answered is kept; go on whenever you have a few minutes."),)
        case "announcement":
            return ()


def _signature(letter: Letter, units: UnitTree) -> Msg | str:
    unit = letter.signing(units)
    return N_("{name}, {unit}", name=letter.sender.name, unit=unit) if letter.sender.name else unit


def _ways(letter: Letter, draft: int | None) -> Rows:
    if letter.aim.kind == "drafts":
        return ((button(N_("Go on"), "draft", draft or 0), button(N_("My initiatives"), "mine")),)
    return ((button(N_("See what waits"), "queue"), _progress()),)


def _progress() -> Button:
    return button(N_("Progress against targets"), "quota")


def name(code: str, units: UnitTree) -> str:
    """Return a unit's short name."""
    unit = units.get(code)
    return unit.short if unit else code
