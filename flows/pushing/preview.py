"""The screens before a push: whom it is for, its words, and exactly what would be sent to how many."""

from __future__ import annotations

from flows.needs import AudienceOf
from flows.programme import Phase
from flows.pushing import pace
from flows.pushing.aims import AGAIN_AFTER, Aim, Aimed, Audience, Kind
from flows.pushing.messages import Letter, letter, name
from flows.pushing.words import LONGEST
from flows.rights import granted
from flows.scene import Scene
from flows.screen import N_, NN_, At, Button, Line, Msg, Rows, Screen, Share, button
from flows.session import Pushing
from flows.units import UnitTree

SHARES = (10, 30, 50)
_PAGE = 25
_TITLE = N_("Preview: nothing has been sent yet")


def phase_of(scene: Scene, aim: Aim) -> Phase:
    """Return the phase a push is about."""
    programme = scene.facts.programme(aim.programme)
    return programme.phase(aim.phase) or programme.reference_phase(scene.facts.now)


def is_open(scene: Scene, aim: Aim) -> bool:
    """Tell whether there is still something to remind of."""
    phase = phase_of(scene, aim)
    return phase.opens <= scene.facts.now < phase.closes


def may(scene: Scene, unit: str, kind: Kind) -> bool:
    """Tell whether somebody may push this kind in a unit."""
    deed = granted(scene.facts.person, "nudge" if kind == "drafts" else "push", unit, scene.facts.units)
    return deed is not None


def whom(scene: Scene, doing: Pushing, problem: Msg | None = None) -> Screen:
    """Return the question whom a push is for; what the person may not push is not offered."""
    aim = doing.aim
    ways: list[tuple[Button, ...]] = []
    if is_open(scene, aim):
        if may(scene, aim.unit, "behind"):
            ways += [(_below(share),) for share in SHARES]
            ways.append((button(N_("Units that have handed in nothing"), "push-to", "silent"),))
        ways.append((button(N_("People with unfinished initiatives"), "push-to", "drafts"),))
    if may(scene, aim.unit, "announcement"):
        ways.append((button(N_("An announcement to all officers"), "push-to", "announcement"),))
    lines: list[Line] = [N_("{unit} · {phase}", unit=_unit(scene, aim), phase=phase_of(scene, aim).name)]
    if not is_open(scene, aim):
        lines.append(N_("This phase takes no initiatives now, so there is nothing to remind of."))
    elif may(scene, aim.unit, "behind"):
        lines.append(N_("Press, or type another percentage, for example: 25"))
    title = N_("Whom shall the reminder go to?")
    return Screen(tuple(lines), (*ways, (button(N_("Send nothing"), "push-no"),)), title=title, problem=problem)


def own_words(scene: Scene, doing: Pushing, problem: Msg | None = None) -> Screen:
    """Return the question for words of one's own."""
    if doing.aim.kind == "announcement":
        asked = N_("What shall be announced to the officers of {unit}?", unit=_unit(scene, doing.aim))
    else:
        asked = N_("Type what shall stand in place of the prepared sentence.")
    limits = N_(
        "At most {limit} characters. Links begin with https://. You see everything before it is sent.", limit=LONGEST
    )
    prepared = button(N_("Use the prepared sentence"), "push-plain")
    ways = () if doing.aim.kind == "announcement" else ((prepared,),)
    return Screen((asked, limits), (*ways, (button(N_("Send nothing"), "push-no"),)), problem=problem)


def preview(scene: Scene, doing: Pushing, problem: Msg | None = None) -> Screen:
    """Return what would be sent, to how many, from when on, and for how long."""
    audience = scene.facts[AudienceOf(doing.aim, scene.facts.person.id)]
    lines: list[Line] = [
        aim_in_words(doing.aim, phase_of(scene, doing.aim), scene.facts.units),
        _numbers(audience),
        *_left_out(audience),
    ]
    if not audience.people:
        lines.append(N_("There is nobody to send it to."))
        return Screen(tuple(lines), _ways(doing, audience), title=_TITLE, problem=problem)
    lines += [_when(scene, audience), "", N_("The recipients read:"), *_sample(scene, doing, audience)]
    return Screen(tuple(lines), _ways(doing, audience), title=_TITLE, problem=problem)


