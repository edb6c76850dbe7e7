"""An initiative as an officer sees it: everything needed to judge, in one message."""

from __future__ import annotations

from flows.draft import Initiative
from flows.effects import Open, Refuse, SendFile
from flows.facts import ById, Facts, Queue
from flows.fields.field import Asking
from flows.rights import may_decide, may_read
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Msg, Screen, button, grid
from flows.states import NAMES
from flows.status import on_behalf
from flows.submission import questions

_MOST_FILE_BUTTONS = 10


def card(initiative: Initiative, facts: Facts, queue: Queue | None = None) -> Screen:
    """Return the card of an initiative that waits, with the buttons to decide."""
    heading: tuple[Line, ...] = ()
    if queue and queue.count > 1:
        heading = (NN_("{count} initiative waits here.", "{count} initiatives wait here.", queue.count),)
    here = (initiative.id, initiative.version)
    decide = (
        (button(N_("Verify"), "verify", *here),),
        (button(N_("Return for correction"), "return", *here), button(N_("Reject"), "reject", *here)),
        (button(N_("Later"), "aside", *here),),
    )
    return Screen(
        (*heading, *lines(initiative, facts)),
        (*grid(_files(initiative), 2), *decide),
        title=N_("New initiative to verify") if initiative.version <= 1 else N_("Corrected initiative to verify"),
    )


def lines(initiative: Initiative, facts: Facts) -> tuple[Line, ...]:
    """Return the initiative's answers as an officer reads them, personal numbers masked."""
    named: list[Line] = [_heading(initiative), *on_behalf(initiative)]
    named += [N_("{question}: {answer}", question=name, answer=answer) for name, answer in _answers(initiative, facts)]
    if initiative.submitted_at:
        named.append(N_("Handed in at {at}.", at=At(initiative.submitted_at)))
    return tuple(named)


def outcome(initiative: Initiative) -> Msg:
    """Say what became of an initiative, by whom and when."""
    if initiative.decided_at is None or initiative.state == "withdrawn":
        return N_("{code}: {state}.", code=initiative.code or "", state=NAMES[initiative.state])
    return N_(
        "{code}: {state} by {officer} at {at}.",
        code=initiative.code or "",
        state=NAMES[initiative.state],
        officer=initiative.decided_by_name,
        at=At(initiative.decided_at),
    )


def opening(scene: Scene, initiative: Initiative) -> tuple[Open, ...]:
    """Return the note that an officer who may decide has it before them; the first one counts."""
    if initiative.state != "pending" or initiative.opened_at is not None:
        return ()
    if not may_decide(scene.facts.person, initiative, scene.facts.units):
        return ()
    return (Open(initiative.id, initiative.version),)


def hand_over_file(scene: Scene) -> Turn:
    """Send an officer one of the files; whoever has no right to the initiative learns nothing."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_read(scene.facts.person, initiative, scene.facts.units):
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("file without the right"))
    files = pieces(initiative)
    number = scene.action.number(1)
    if not 0 <= number < len(files) or "reference" not in files[number]:
        return scene.acknowledge(N_("This is not here any more."))
    file = files[number]
    sent = SendFile(str(file["reference"]), str(file["name"]), str(file["kind"]), str(file["channel"]))
    return Turn(scene.session, (*opening(scene, initiative), sent))


def pieces(initiative: Initiative) -> tuple[dict[str, object], ...]:
    """Return the files and links of an initiative."""
    found = initiative.answers.get("evidence", ())
    return tuple(dict(one) for one in found if isinstance(one, dict)) if isinstance(found, tuple) else ()


def _heading(initiative: Initiative) -> Msg:
    return N_("{code} · “{title}”", code=initiative.code or "", title=initiative.text("title"))


def _answers(initiative: Initiative, facts: Facts) -> list[tuple[Msg, Line]]:
    programme = facts.programme(initiative.programme)
    asking = Asking(programme, facts.units, facts.now, facts.channel)
    return [
        (field.named(asking), field.detail(value, asking))
        for field in questions(programme)
        if (value := initiative.answers.get(field.key)) is not None and value not in ("", ()) and field.key != "title"
    ]


def _files(initiative: Initiative) -> tuple[Button, ...]:
    return tuple(
        button(str(file["name"]), "file", initiative.id, number)
        for number, file in enumerate(pieces(initiative)[:_MOST_FILE_BUTTONS])
        if "reference" in file
    )
