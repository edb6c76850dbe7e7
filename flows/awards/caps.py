"""How many a unit may put forward, by its own figures."""

from __future__ import annotations

from dataclasses import dataclass

from flows.awards.figures import UnitFigures
from flows.awards.predicates import at_least, share_finding
from flows.awards.rules import CapRow, Nomination
from flows.screen import N_, NN_, Msg


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a unit may put forward: at most so many, None for any number; only if `known`, and why."""

    unit: str
    at_most: int | None
    known: bool
    said: Msg


def allowance(nomination: Nomination, unit: UnitFigures) -> Allowance:
    """Return what a unit's own figures allow; where one that decides is missing, that is said and nothing guessed."""
    if not nomination.caps:
        return Allowance(unit.code, None, known=True, said=N_("any number"))
    for row in nomination.caps:
        conditions = _conditions(row, unit)
        if any(holds is False for holds, _ in conditions):
            continue
        unknown = next((said for holds, said in conditions if holds is None), None)
        if unknown:
            return Allowance(unit.code, 0, known=False, said=unknown)
        return Allowance(
            unit.code, row.at_most, known=True, said=NN_("{count} at most", "{count} at most", row.at_most)
        )
    return Allowance(unit.code, 0, known=True, said=_why_none(nomination, unit))


def _conditions(row: CapRow, unit: UnitFigures) -> list[tuple[bool | None, Msg]]:
    """Return what a row asks of a unit's figures, each with what is said where the figure is missing."""
    asked: list[tuple[bool | None, Msg]] = []
    if row.share_at_least is not None:
        asked.append((at_least(unit, row.share_at_least), N_("no figures yet for its target")))
    unions, members = unit.unions, unit.members
    no_unions = N_("no figures yet for the number of its grassroots unions")
    no_members = N_("no figures yet for the number of its members")
    if row.unions_from is not None:
        asked.append((None if unions is None else unions >= row.unions_from, no_unions))
    if row.members_from is not None:
        asked.append((None if members is None else members >= row.members_from, no_members))
    if row.members_below is not None:
        asked.append((None if members is None else members < row.members_below, no_members))
    return asked


def _why_none(nomination: Nomination, unit: UnitFigures) -> Msg:
    shares = [row.share_at_least for row in nomination.caps if row.share_at_least is not None]
    if shares and not at_least(unit, min(shares)):
        return share_finding(unit, min(shares), more=False).said
    return N_("none by its figures")