def units(scene: Scene, doing: Pushing, page: int) -> Screen:
    """List the units a push would be about, furthest behind first, with how many people each has."""
    audience = scene.facts[AudienceOf(doing.aim, scene.facts.person.id)]
    page = max(page, 0)
    shown = audience.units[page * _PAGE : (page + 1) * _PAGE]
    ways: list[Button] = [button(N_("‹ Back to the preview"), "push-back")]
    if len(audience.units) > (page + 1) * _PAGE:
        ways.append(button(N_("Next page ›"), "push-units", page + 1))
    title = NN_("{count} unit", "{count} units", len(audience.units))
    return Screen(tuple(_row(scene, one) for one in shown), (tuple(ways),), title=title)


def aim_in_words(aim: Aim, phase: Phase, units: UnitTree) -> Msg:
    """Say whom a push is for."""
    where = {"unit": name(aim.unit, units), "phase": phase.name}
    match aim.kind:
        case "behind":
            return N_(
                "To the officers of units below {share} of their target · {unit}, {phase}",
                share=Share(aim.share, 100),
                **where,
            )
        case "silent":
            return N_("To the officers of units that have handed in nothing · {unit}, {phase}", **where)
        case "drafts":
            return N_("To people with unfinished initiatives · {unit}, {phase}", **where)
        case "announcement":
            return N_("Announcement to the officers below · {unit}", unit=where["unit"])


def _numbers(audience: Audience) -> Msg:
    people = NN_("{count} person gets it", "{count} people get it", audience.people)
    of_units = NN_("{count} unit", "{count} units", len(audience.units))
    return N_("{units} · {people}", units=of_units, people=people)


def _left_out(audience: Audience) -> list[Line]:
    """Say who gets nothing, and why."""
    lines: list[Line] = []
    if audience.away:
        lines.append(
            NN_(
                "{count} cannot be reached: they have no account here or have blocked the bot.",
                "{count} cannot be reached: they have no account here or have blocked the bot.",
                audience.away,
            )
        )
    if audience.lately:
        lines.append(
            NN_(
                "{count} is left out: told in the last {days} days already.",
                "{count} are left out: told in the last {days} days already.",
                audience.lately,
                days=AGAIN_AFTER.days,
            )
        )
    if audience.unmanned:
        lines.append(
            NN_(
                "{count} unit has no officer yet: it is to be called.",
                "{count} units have no officer yet: they are to be called.",
                len(audience.unmanned),
            )
        )
    return lines


def _when(scene: Scene, audience: Audience) -> Msg:
    now, under_way = scene.facts.now, audience.under_way + 1
    lasts = pace.lasts(now, audience.people, under_way)
    if pace.is_day(now):
        return N_("It begins at once and takes {time}.", time=lasts)
    begins = At(pace.next_day(now))
    return N_("Nobody is woken: it begins at {begins} and takes {time}.", begins=begins, time=lasts)


def _sample(scene: Scene, doing: Pushing, audience: Audience) -> tuple[Line, ...]:
    """Return the message as the people of the first unit read it."""
    phase = phase_of(scene, doing.aim)
    first = next((one for one in audience.units if one.people), Aimed(doing.aim.unit))
    text = Letter(doing.aim, doing.words, scene.facts.person, phase)
    shown = letter(text, (first,), 0, scene.facts.units, scene.facts.now)
    return (*((shown.title,) if shown.title else ()), *shown.lines)


def _ways(doing: Pushing, audience: Audience) -> Rows:
    send = button(NN_("Send to {count} person", "Send to {count} people", audience.people), "push-send", doing.key)
    words = button(N_("Write my own words"), "push-words")
    if doing.aim.kind == "announcement":
        words = button(N_("Write it differently"), "push-words")
    see = button(N_("See the list of units"), "push-units", 0)
    return (
        *(((send,),) if audience.people else ()),
        *(((see,),) if audience.units else ()),
        *(((words,),) if audience.people else ()),
        (button(N_("Remind others"), "push-whom"), button(N_("Send nothing"), "push-no")),
    )


def _row(scene: Scene, one: Aimed) -> Msg:
    unit = name(one.unit, scene.facts.units)
    people = NN_("{count} person", "{count} people", one.people) if one.people else N_("no officer yet")
    if one.target:
        return N_(
            "{unit}: {verified}/{target} ({share}) · {people}",
            unit=unit,
            verified=one.verified,
            target=one.target,
            share=Share(one.verified, one.target),
            people=people,
        )
    return N_("{unit} · {people}", unit=unit, people=people)


def _below(share: int) -> Button:
    return button(N_("Units below {share}", share=Share(share, 100)), "push-to", "behind", share)


def _unit(scene: Scene, aim: Aim) -> str:
    return name(aim.unit, scene.facts.units)
