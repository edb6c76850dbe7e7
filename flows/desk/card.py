"""An initiative as an officer sees it: everything needed to judge, in one message."""

from __future__ import annotations

from dataclasses import replace

from flows import changes, eligibility
from flows.authors import authors, credited
from flows.backlog import Queue
from flows.deputies import decider
from flows.desk import claims, comparing
from flows.draft import NOBODY_YET, Initiative, Secret
from flows.effects import RefreshCards, Refuse, SendFile
from flows.facts import Facts
from flows.fields.description import CONFIDENTIAL
from flows.fields.field import Asking
from flows.late_files import as_known
from flows.needs import ById, VerifiersOf
from flows.pieces import evidence_of
from flows.rights import may_read, may_read_content
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Msg, Rows, Screen, button, column, grid
from flows.states import NAMES
from flows.status import on_behalf
from flows.submission import questions

_MOST_FILE_BUTTONS = 10
_CONTENT = frozenset({"description", "evidence"})
_GONE = N_("This is not here any more.")


def card(initiative: Initiative, facts: Facts, queue: Queue | None = None, reader: int | None = None) -> Screen:
    """Return the card of an initiative that waits, with the buttons to decide; `reader` is who speaks if not given."""
    heading: tuple[Line, ...] = ()
    if initiative.reason:
        heading = (N_("Opened again because: {reason}", reason=initiative.reason),)
    if queue and queue.count > 1:
        heading = (*_waiting_here(queue, facts), *heading)
    if reader is None:
        heading = (*heading, *claims.noted(initiative, facts))
    here = (initiative.id, initiative.version)
    decide = (
        (button(N_("Verify"), "verify", *here),),
        (button(N_("Return for correction"), "return", *here), button(N_("Reject"), "reject", *here)),
        (button(N_("Later"), "aside", *here), *_identity(initiative)),
        *(history(initiative) if initiative.version > 1 else ()),
    )
    files = _files(initiative) if _opens(initiative, facts, reader) else ()
    return Screen(
        (*heading, *lines(initiative, facts, reader, since_returned=True), *comparing.flags(initiative, facts)),
        (*grid(files, 2), *column(*comparing.buttons(initiative, facts)), *decide),
        title=_title(initiative),
    )


def _waiting_here(queue: Queue, facts: Facts) -> tuple[Line, ...]:
    """Say how many wait here, and how long the oldest has been waiting."""
    days = _days(queue.oldest, facts) if queue.oldest else 0
    if days == 0:
        return (NN_("{count} initiative waits here.", "{count} initiatives wait here.", queue.count),)
    longest = NN_("{count} day", "{count} days", days)
    return (
        NN_(
            "{count} initiative waits here, the oldest for {days}.",
            "{count} initiatives wait here, the oldest for {days}.",
            queue.count,
            days=longest,
        ),
    )


def _days(initiative: Initiative, facts: Facts) -> int:
    since = initiative.waiting_since or initiative.submitted_at
    return max(0, (facts.now - since).days) if since and initiative.state == "pending" else 0


def lines(
    initiative: Initiative, facts: Facts, reader: int | None = None, *, since_returned: bool = False
) -> tuple[Line, ...]:
    """Return the initiative's answers as an officer reads them, personal numbers masked; closed content is named so."""
    initiative = as_known(initiative, facts)
    closed = frozenset() if _opens(initiative, facts, reader) else _CONTENT
    named: list[Line] = [heading(initiative), *on_behalf(initiative)]
    if initiative.submitted_at:
        named.append(N_("Handed in at {at}.", at=At(initiative.submitted_at)))
    if days := _days(initiative, facts):
        named.append(NN_("It has been waiting for {count} day.", "It has been waiting for {count} days.", days))
    if since_returned:
        named += changes.lines(initiative, facts, closed)
    programme, handed_in = facts.programme(initiative.programme), initiative.submitted_at or facts.now
    named += [N_("Note: {remark}", remark=remark) for remark in eligibility.remarks(initiative, programme, handed_in)]
    named += [
        N_("{question}: {answer}", question=name, answer=CONFIDENTIAL if key in closed else answer)
        for key, name, answer in _answers(initiative, facts)
    ]
    everybody = authors(initiative)
    if len(everybody) > 1:
        named.append(N_("Credited author: {name}", name=credited(everybody).name))
    return tuple(named)


