"""The way in: welcome, an open draft, consent, and the first question."""

from __future__ import annotations

from dataclasses import replace

from flows import closing, consent, form, leaving, recall, refusing, status, windows
from flows.desk import calling
from flows.desk.deputy_choice import away
from flows.draft import Initiative
from flows.effects import Discard, Keep, Show
from flows.needs import ById, DraftsOf
from flows.programme import Phase, Programme
from flows.rights import decides_for, quota_units, units_for
from flows.said import Command
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Button, Line, Msg, Rows, Screen, button, column
from flows.session import Filling


def welcome(scene: Scene, note: Msg | None = None) -> Screen:
    """Say what this is, until when it takes initiatives, and what can be done here."""
    taking = windows.taking_now(scene)
    programme = taking[0] if taking else scene.facts.programme()
    lines: list[Line] = [
        N_("Hello! Initiatives for the programme “{programme}” are handed in here.", programme=programme.short_name),
        windows.of(scene, programme),
    ]
    if len(taking) > 1:
        lines = [N_("Hello! Initiatives are handed in here for these programmes:"), *windows.every(scene, taking)]
    if taking:
        lines.append(N_("It takes about 5 minutes. You may stop at any time; your answers are kept."))
    calls = calling.way(scene)
    return Screen(tuple(lines), ((calls,), *_ways(scene)) if calls else _ways(scene), problem=note)


def _ways(scene: Scene) -> Rows:
    person = scene.facts.person
    rows: list[tuple[Button, ...]] = [
        (button(N_("My initiatives"), "mine"), button(N_("Guide"), "guide")),
        (button(N_("Ask somebody for help"), "support"),),
    ]
    rows = [*((_longer(scene, *one),) for one in closing.extended(scene.facts)), *rows]
    if scene.facts.programme().phase_at(scene.facts.now):
        rows.insert(0, (button(N_("Hand in an initiative"), "begin"),))
    if decides_for(person):
        rows.append((button(N_("What waits for me"), "queue"), *away(person)))
    if quota_units(person):
        rows.append((button(N_("Progress against targets"), "quota"),))
    return tuple(rows)


def _longer(scene: Scene, programme: Programme, phase: Phase) -> Button:
    """Return the button for who has more time; of several programmes it names the one."""
    name = phase.name if len(scene.facts.programmes) == 1 else f"{phase.name} · {windows.named(scene, programme)}"
    return button(N_("My unit has more time for {phase}", phase=name), "begin", programme.key, phase.key)


def start(scene: Scene) -> Turn:
    """Welcome somebody; a unit from a QR code is remembered; an open draft is offered first."""
    session = scene.session
    payload = scene.said.argument if isinstance(scene.said, Command) else ""
    if payload.startswith("u-") and scene.facts.units.get(payload[2:]):
        session = replace(session, proposed_unit=payload[2:])
    scene = replace(scene, session=session)
    return offer_draft(scene) or scene.move(None).then(Show(welcome(scene)))


def offer_draft(scene: Scene) -> Turn | None:
    """Offer to go on with an unfinished initiative, None where there is none."""
    unfinished = _unfinished(scene)
    if not unfinished:
        return None
    told = closing.noted(unfinished[0], closing.of(scene.facts, unfinished[0]))
    return scene.move(None).then(Show(_resume(scene, unfinished)), *told)


def begin(scene: Scene, *, anew: bool = False) -> Turn:
    """Begin an initiative; somebody who may also enter for others is offered an open draft, then asked whose it is."""
    if not open_now(scene):
        return scene.show(closed(scene))
    if units_for(scene.facts.person, "enter"):
        return (None if anew else offer_draft(scene)) or scene.move(None).then(Show(_choice(scene)))
    return begin_own(scene, anew=anew)


def open_now(scene: Scene) -> tuple[Programme, ...]:
    """Return the programme a button names, else those that take initiatives, else those with more time for some."""
    named = next((one for one in scene.facts.programmes if one.key == scene.action.arg(0)), None)
    return (named,) if named else windows.taking_now(scene) or closing.only_extended(scene)


