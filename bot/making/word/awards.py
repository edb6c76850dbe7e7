"""Award lists and the proposal that goes with them, from plain values: who is put forward, for what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.making.word.elements import Cell, Row, Words, table
from bot.making.word.letterhead import BLANK, Letterhead
from bot.making.word.page import Page
from bot.making.word.wording import Say
from flows.screen import N_, NN_, At, Line

_SIZE = 12
_BOX = "☐"
_SHARES = (0.06, 0.24, 0.2, 0.28, 0.22)


@dataclass(frozen=True, slots=True)
class AwardRow:
    """Somebody who is put forward: a unit or a person of one.

    `reasons` are the criteria met, with their numbers; `to_tick` what staff still decide by hand (decision 18).
    """

    name: str
    unit: str
    reasons: tuple[Line, ...]
    to_tick: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardList:
    """Who is put forward for an award, by which criteria, on which stored figures.

    `programme` is its full name; `snapshot` the name of the stored figures, `at` the instant they are of.
    """

    title: Line
    programme: str
    criteria: tuple[Line, ...]
    rows: tuple[AwardRow, ...]
    snapshot: str
    at: datetime


def write_list(awards: AwardList, letterhead: Letterhead, say: Say, file: Path) -> None:
    """Write the list: the criteria, each row with why, what is still to be ticked, and the figures it goes back to."""
    page = Page(say, say(awards.title), awards.at, lying=True)
    page.annex_of(letterhead)
    about = say(N_("of the programme “{programme}”", programme=awards.programme))
    page.title(say(N_("LIST OF THOSE PUT FORWARD")), say(awards.title), about)
    _put(page, awards)
    page.signed(letterhead, ())
    page.save(file)


def write_proposal(awards: AwardList, letterhead: Letterhead, papers: tuple[Line, ...], say: Say, file: Path) -> None:
    """Write the proposal to the level above that the list goes with; `papers` are what the dossier holds."""
    page = Page(say, say(awards.title), awards.at)
    page.head(letterhead, "TTr")
    page.title(say(N_("PROPOSAL")), say(N_("On rewarding: {award}", award=say(awards.title))))
    above = letterhead.above or BLANK
    page.text(Words(say(N_("To: {unit}", unit=above)), bold=True))
    page.text(
        say(
            N_(
                "Having carried out the programme “{programme}”, and having looked at the results against the "
                "criteria, {board} of {unit} proposes to {above}:",
                programme=awards.programme,
                board=letterhead.board,
                unit=letterhead.unit,
                above=above,
            )
        )
    )
    count = len(awards.rows)
    page.text(
        say(
            NN_(
                "To consider for “{award}” {count} candidate (list attached).",
                "To consider for “{award}” {count} candidates (list attached).",
                count,
                award=say(awards.title),
            )
        )
    )
    page.heading(say(N_("Criteria")))
    for one in awards.criteria:
        page.text(f"- {say(one)}")
    page.heading(say(N_("The dossier holds")))
    for place, paper in enumerate(papers, 1):
        page.text(f"{place}. {say(paper)}")
    page.text(say(N_("We ask you to consider and decide./.")))
    page.signed(letterhead, (say(N_("- As above;")), say(N_("- Filed: office, {blank}.", blank=BLANK))))
    page.save(file)


def _put(page: Page, awards: AwardList) -> None:
    say = page.say
    page.text(Words(say(N_("Criteria (one of them is enough where nothing else is said):")), bold=True), with_next=True)
    for one in awards.criteria:
        page.text(f"- {say(one)}")
    page.space(4)
    widths = tuple(share * page.width for share in _SHARES)
    page.add(table(widths, tuple(_rows(awards, say)), size=_SIZE))
    page.remark(
        say(N_("Figures as of {at}, as stored under “{snapshot}”.", at=At(awards.at), snapshot=awards.snapshot))
    )


def _rows(awards: AwardList, say: Say) -> Iterator[Row]:
    headings = (N_("No."), N_("Name"), N_("Unit"), N_("Criteria met"), N_("To be confirmed by hand"))
    yield Row(tuple(Cell(say(heading)) for heading in headings), heading=True)
    for place, row in enumerate(awards.rows, 1):
        reasons = "\n".join(f"- {say(reason)}" for reason in row.reasons)
        ticks = "\n".join(f"{_BOX} {say(tick)}" for tick in row.to_tick)
        yield Row(
            (Cell(f"{place}", "center"), Cell(Words(row.name, bold=True)), Cell(row.unit), Cell(reasons), Cell(ticks))
        )
    if not awards.rows:
        yield Row((Cell(Words(say(N_("Nobody meets the criteria.")), italic=True), "center", len(_SHARES)),))
