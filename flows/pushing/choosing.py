"""Somebody prepares a push: whom, in which words, and the press that sends it, once."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.desk.deciding import own_form
from flows.effects import Refuse, Show, StartPush
from flows.needs import AudienceOf, PushOf
from flows.programme import Phase
from flows.pushing import pace, running, words
from flows.pushing.aims import Aim, Kind, Push
from flows.pushing.preview import is_open, may, own_words, preview, units, whom
from flows.rights import RIGHTS
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Msg, Rows, Screen, Share, button
from flows.session import Pushing
from flows.units import Unit
from flows.vietnamese import unaccented

_USUAL = 30
_MOST = 200
_PERCENT = re.compile(r"(?:duoi|below)?\s*(\d{1,3})\s*(?:%|phan tram|percent)?")
_GONE = N_("This is not here any more.")
_OUT_OF_DATE = N_("This preview is out of date. Begin again from the targets.")


def way(scene: Scene, unit: Unit, phase: Phase) -> Rows:
    """Return the button below a unit's figures from which its officers, or people with drafts, are reminded."""
    if not phase.opens <= scene.facts.now < phase.closes:
        return ()
    if may(scene, unit.code, "behind"):
        label: Msg = N_("Remind units below {share}", share=Share(_USUAL, 100))
    elif may(scene, unit.code, "drafts"):
        label = N_("Remind people with unfinished initiatives")
    else:
        return ()
    return ((button(label, "push", unit.code, phase.key),),)


def begin(scene: Scene) -> Turn:
    """Show at once what a reminder of the usual kind would be; others are chosen from there."""
    unit = scene.facts.units.get(scene.action.arg(0))
    kinds: tuple[Kind, ...] = ("behind", "drafts")
    kind = next((one for one in kinds if unit and may(scene, unit.code, one)), None)
    if unit is None or kind is None:
        return _refused(scene)
    programme = scene.facts.programme_over(unit.code)
    phase = programme.phase(scene.action.arg(1)) or programme.reference_phase(scene.facts.now)
    top = all(role.unit != unit.code for role in scene.facts.person.own_roles if "push" in RIGHTS[role.name])
    aim = Aim(kind, programme.key, phase.key, unit.code, _USUAL if kind == "behind" else 0, itself=top)
    doing = Pushing(scene.facts.fresh.id, aim, "send", then=own_form(scene.session))
    return _show(scene, doing) if is_open(scene, aim) else _ask(scene, replace(doing, asks="whom"))


def pressed(scene: Scene) -> Turn:
    """Take a press on the way to a push."""
    doing = scene.session.doing
    if not isinstance(doing, Pushing):
        return scene.show(Screen((_OUT_OF_DATE,), ((_targets(),),)))
    if not may(scene, doing.aim.unit, "drafts"):
        return scene.move(doing.then, *_refused(scene).effects)
    match scene.action.verb:
        case "push-whom":
            return _ask(scene, replace(doing, asks="whom"))
        case "push-to":
            return _aimed(scene, doing, scene.action.arg(0), scene.action.number(1))
        case "push-words":
            return _ask(scene, replace(doing, asks="words"))
        case "push-units":
            return scene.show(units(scene, doing, scene.action.number(0)))
        case "push-plain":
            return _show(scene, replace(doing, words=""))
        case _:
            return _show(scene, doing)


def leave(scene: Scene) -> Turn:
    """Send nothing."""
    return scene.move(own_form(scene.session), Show(Screen((N_("Nothing was sent."),), ((_targets(),),))))


def typed(scene: Scene, doing: Pushing) -> Turn:
    """Take a percentage, or words of one's own, whichever is asked for."""
    if not may(scene, doing.aim.unit, "drafts"):
        return scene.move(doing.then, *_refused(scene).effects)
    if doing.asks == "words":
        read = words.read(scene.said)
        if isinstance(read, Msg):
            return scene.show(own_words(scene, doing, read))
        return _show(scene, replace(doing, words=read))
    share = _share(scene)
    if share is not None and is_open(scene, doing.aim) and may(scene, doing.aim.unit, "behind"):
        return _aimed(scene, doing, "behind", share)
    return scene.show(question(scene, doing, N_("Press one of the buttons, or type the words on it.")))