def closed(scene: Scene, programme: Programme | None = None) -> Screen:
    """Say when initiatives are or were taken in."""
    return Screen((windows.of(scene, programme or scene.facts.programme()),), _ways(scene))


def _choice(scene: Scene) -> Screen:
    """Ask somebody who may also enter for others whose initiative it is; a programme and phase chosen stay chosen."""
    chosen = scene.action.args if scene.action.verb == "begin" else ()
    own, behalf = button(N_("My own"), "own", *chosen), button(N_("On behalf of a worker"), "behalf")
    return Screen((N_("Whose initiative do you want to hand in?"),), column(own, behalf))


def begin_own(scene: Scene, *, anew: bool = True) -> Turn:
    """Begin one's own: a phase is open, consent is given, an open draft was offered, one programme is meant."""
    choices = open_now(scene)
    meant = choices[0] if len(choices) == 1 else None
    phase = closing.phase_to_begin(scene, meant) if meant else None
    if not choices or (meant and phase is None):
        return scene.show(closed(scene, meant))
    if not consent.given(scene):
        return scene.move(None).then(Show(consent.question()))
    offered = None if anew else offer_draft(scene)
    if offered:
        return offered
    if meant is None or phase is None:
        verb = "own" if units_for(scene.facts.person, "enter") else "anew" if anew else "begin"
        return scene.move(None).then(Show(which(scene, verb)))
    own = (one for one in _drafts(scene) if one.entered_by is None)
    empty = next((one for one in own if not one.answers and one.programme == meant.key), None)
    new = empty or Initiative(scene.facts.fresh.id, scene.facts.person.id, meant.key)
    initiative = recall.offered(scene, replace(new, phase=phase.key))
    return form.enter(scene, initiative).after(Keep(initiative))


def which(scene: Scene, verb: str, *args: str) -> Screen:
    """Ask for which of several programmes an initiative is."""
    choices = open_now(scene)
    buttons = column(*(button(windows.named(scene, one), verb, *args, one.key) for one in choices))
    return Screen((N_("Which programme is the initiative for?"), *windows.every(scene, choices)), buttons)


def consented(scene: Scene) -> Turn:
    """Record a yes and go on to the first question; read a no, or a wish to know more."""
    if scene.action.arg(1) == consent.PUBLISH:
        return consent.answered_publish(scene)
    match scene.action.arg(0):
        case "yes" if consent.given(scene):
            opened = form.opened(scene)
            return scene.show(opened.screen()) if opened else begin_own(scene, anew=False)
        case "yes":
            agreed = consent.agreed(scene)
            if agreed is None:
                return scene.show(consent.question())
            person = replace(scene.facts.person, consents=scene.facts.person.consents | {consent.SUBMIT})
            begun = replace(scene, facts=replace(scene.facts, person=person))
            return begin_own(begun, anew=bool(units_for(person, "enter"))).after(agreed)
        case "no":
            return consent.declined(scene)
        case _:
            return scene.show(consent.details(scene))


def resume(scene: Scene) -> Turn:
    """Open a draft, or a returned initiative, that belongs to the person; consent is asked for anew if it is gone."""
    opened = form.opened(scene, Filling(scene.action.number(0)))
    if opened is None:
        initiative = scene.facts[ById(scene.action.number(0))]
        overtaken = status.overtaken(scene, initiative)
        return overtaken or scene.show(
            welcome(scene, N_("This draft is not here any more.")), *refusing.noted(scene, initiative)
        )
    if opened.initiative.entered_by is None and not consent.given(scene):
        return scene.show(consent.question())
    note = N_("Correct what was asked for, then hand in again.") if opened.initiative.state == "returned" else None
    return form.enter(scene, opened.initiative, note)


