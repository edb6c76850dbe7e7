"""Award lists and the proposal that goes with them, from plain values: who is put forward, for what, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.making.word.elements import Cell, Row, Words, table
from bot.making.word.letterhead import BLANK, Letterhead
from bot.making.word.page import Page
from bot.making.word.wording import Say, capital
from flows.screen import N_, NN_, At, Line

_SIZE = 12
_BOX = "☐"


@dataclass(frozen=True, slots=True)
class AwardRow:
    """Somebody who is put forward: a unit or a person of one.

    `about` is what the dossier tells of a person; `reasons` are the criteria met, with their numbers; `to_tick` what
    staff still decide by hand (decision 18).
    """

    name: str
    unit: str
    reasons: tuple[Line, ...]
    to_tick: tuple[Line, ...] = ()
    about: tuple[Line, ...] = ()
    past_awards: str = ""


@dataclass(frozen=True, slots=True)
class AwardList:
    """Who is put forward for an award, by which criteria, on which stored figures.

    `programme` is its full name; `snapshot` the name of the stored figures, `at` the instant they are of and `digest`
    the number that proves them; `limits` say how many units may put forward; `personal` lists have what persons were
    awarded before.
    """

    title: Line
    programme: str
    criteria: tuple[Line, ...]
    rows: tuple[AwardRow, ...]
    snapshot: str
    at: datetime
    digest: str = ""
    limits: tuple[Line, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a proposal says besides its list: who writes it to whom, and what the dossier holds.

    `office` tells that it goes from an office to the board of its own unit, and is signed there.
    """

    to: Line
    papers: tuple[Line, ...]
    office: bool = False


def write_list(awards: AwardList, letterhead: Letterhead, say: Say, file: Path, *, office: bool = False) -> None:
    """Write the list: the criteria, each row with why, what is still to be ticked, and the figures it goes back to."""
    page = Page(say, say(awards.title), awards.at, lying=True)
    page.annex_of(letterhead)
    about = say(N_("of the programme “{programme}”", programme=awards.programme))
    page.title(say(N_("LIST OF THOSE PUT FORWARD")), say(awards.title), about)
    page.note_below_title(
        say(N_("(Goes with proposal No. ….. of day…. month.....year {year})", year=str(letterhead.day.year)))
    )
    _put(page, awards)
    page.signed(letterhead, (), office=office)
    page.save(file)


def write_proposal(awards: AwardList, letterhead: Letterhead, proposal: Proposal, say: Say, file: Path) -> None:
    """Write the proposal that the list goes with."""
    page = Page(say, say(awards.title), awards.at)
    page.head(letterhead.office if proposal.office else letterhead, "TTr")
    page.title(say(N_("PROPOSAL")), say(N_("On rewarding: {award}", award=say(awards.title))))
    page.addressed(say(N_("To: {unit}", unit=say(proposal.to))))
    page.text(say(_opening(awards, letterhead, proposal)))
    page.text(say(_request(awards)))
    page.heading(say(N_("Criteria")))
    _dashed(page, awards.criteria)
    page.heading(say(N_("The dossier holds")))
    for place, paper in enumerate(proposal.papers, 1):
        page.text(f"{place}. {say(paper)}")
    page.text(say(N_("We ask you to consider and decide./.")))
    copies = (say(N_("- As above;")), say(N_("- Filed: office, {blank}.", blank=BLANK)))
    page.signed(letterhead, copies, office=proposal.office)
    page.save(file)


def _opening(awards: AwardList, letterhead: Letterhead, proposal: Proposal) -> Line:
    by = N_("{board} of {unit}", board=letterhead.board, unit=letterhead.unit)
    return N_(
        "Having carried out the programme “{programme}”, and having looked at the results against the criteria, {by} "
        "proposes to {above}:",
        programme=awards.programme,
        by=BLANK if proposal.office else by,
        above=proposal.to,
    )


def _request(awards: AwardList) -> Line:
    count, award = len(awards.rows), awards.title
    if awards.personal:
        return NN_(
            "To consider for “{award}” {count} person (list attached).",
            "To consider for “{award}” {count} persons (list attached).",
            count,
            award=award,
        )
    return NN_(
        "To consider for “{award}” {count} unit (list attached).",
        "To consider for “{award}” {count} units (list attached).",
        count,
        award=award,
    )


def _put(page: Page, awards: AwardList) -> None:
    say = page.say
    page.text(Words(say(N_("Criteria:")), bold=True), with_next=True)
    _dashed(page, awards.criteria)
    if awards.limits:
        page.text(Words(say(N_("How many each unit may put forward:")), bold=True), with_next=True)
        _dashed(page, awards.limits)
    page.space(4)
    shares = _shares(awards)
    widths = tuple(share * page.width for share in shares)
    page.add(table(widths, tuple(_rows(awards, say, len(shares))), size=_SIZE))
    page.remark(
        say(N_("Figures as of {at}, as stored under “{snapshot}”.", at=At(awards.at), snapshot=awards.snapshot))
    )
    if awards.digest:
        page.remark(say(N_("Digest of the figures: {digest}", digest=awards.digest)))


def _dashed(page: Page, lines: Sequence[Line]) -> None:
    for one in lines:
        page.text(f"- {capital(page.say(one))}")


def _shares(awards: AwardList) -> tuple[float, ...]:
    return (0.05, 0.24, 0.17, 0.25, 0.14, 0.15) if awards.personal else (0.06, 0.24, 0.2, 0.28, 0.22)


def _rows(awards: AwardList, say: Say, columns: int) -> Iterator[Row]:
    name = N_("Full name, year of birth, position, initiative") if awards.personal else N_("Name")
    before = (N_("Titles and awards of the last three years"),) if awards.personal else ()
    headings = (N_("No."), name, N_("Unit"), N_("Criteria met"), *before, N_("To be confirmed by hand"))
    yield Row(tuple(Cell(say(heading)) for heading in headings), heading=True)
    for place, row in enumerate(awards.rows, 1):
        told = "".join(f"\n{say(line)}" for line in row.about)
        past = (Cell(row.past_awards or BLANK),) if awards.personal else ()
        reasons, ticks = _several("-", row.reasons, say), _several(_BOX, row.to_tick, say)
        who = Cell((Words(row.name, bold=True), told))
        yield Row((Cell(f"{place}", "center"), who, Cell(row.unit), Cell(reasons), *past, Cell(ticks)))
    if not awards.rows:
        yield Row((Cell(Words(say(N_("Nobody meets the criteria.")), italic=True), "center", columns),))


def _several(mark: str, lines: Sequence[Line], say: Say) -> str:
    return "\n".join(f"{mark} {say(line)}" for line in lines)
