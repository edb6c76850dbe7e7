"""An initiative as an officer sees it: everything needed to judge, in one message."""

from __future__ import annotations

from flows.draft import Initiative
from flows.effects import Refuse, SendFile
from flows.facts import ById, Facts, Queue
from flows.fields.field import Asking
from flows.pieces import evidence_of
from flows.rights import may_read
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Msg, Screen, button, grid
from flows.states import NAMES
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
    named: list[Line] = [_heading(initiative)]
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


def hand_over_file(scene: Scene) -> Turn:
    """Send an officer one of the files; whoever has no right to the initiative learns nothing."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_read(scene.facts.person, initiative, scene.facts.units):
        return scene.acknowledge(N_("This is not here any more.")).then(Refuse("file without the right"))
    pieces, number = evidence_of(initiative), scene.action.number(1)
    if not 0 <= number < len(pieces) or "reference" not in pieces[number]:
        return scene.acknowledge(N_("This is not here any more."))
    if "refused" in pieces[number]:
        return scene.acknowledge(N_("This file could not be used and was not kept. The author knows."))
    file = {key: str(value) for key, value in pieces[number].items()}
    sent = SendFile(file["reference"], file["name"], file["kind"], file["channel"], file.get("sha256", ""))
    return Turn(scene.session, (sent,))


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
        for number, file in enumerate(evidence_of(initiative)[:_MOST_FILE_BUTTONS])
        if "reference" in file and "refused" not in file
    )
