"""The part of the world in memory that has to do with awards: stored snapshots and who is put forward."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows import effects as fx
from flows.awards.figures import Entry, Figures, SnapshotHead, Tick, UnitFigures
from flows.awards.rules import Award, AwardRules, CapRow, Nomination, OneBenefitAtLeast, Ticked
from flows.draft import Initiative
from flows.needs import FiguresOf, NomineeById, NomineesOf, RulesOf, SnapshotsOf
from flows.nomination.nominee import Nominee

if TYPE_CHECKING:
    from tests.flows.driver import World

PERSONS = Award(
    key="P",
    name="Cá nhân tiêu biểu",
    who="person",
    document="KH 1",
    clause="1",
    rule="T1",
    ways=((OneBenefitAtLeast(50_000_000),), (Ticked("humane"),)),
    nomination=Nomination(caps=(CapRow(2),)),
)
UNIONS = replace(PERSONS, key="U", name="Công đoàn cơ sở", who="grassroots", ways=())
RULES = AwardRules((PERSONS, UNIONS), {"humane": "Giá trị nhân văn tiêu biểu nhất"})
UPPER = "DLK-01"


def fix(world: World, *initiatives: Initiative) -> None:
    """Fix the figures of a world with some of its initiatives as candidates; they stay verified."""
    for one in initiatives:
        world.initiatives[one.id] = replace(one, state="verified", decided_at=world.now, told_at=world.now)
    head = SnapshotHead(1, "tong-ket", world.programme.key, world.programme.root, world.now, "Dung", None)
    entries = tuple(
        Entry(one.id, one.code or "", one.unit or "", UPPER, one.phase or "", one.author, benefit=one.benefit)
        for one in initiatives
    )
    units = {
        UPPER: UnitFigures(UPPER, "LĐLĐ TP Buôn Ma Thuột", kind="upper", level=1, direct=UPPER),
        "DLK-01-017": UnitFigures("DLK-01-017", "CĐ Cà phê", kind="grassroots", level=2, direct=UPPER, parent=UPPER),
    }
    world.snapshots.append(Figures(head, RULES, units, entries))
    world.later(minutes=1)


def answer(world: World, need: SnapshotsOf | RulesOf | FiguresOf | NomineesOf | NomineeById) -> object:
    match need:
        case SnapshotsOf():
            return tuple(one.head for one in world.snapshots if one.head.programme == need.programme)
        case RulesOf():
            rules = (one.rules for one in world.snapshots if one.head.id == need.snapshot)
            return next(rules, AwardRules())
        case FiguresOf():
            figures = (one for one in world.snapshots if (one.head.id, one.phase) == (need.snapshot, need.phase))
            return next((one for one in figures if one.rules.award(need.award)), None)
        case NomineesOf():
            asked = (need.snapshot, need.award, need.phase)
            return tuple(one for one in world.nominees if (one.snapshot, one.award, one.phase) == asked)
        case NomineeById():
            return next((one for one in world.nominees if one.id == need.id), None)


def tick(world: World, who: int, effect: fx.TickAward) -> None:
    (number,) = [place for place, one in enumerate(world.snapshots) if one.phase == effect.phase]
    figures = world.snapshots[number]
    others = tuple(one for one in figures.ticks if (one.key, one.about) != (effect.key, effect.about))
    assert (len(others) < len(figures.ticks)) == effect.back
    new = Tick(effect.key, effect.about, world.people[who].name, world.now, effect.reason)
    world.snapshots[number] = replace(figures, ticks=others if effect.back else (*others, new))


def carry_out(world: World, effect: fx.PutForward | fx.TellNominee | fx.TakeOut) -> None:
    nominee: Nominee = effect.nominee
    others = [one for one in world.nominees if one.id != nominee.id]
    if isinstance(effect, fx.PutForward):
        same = (nominee.snapshot, nominee.award, nominee.phase)
        rivals = [one for one in others if (one.snapshot, one.award, one.phase) == same]
        assert nominee.about not in {one.about for one in rivals}
        assert (nominee.unit, nominee.slot) not in {(one.unit, one.slot) for one in rivals}
    else:
        assert len(others) == len(world.nominees) - 1
    world.nominees = others if isinstance(effect, fx.TakeOut) else [*others, nominee]
