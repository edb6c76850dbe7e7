"""An award on a snapshot in the words of the union's documents."""

from __future__ import annotations

from collections.abc import Iterator

from bot.making.awards.listed import AwardSheet, Listed
from bot.making.awards.summaries import past_awards
from bot.making.word.awards import AwardList, AwardRow, Proposal
from bot.making.word.letterhead import BLANK, Letterhead
from bot.making.word.wording import Say
from flows.awards.criteria import criteria
from flows.awards.rules import Award
from flows.screen import N_, Line

_OF_UNITS: tuple[Line, ...] = (N_("List of those put forward;"), N_("Report on the achievements of each collective;"))
_OF_PERSONS: tuple[Line, ...] = (
    N_("List of those put forward;"),
    N_("Summary table of initiatives;"),
    N_("Report on the achievements of each person;"),
    N_("The initiative that was handed in;"),
    N_("Document that recognises the initiative, or decision that rewards it;"),
    N_("Document on the benefit, confirmed by the head of the unit."),
)
_OF_INITIATIVES: tuple[Line, ...] = (N_("Summary table of initiatives;"), N_("List of those put forward."))


def award_list_of(sheet: AwardSheet, say: Say) -> AwardList:
    """Return the list of those the dossier is about."""
    found = sheet.dossier.found
    award = found.award
    title: Line = award.name
    if sheet.phase:
        title = N_("{award}, {phase}", award=award.name, phase=sheet.phase.name)
    return AwardList(
        title=title,
        programme=sheet.programme.name,
        criteria=criteria(award, sheet.dossier.figures.rules.ticks),
        rows=tuple(_row(one, say) for one in sheet.proposed),
        snapshot=found.head.name,
        at=found.head.taken_at,
        digest=found.head.digest,
        limits=tuple(one.said for one in sheet.caps if one.done or one.allowance.at_most != 0),
        personal=not award.for_units,
    )


def proposal_of(sheet: AwardSheet, letterhead: Letterhead) -> Proposal:
    """Return to whom the proposal goes: from the unit the figures are of to its own board, else up to that unit."""
    own = N_("{board} of {unit}", board=letterhead.board, unit=letterhead.unit)
    if sheet.unit == sheet.dossier.found.head.unit:
        return Proposal(own, _papers(sheet.dossier.found.award), office=True)
    return Proposal(letterhead.above or BLANK, _papers(sheet.dossier.found.award))


def _papers(award: Award) -> tuple[Line, ...]:
    if award.for_units:
        return _OF_UNITS
    return _OF_INITIATIVES if award.who == "initiative" else _OF_PERSONS


def _row(one: Listed, say: Say) -> AwardRow:
    candidate = one.candidate
    by = (N_("put forward by {unit}", unit=one.nominator),) if one.nominator and one.nominator != one.unit else ()
    unit = "\n".join((*filter(None, (one.unit,)), *(f"({say(line)})" for line in by)))
    past = past_awards(one.nominee, say)
    why = candidate.why or (N_("Counted and verified."),)
    return AwardRow(one.name, unit, why, one.to_confirm, tuple(_about(one)), past)


def _about(one: Listed) -> Iterator[Line]:
    if one.candidate.unit:
        return
    nominee = one.nominee
    if nominee:
        yield N_("Born: {year}", year=str(nominee.birth_year or BLANK))
        yield N_("Position: {position}", position=nominee.position or BLANK)
    if one.title:
        yield N_("“{title}” ({code})", title=one.title, code=one.candidate.code)
    else:
        yield one.candidate.code
