"""Figures of made-up units and initiatives, for rules to be judged on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.talk import Talk
from flows.awards.evaluating import AwardList, Candidate, award_list
from flows.awards.figures import Entry, Figures, SnapshotHead, Tick, UnitFigures
from flows.awards.rules import Award, AwardRules
from flows.screen import Msg
from storage.packs.awards import FILE, read_awards
from storage.packs.pack import Report

TAKEN = datetime(2023, 9, 1, 1, 0, tzinfo=UTC)
HEAD = SnapshotHead(1, "tong-ket", "01-trieu", "TOP", TAKEN, "Dung", None)
MILLION, BILLION = 1_000_000, 1_000_000_000
PAPERS_IN_TIME = date(2022, 2, 20)
_PACKS = Path(__file__).parents[3] / "storage" / "programmes"


@cache
def rules(pack: str) -> AwardRules:
    """Return the award rules that a shipped pack carries."""
    report = Report(FILE)
    read = read_awards((_PACKS / pack / FILE).read_text(encoding="utf-8"), report)
    assert report.problems == ()
    return read


def the(award: str, pack: str) -> Award:
    found = rules(pack).award(award)
    assert found is not None
    return found


def unit(code: str, counted: int = 0, target: int | None = 100, **more: Any) -> UnitFigures:
    """Return a unit directly below the top."""
    usual: dict[str, Any] = {"kind": "upper", "level": 1, "direct": code, "parent": "TOP", "verified": counted}
    return UnitFigures(code, code, counted=counted, target=target, **(usual | more))


def union(code: str, under: str, counted: int = 0, target: int | None = 100, **more: Any) -> UnitFigures:
    """Return a grassroots union below such a unit."""
    usual = {"kind": "grassroots", "level": 2, "direct": under, "parent": under}
    return unit(code, counted, target, **(usual | more))


def entry(number: int, benefit: int | None, under: str = "U1", **more: Any) -> Entry:
    """Return an initiative of somebody of its own, recognised in time."""
    usual: dict[str, Any] = {"author": number, "phase": "gd1", "recognised_on": PAPERS_IN_TIME}
    return Entry(number, f"SK-{number}", f"{under}-1", under, benefit=benefit, **(usual | more))


def tick(key: str, about: str) -> Tick:
    return Tick(key, about, "Hồ Thị Dung", TAKEN, "đã xem hồ sơ")


def listed(
    pack: str,
    award: str,
    units: Sequence[UnitFigures] = (),
    entries: Sequence[Entry] = (),
    ticks: Sequence[Tick] = (),
) -> AwardList:
    """Return a shipped award on some figures."""
    by_code = {one.code: one for one in units}
    return award_list(Figures(HEAD, rules(pack), by_code, entries, ticks), the(award, pack))


def of(award: AwardList, code: str) -> Candidate:
    (found,) = [one for one in award.candidates if one.code == code]
    return found


def met(award: AwardList) -> set[str]:
    return {one.code for one in award.met}


def said(lines: Sequence[Msg], language: str = "vi") -> str:
    """Return sentences as a person reads them."""
    return "; ".join(_talk().say(line, language) for line in lines)


@cache
def _talk() -> Talk:
    return Talk.load()
