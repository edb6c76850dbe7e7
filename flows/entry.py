"""Nộp hộ: an officer or the support team enters an initiative for a worker, who stays its author and may confirm it."""

from __future__ import annotations

from flows import closing, consent, form, menu
from flows.draft import NOBODY_YET, Initiative
from flows.effects import Consent, Discard, Effect, EnterFor, Refuse, Show
from flows.needs import DraftsOf
from flows.rights import units_for
from flows.scene import Scene, Turn
from flows.screen import N_, Screen, button, column


def enter(scene: Scene) -> Turn:
    """Let somebody who may enter for others declare that the worker agrees, then open the form."""
    if not units_for(scene.facts.person, "enter"):
        refused = Screen((N_("Entering for others is for officers and the support team of a unit."),))
        return scene.show(refused, Refuse("entering for others without the right"))
    if not menu.open_now(scene):
        return scene.show(menu.closed(scene))
    match scene.action.arg(0):
        case "yes":
            return _agreed(scene)
        case "no":
            return scene.move(None).then(Show(_declined()))
        case _:
            return scene.show(_declaration())


def _agreed(scene: Scene) -> Turn:
    """Open the form of the programme that is meant, and record what the officer declared."""
    if scene.action.arg(1) != consent.VERSIONS[consent.ON_BEHALF]:
        return scene.show(_declaration())
    choices, key = menu.open_now(scene), scene.action.arg(2)
    programme = next((one for one in choices if one.key == key or len(choices) == 1), None)
    if programme is None:
        return scene.show(menu.which(scene, "behalf", "yes", scene.action.arg(1)))
    phase = closing.phase_to_begin(scene, programme)
    if phase is None:
        return scene.show(menu.closed(scene, programme))
    by = scene.facts.person.id
    draft = Initiative(scene.facts.fresh.id, NOBODY_YET, programme.key, phase=phase.key, entered_by=by)
    version = consent.VERSIONS[consent.ON_BEHALF]
    declared = Consent(consent.ON_BEHALF, version, consent.words(_declaration()))
    return form.enter(scene, draft).after(*_never_begun(scene), EnterFor(draft, declared))


def _declaration() -> Screen:
    """Say what the worker must know before the first personal question."""
    return Screen(
        (
            N_("You type, the worker stays the author and can confirm it later."),
            N_(
                "Tell the worker first: the union needs their full name, phone number, citizen number and place of "
                "work, so that the right author is recognised. Only the officers of their unit and of the unions above "
                "it can read them."
            ),
            N_("Does the worker agree? Your answer is recorded under your name."),
        ),
        (
            (
                button(N_("The worker agrees"), "behalf", "yes", consent.VERSIONS[consent.ON_BEHALF]),
                button(N_("The worker does not agree"), "behalf", "no"),
            ),
        ),
        title=N_("On behalf of a worker"),
    )


def _declined() -> Screen:
    lines = (
        N_("Nothing has been stored."),
        N_("The worker may hand in themselves at any time, here or on paper at their union."),
    )
    return Screen(lines, column(button(N_("Hand in an initiative"), "begin")))


def _never_begun(scene: Scene) -> tuple[Effect, ...]:
    """Throw away an entry that was opened and never answered, so that the list does not fill up with them."""
    drafts = scene.facts[DraftsOf(scene.facts.person.id)]
    return tuple(Discard(one.id) for one in drafts if one.entered_by is not None and not one.answers)