def question(scene: Scene, doing: Pushing, problem: Msg | None = None) -> Screen:
    """Return what is asked now."""
    match doing.asks:
        case "whom":
            return whom(scene, doing, problem)
        case "words":
            return own_words(scene, doing, problem)
        case "send":
            return preview(scene, doing, problem)


def send(scene: Scene) -> Turn:
    """Begin the push that was previewed; with other numbers than were shown it is shown again first."""
    key, doing = scene.action.number(0), scene.session.doing
    begun = scene.facts[PushOf(key)]
    if begun is not None and running.is_theirs(scene, begun):
        return running.show_if_theirs(scene, begun)
    if begun is not None:
        return scene.show(Screen((_OUT_OF_DATE,), ((_targets(),),)), Refuse("a push without the right"))
    if not isinstance(doing, Pushing) or doing.key != key:
        return scene.show(Screen((_OUT_OF_DATE,), ((_targets(),),)))
    if not may(scene, doing.aim.unit, doing.aim.kind):
        return scene.move(doing.then, *_refused(scene).effects)
    if doing.aim.kind != "announcement" and not is_open(scene, doing.aim):
        return _ask(scene, replace(doing, asks="whom"))
    audience = scene.facts[AudienceOf(doing.aim, scene.facts.person.id)]
    if audience.numbers != doing.shown:
        changed = N_("The numbers have changed meanwhile. Look at them once more, then press again.")
        return _show(scene, doing, changed)
    push = Push(key, doing.aim, doing.words, pace.next_day(scene.facts.now), audience.numbers)
    started = running.begun(scene, push, audience)
    return scene.move(doing.then, StartPush(push, audience.units), Show(started))


def _aimed(scene: Scene, doing: Pushing, kind: str, share: int) -> Turn:
    """Go on with another kind of people; an announcement is asked for its words first."""
    kinds: tuple[Kind, ...] = ("behind", "silent", "drafts", "announcement")
    meant = next((one for one in kinds if one == kind and may(scene, doing.aim.unit, one)), None)
    if meant is None:
        return _refused(scene)
    if meant != "announcement" and not is_open(scene, doing.aim):
        return _ask(scene, replace(doing, asks="whom"))
    share = min(max(share, 1), _MOST) if meant == "behind" else 0
    kept = doing.words if (doing.aim.kind == "announcement") == (meant == "announcement") else ""
    after = replace(doing, aim=replace(doing.aim, kind=meant, share=share), words=kept)
    return _ask(scene, replace(after, asks="words")) if meant == "announcement" and not kept else _show(scene, after)


def _show(scene: Scene, doing: Pushing, problem: Msg | None = None) -> Turn:
    """Show the preview and remember its numbers; what an earlier one offered to send is out of date."""
    if doing.aim.kind == "announcement" and not doing.words:
        return _ask(scene, replace(doing, asks="words"))
    numbers = scene.facts[AudienceOf(doing.aim, scene.facts.person.id)].numbers
    after = replace(doing, key=scene.facts.fresh.id, asks="send", shown=numbers)
    return scene.move(after, Show(preview(scene, after, problem)))


def _ask(scene: Scene, doing: Pushing) -> Turn:
    return scene.move(doing, Show(question(scene, doing)))


def _share(scene: Scene) -> int | None:
    said = scene.said
    if not isinstance(said, Text):
        return None
    found = _PERCENT.fullmatch(unaccented(said.text).strip())
    return int(found[1]) if found and 0 < int(found[1]) <= _MOST else None


def _targets() -> Button:
    return button(N_("Progress against targets"), "quota")


def _refused(scene: Scene) -> Turn:
    return scene.acknowledge(_GONE).then(Refuse("pushing without the right"))