def refreshed(initiative: Initiative, facts: Facts, decision: int | None = None) -> tuple[RefreshCards, ...]:
    """Draw its cards anew; content that stays within a unit is closed on those of everybody else.

    `decision` is the version of a decision that is taken back, whose cards get their buttons again.
    """
    if not initiative.confidential:
        return (RefreshCards(initiative.id, card(initiative, facts, reader=NOBODY_YET), decision=decision),)
    readers = _verifiers(initiative, facts)
    shut = card(initiative, facts, reader=NOBODY_YET)
    opened = (
        RefreshCards(initiative.id, card(initiative, facts, reader=one), (one,), decision=decision) for one in readers
    )
    return (*opened, RefreshCards(initiative.id, shut, without=readers, decision=decision))


def outcome(initiative: Initiative) -> Msg:
    """Say what became of an initiative, by whom and when."""
    if initiative.decided_at is None or initiative.state == "withdrawn":
        return N_("{code}: {state}.", code=initiative.code or "", state=NAMES[initiative.state])
    return N_(
        "{code}: {state} by {officer} at {at}.",
        code=initiative.code or "",
        state=NAMES[initiative.state],
        officer=decider(initiative),
        at=At(initiative.decided_at),
    )


def history(initiative: Initiative) -> Rows:
    """Return the button that leads to everything that was done with an initiative."""
    return ((button(N_("History"), "history", initiative.id),),)


def hand_over_file(scene: Scene) -> Turn:
    """Send an officer one of the files; whoever has no right to the initiative learns nothing."""
    initiative = scene.facts[ById(scene.action.number(0))]
    readable = initiative is not None and may_read(scene.facts.person, initiative, scene.facts.units)
    if initiative is None or not readable or not _opens(initiative, scene.facts, None):
        return scene.acknowledge(_GONE).then(Refuse("file without the right"))
    pieces, number = evidence_of(as_known(initiative, scene.facts)), scene.action.number(1)
    if not 0 <= number < len(pieces) or "reference" not in pieces[number]:
        return scene.acknowledge(_GONE)
    if "refused" in pieces[number]:
        return scene.acknowledge(N_("This file could not be used and was not kept. The author knows."))
    file = {key: str(value) for key, value in pieces[number].items()}
    sha256 = file.get("sha256", "")
    sent = SendFile(file["reference"], file["name"], file["kind"], file["channel"], sha256, about=initiative.id)
    return Turn(scene.session, (*claims.opening(scene, initiative), sent))


def _opens(initiative: Initiative, facts: Facts, reader: int | None) -> bool:
    """Tell whether the reader, else who speaks, may read the content."""
    if not initiative.confidential:
        return True
    return may_read_content(facts.person.id if reader is None else reader, initiative, _verifiers(initiative, facts))


def _verifiers(initiative: Initiative, facts: Facts) -> tuple[int, ...]:
    path = tuple(unit.code for unit in facts.units.path(initiative.unit or ""))
    return facts[VerifiersOf(path, without=initiative.author, nor=initiative.entered_by, absent=True)]


def _title(initiative: Initiative) -> Msg:
    if initiative.state == "pending" and initiative.reason:
        return N_("Reopened: to be decided again")
    return N_("New initiative to verify") if initiative.unchanged else N_("Corrected initiative to verify")


def heading(initiative: Initiative) -> Msg:
    """Return the code and title of an initiative."""
    return N_("{code} · “{title}”", code=initiative.code or "", title=initiative.text("title"))


def _answers(initiative: Initiative, facts: Facts) -> list[tuple[str, Msg, Line]]:
    programme = facts.programme(initiative.programme)
    asking = Asking(programme, facts.units, facts.now, facts.channel, answers=initiative.answers)
    return [
        (field.key, field.named(asking), field.detail(value, asking))
        for field in questions(programme)
        if (value := initiative.answers.get(field.key)) is not None and value not in ("", ()) and field.key != "title"
    ]


def _identity(initiative: Initiative) -> tuple[Button, ...]:
    if not isinstance(initiative.answers.get("identity"), Secret):
        return ()
    return (replace(button(N_("See the whole card number"), "identity", initiative.id), pops_up=True),)


def _files(initiative: Initiative) -> tuple[Button, ...]:
    return tuple(
        button(str(file["name"]), "file", initiative.id, number)
        for number, file in enumerate(evidence_of(initiative)[:_MOST_FILE_BUTTONS])
        if "reference" in file and "refused" not in file
    )