def later(scene: Scene, opened: form.Form) -> Turn:
    """Put a form aside; everything answered is kept."""
    if opened.corrects:
        return status.finished(scene, opened.initiative)
    done, total = _count(opened.initiative, scene)
    screen = Screen(
        (
            N_("The draft is kept: {done} of {total} questions answered.", done=done, total=total),
            N_("Go on whenever you like, on this phone or another: type /submit."),
        ),
        ((button(N_("Go on"), "draft", opened.initiative.id), button(N_("My initiatives"), "mine")),),
    )
    return scene.move(None).then(Show(screen))


def cancel(scene: Scene, opened: form.Form | None) -> Turn:
    """Ask whether the draft shall be kept or deleted; nothing is lost by asking."""
    if opened is None:
        return scene.move(None).then(Show(welcome(scene, N_("Stopped. Nothing is open now."))))
    if opened.corrects:
        return status.finished(scene, opened.initiative)
    return leaving.ask(scene, opened)


def put_aside(scene: Scene) -> Turn:
    """Keep the draft that a cancel was about."""
    opened = form.opened(scene, Filling(scene.action.number(0)))
    if opened is None:
        return scene.show(welcome(scene), *refusing.noted(scene, scene.facts[ById(scene.action.number(0))]))
    return later(scene, opened)


def discard(scene: Scene) -> Turn:
    """Delete one's own draft; what was handed in is never deleted this way."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or initiative.editor != scene.facts.person.id or initiative.state != "draft":
        gone = welcome(scene, N_("This draft is not here any more."))
        return scene.show(gone, *refusing.noted(scene, initiative))
    if len(initiative.answers) != scene.action.number(1):
        return scene.move(None).then(Show(_resume(scene, (initiative,))))
    deleted = Screen((N_("The draft is deleted."),), _ways(scene))
    return scene.move(None).then(Discard(initiative.id), Show(deleted))


def guide(scene: Scene) -> Turn:
    """Explain in five lines how handing in works."""
    return scene.show(
        Screen(
            (
                N_("1. Press “Hand in an initiative” and answer one question at a time."),
                N_("2. At the end check your answers; every one can be corrected by its number."),
                N_("3. Press “Hand in”. You get a code: keep it."),
                N_("4. The officer of your unit verifies it, or returns it and says what is missing."),
                N_("5. You are told of every decision here. Type the code at any time to see where it stands."),
            ),
            _ways(scene),
            title=N_("How to hand in an initiative"),
        )
    )


def _drafts(scene: Scene) -> tuple[Initiative, ...]:
    return scene.facts[DraftsOf(scene.facts.person.id)]


def _unfinished(scene: Scene) -> tuple[Initiative, ...]:
    return tuple(one for one in _drafts(scene) if one.answers)


def _count(initiative: Initiative, scene: Scene) -> tuple[int, int]:
    opened = form.Form(initiative, Filling(initiative.id), scene.session, scene.facts)
    return opened.done, len(opened.fields)


def _resume(scene: Scene, unfinished: tuple[Initiative, ...]) -> Screen:
    newest = unfinished[0]
    done, total = _count(newest, scene)
    named = newest.text("title")
    lines = [N_("You have an unfinished initiative: {done} of {total} questions answered.", done=done, total=total)]
    if newest.entered_by is not None:
        lines.append(N_("On behalf of {author}", author=newest.text("full_name") or "…"))
    if named:
        lines.append(N_("“{title}”", title=named))
    if len(unfinished) > 1:
        lines.append(
            NN_(
                "{count} more draft is under “My initiatives”.",
                "{count} more drafts are under “My initiatives”.",
                len(unfinished) - 1,
            )
        )
    rows = (
        (button(N_("Go on"), "draft", newest.id),),
        (button(N_("Begin a new one"), "anew"), leaving.deleting(newest)),
        (button(N_("My initiatives"), "mine"),),
    )
    gone = closing.of(scene.facts, newest)
    return Screen((*lines, gone.said), (*gone.rows, *rows)) if gone else Screen(tuple(lines), rows)
