"""What can be made as files, and what is said of it while it is made and afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from flows.records import Job, JobState
from flows.screen import N_, NN_, At, Button, Line, Listing, Msg, Screen, Share, button
from flows.states import NAMES

if TYPE_CHECKING:
    from flows.programme import Programme
    from flows.units import UnitTree


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be made: its key, what it is called, and what is asked before it is ordered.

    One that `leads_here` prints a link, and can be made only where a link opens one of our bots.
    """

    key: str
    label: Msg
    by_phase: bool = True
    by_state: bool = False
    by_award: bool = False
    leads_here: bool = False


# A kind needs a maker of the same key in bot/app.py.
KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("initiatives", N_("Excel list of initiatives"), by_state=True),
        Kind("targets", N_("Table of targets and results (Word)"), by_phase=False),
        Kind("summary", N_("Summary table of initiatives (Word)")),
        Kind("closing", N_("Closing report (Word)")),
        Kind("awards", N_("Award list and proposal (Word, Excel)"), by_phase=False, by_award=True),
        Kind("poster", N_("Poster with the unit’s QR code (PDF)"), by_phase=False, leads_here=True),
        Kind("qr", N_("The unit’s QR code (picture)"), by_phase=False, leads_here=True),
    )
}


END: Mapping[JobState, Msg] = {
    "waiting": N_("about to begin"),
    "working": N_("being made"),
    "done": N_("ready"),
    "failed": N_("it could not be made"),
    "called off": N_("stopped, nothing was kept"),
    "expired": N_("ready, but its time is over"),
}


@dataclass(frozen=True, slots=True)
class Wished:
    """All that makes two orders the same."""

    kind: str
    programme: str
    unit: str
    phase: str | None
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, job: Job) -> Wished:
        """Return what a job was ordered for."""
        return cls(job.kind, job.programme, job.unit, job.phase, dict(job.options))


def described(wished: Wished, programmes: Sequence[Programme], units: UnitTree) -> Msg:
    """Say what is wished: what, of which unit, in which phase and state; of an award list which, on which figures."""
    programme = next((one for one in programmes if one.key == wished.programme), None)
    phase = programme.phase(wished.phase) if programme and wished.phase else None
    unit, kind = units.get(wished.unit), KINDS.get(wished.kind)
    pieces: list[Msg | str] = [kind.label if kind else wished.kind, unit.short if unit else wished.unit]
    if phase or (kind and kind.by_phase):
        pieces.append(phase.name if phase else N_("all phases"))
    pieces += [name for state, name in NAMES.items() if state == wished.options.get("state")]
    if kind and kind.by_award:
        pieces[:1] = [N_("Award list {key}", key=wished.options.get("called", ""))]
        pieces.append(N_("figures “{name}”", name=wished.options.get("snapshot", "")))
    if "identities" in wished.options:
        pieces.append(N_("with whole card numbers"))
    return N_("{pieces}", pieces=Listing(tuple(pieces), " · "))


def how_far(job: Job, programmes: Sequence[Programme], units: UnitTree) -> Msg:
    """Say in one line what a job is and how far it is."""
    what = described(Wished.of(job), programmes, units)
    if job.state == "waiting" or not job.total:
        return N_("{what}: about to begin", what=what)
    share = Share(job.done, job.total)
    return N_("{what}: {done}/{total} ({share})", what=what, done=job.done, total=job.total, share=share)


def under_way(job: Job, programmes: Sequence[Programme], units: UnitTree, note: Msg | None = None) -> Screen:
    """Return the message that is redrawn while a job is made."""
    lines = (
        how_far(job, programmes, units),
        N_("The file comes into this chat once it is ready; meanwhile you can do anything else here."),
    )
    return Screen(lines, ((stop(job),),), problem=note)


def stop(job: Job) -> Button:
    """Return the button that stops a job."""
    return button(N_("Stop it"), "job", "stop", job.id)


def listed(jobs: Sequence[Job], programmes: Sequence[Programme], units: UnitTree) -> tuple[Msg, ...]:
    """Return a line for each of several jobs."""
    return tuple(
        N_("{number}. {job}", number=number, job=how_far(job, programmes, units)) for number, job in enumerate(jobs, 1)
    )


def stops(jobs: Sequence[Job]) -> tuple[Button, ...]:
    """Return a button for each of several jobs that stops it, by the number of its line."""
    numbered = (N_("Stop {number}", number=number) for number in range(1, len(jobs) + 1))
    return tuple(button(label, "job", "stop", job.id) for label, job in zip(numbered, jobs, strict=True))


def again(job: Job) -> Button:
    """Return the button that has it made once more."""
    return button(N_("Make it again"), "job", "again", job.id)


def ended(job: Job, programmes: Sequence[Programme], units: UnitTree) -> Screen:
    """Say what has become of a job that is not under way any more."""
    what = described(Wished.of(job), programmes, units)
    return Screen((N_("{what}: {state}.", what=what, state=END[job.state]),), ((again(job),),))


def ready(job: Job, what: Msg, *, since: datetime | None = None) -> Screen:
    """Say that the files are ready; `since` is when they were made, where nothing has changed since then."""
    lines: list[Line] = [N_("{what}: {state}.", what=what, state=END["done"])]
    if job.total and KINDS[job.kind].by_state:
        lines.append(NN_("{count} initiative is in it.", "{count} initiatives are in it.", job.total))
    if since:
        lines.append(N_("Made at {at}, and nothing has changed since then.", at=At(since)))
    return Screen(tuple(lines), ((again(job),),))


def linked(addresses: Sequence[str], job: Job, expires_at: datetime, *, large: bool) -> Screen:
    """Say where files are fetched that the chat cannot carry, because they are large or of their kind."""
    why = N_("The file is too large for this chat. Fetch it here, until {until}:", until=At(expires_at))
    if not large:
        why = N_("This chat takes no file of this kind. Fetch it here, until {until}:", until=At(expires_at))
    lines: tuple[Line, ...] = (
        why,
        *addresses,
        N_("The page asks for a code, which only you get, here. Open the page, then choose “Give me the code”."),
    )
    return Screen(lines, ((button(N_("Give me the code"), "job", "code", job.id),), (close(job),)))


def stays(what: Msg, *, large: bool) -> Screen:
    """Say that files cannot be handed over, and who can change that."""
    if not large:
        kind = N_("{what}: ready, but this chat takes no file of this kind, and this bot has no address.", what=what)
        return Screen((kind, N_("Ask whoever runs the bot to set its public address (WEBHOOK_URL).")))
    lines = (
        N_("{what}: ready, but too large for this chat, and this bot has no address to fetch it from.", what=what),
        N_("Choose a smaller unit or one phase, or ask whoever runs the bot to set its public address (WEBHOOK_URL)."),
    )
    return Screen(lines)


def close(job: Job) -> Button:
    """Return the button that closes the links of a job."""
    return button(N_("Close the link"), "job", "close", job.id)


def code(told: str) -> Screen:
    """Tell the code that opens a link."""
    lines = (
        N_("The code for the download page: {code}", code=told),
        N_("It works once, for ten minutes. Give it to nobody: whoever has link and code has the file."),
    )
    return Screen(lines)
