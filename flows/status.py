"""Where an initiative stands: state, who has it and for how long, when to expect an answer, what to do, whom to ask."""

from __future__ import annotations

from flows import marks
from flows.deputies import decider
from flows.desk.routing import verifying_unit
from flows.draft import Initiative, State
from flows.effects import Show
from flows.needs import FailedConfirmations
from flows.programme import VIETNAM
from flows.rights import has_hand_in, may_edit
from flows.said import Tap
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Day, Line, Msg, Rows, Screen, button
from flows.states import NAMES, allowed
from flows.workdays import working_days_after

MOST_CONFIRMATIONS = 3
JUST_DECIDING = N_("An officer is just deciding on it. Look again in about ten minutes; nothing is lost.")
_NEXT: dict[State, Msg] = {
    "pending": N_("Next: the officer verifies it or returns it. You are told here."),
    "returned": N_("Next: correct it, then hand it in again."),
    "verified": N_("It counts for your unit. There is nothing more to do."),
}


def screen(scene: Scene, initiative: Initiative, note: Msg | None = None) -> Screen:
    """Return all that whoever wrote or entered an initiative wants to know of it, with what they can do."""
    initiative = initiative.as_known()
    heading = N_("“{title}”", title=title(initiative))
    return Screen(lines(scene, initiative), ways(scene, initiative), title=heading, problem=note)


def lines(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    """Return where an initiative that was handed in stands, for whoever wrote or entered it."""
    told: list[Line] = [
        N_("Code: {code}", code=initiative.code or ""),
        N_("State: {state}", state=NAMES[initiative.state]),
    ]
    told += handed_in(scene, initiative)
    told += on_behalf(initiative)
    if initiative.state == "pending":
        told += [*waiting(scene, initiative), *_expected(scene, initiative)]
    elif initiative.decided_at and initiative.state != "withdrawn":
        told.append(N_("Decided by {officer} at {at}.", officer=decider(initiative), at=At(initiative.decided_at)))
    told += reason(initiative)
    if initiative.state in _NEXT:
        told.append(_NEXT[initiative.state])
    if initiative.state != "withdrawn":
        told += ask(scene, initiative)
    return (*told, *pass_on(scene, initiative))


def reason(initiative: Initiative) -> tuple[Line, ...]:
    """Return why it was decided so: of a return, each question to be corrected with its reason."""
    if initiative.state == "returned" and initiative.marks:
        return (N_("To be corrected:"), *marks.lines(initiative.marks))
    if not initiative.reason:
        return ()
    if initiative.state == "pending":
        return (N_("Opened again because: {reason}", reason=initiative.reason),)
    return (N_("Reason: {reason}", reason=initiative.reason),)


def handed_in(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    """Say when it was handed in and in which phase it counts."""
    phase = scene.facts.programme(initiative.programme).phase(initiative.phase or "")
    if initiative.submitted_at is None or phase is None:
        return ()
    return (N_("Handed in at {at}, {phase}", at=At(initiative.submitted_at), phase=phase.name),)


def on_behalf(initiative: Initiative) -> tuple[Line, ...]:
    """Say who entered it for whom, and whether the author has confirmed."""
    if initiative.entered_by is None:
        return ()
    named = {"author": initiative.text("full_name"), "officer": initiative.entered_by_name}
    if initiative.confirmed_at:
        return (N_("Entered for {author} by {officer}; the author confirmed it.", **named),)
    return (N_("Entered for {author} by {officer}; the author has not confirmed it yet.", **named),)


def pass_on(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    """Give whoever entered it the words the worker needs to confirm it."""
    if not initiative.unconfirmed or initiative.state == "withdrawn" or scene.facts.person.id != initiative.entered_by:
        return ()
    return (
        "",
        N_("Pass this on to {author}:", author=initiative.text("full_name")),
        N_(
            "“Your initiative has been handed in, its code is {code}. "
            "Write this code to this bot to confirm that it is yours.”",
            code=initiative.code or "",
        ),
    )


def waiting(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    """Say which unit has it, since when, and whether an officer has opened it."""
    if initiative.submitted_at is None:
        return ()
    unit = verifying_unit(scene, initiative)
    days = (scene.facts.now - initiative.submitted_at).days
    name = unit.short if unit else ""
    with_unit = (
        NN_("It has been with {unit} for {count} day.", "It has been with {unit} for {count} days.", days, unit=name)
        if days
        else N_("It is with {unit} since today.", unit=name)
    )
    return with_unit, *_passed_up(scene, initiative), seen(initiative) or N_("No officer has opened it yet.")


def _passed_up(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    """Say which unit above has it too after a long time (decision 21)."""
    above = scene.facts.units.get(initiative.escalated or "")
    return (N_("It has waited long, so {unit} has it now as well.", unit=above.short),) if above else ()


def seen(initiative: Initiative) -> Msg | None:
    """Say which officer has opened it and when, None where nobody has."""
    if initiative.opened_at is None:
        return None
    return N_("{officer} opened it at {at}.", officer=initiative.opened_by_name, at=At(initiative.opened_at))


def ask(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    """Name whom to ask: the union of the place of work."""
    unit = scene.facts.units.get(initiative.unit or "")
    return (N_("Questions: ask {unit}, or press “Ask somebody for help”.", unit=unit.short),) if unit else ()


def expected_on(scene: Scene, initiative: Initiative) -> Day:
    """Return the day by which an answer is usual: so many working days after handing in (decision 21)."""
    begun = (initiative.submitted_at or scene.facts.now).astimezone(VIETNAM).date()
    return Day(working_days_after(begun, scene.facts.programme(initiative.programme).decision_days))


def _expected(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    expected = expected_on(scene, initiative)
    if scene.facts.now.astimezone(VIETNAM).date() > expected.day:
        return (N_("An answer was to be expected by {day}. Remind the officer, your code is enough.", day=expected),)
    return (N_("An answer usually comes by {day}.", day=expected),)


def ways(scene: Scene, initiative: Initiative) -> Rows:
    """Return what whoever wrote or entered an initiative can do with it now."""
    person = scene.facts.person
    first: list[Button] = []
    if may_edit(person, initiative):
        label = N_("Correct it now") if initiative.state == "returned" else N_("Correct before it is opened")
        first.append(button(label, "draft", initiative.id, initiative.version))
    if may_withdraw(scene, initiative):
        first.append(button(N_("Withdraw"), "withdraw", initiative.id, initiative.version))
    rest = (
        (button(N_("My initiatives"), "mine"), button(N_("Ask somebody for help"), "support")),
        (button(N_("Hand in another initiative"), "begin"),),
    )
    return (*((tuple(first),) if first else ()), *_reopening(scene, initiative), *rest)


def may_withdraw(scene: Scene, initiative: Initiative) -> bool:
    """Tell whether the person looks after an initiative that can be taken back."""
    return initiative.editor == scene.facts.person.id and allowed("withdraw", initiative.as_known().state)


def _reopening(scene: Scene, initiative: Initiative) -> Rows:
    if not initiative.unconfirmed or scene.facts.person.id != initiative.entered_by:
        return ()
    if scene.facts[FailedConfirmations(initiative.id)] < MOST_CONFIRMATIONS:
        return ()
    return ((button(N_("Let the worker try again"), "reopen", initiative.id),),)


def title(initiative: Initiative) -> Line:
    """Return what an initiative is called in lists and headings."""
    return initiative.text("title") or initiative.code or N_("no name yet")


def finished(scene: Scene, initiative: Initiative) -> Turn:
    """Leave the corrections of what was handed in; it has been waiting all the time."""
    return scene.move(None).then(Show(screen(scene, initiative)))


def overtaken(scene: Scene, initiative: Initiative | None) -> Turn | None:
    """Say why something of one's own can no longer be changed, None where that is not so."""
    if initiative is None or initiative.state == "draft" or not has_hand_in(scene.facts.person, initiative):
        return None
    if may_edit(scene.facts.person, initiative):
        return None
    shown = Show(screen(scene, initiative, _why_not(scene, initiative)))
    return Turn(scene.session.now(None), (shown,))


def _why_not(scene: Scene, initiative: Initiative) -> Msg:
    """Say why nothing can be corrected; whoever typed an answer also learns that it was not taken."""
    pressed = isinstance(scene.said, Tap)
    if initiative.held:
        return JUST_DECIDING if pressed else N_("Not taken: {why}", why=JUST_DECIDING)
    if initiative.state != "pending" or initiative.opened_at is None:
        return N_("This can no longer be corrected.") if pressed else N_("Not taken: this can no longer be corrected.")
    opened: dict[str, str | At] = {"officer": initiative.opened_by_name, "at": At(initiative.opened_at)}
    if pressed:
        return N_("{officer} opened it at {at}. To correct it, ask the officer to return it.", **opened)
    return N_("Not taken: {officer} opened it at {at}. To correct it, ask the officer to return it.", **opened)
