"""Targets set in the middle of a transcript, as `sangkien programme targets` sets them out of a file."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from flows.programme import VIETNAM, Programme
from storage import target_changes, targets
from storage.packs import Report
from storage.target_files import plan, read_targets
from storage.units import trees

_SET = re.compile(r"^\(targets by (?P<document>[^:]+?)(?: from (?P<since>\d{4}-\d\d-\d\d))?: (?P<lines>.+)\)$")
_COUNTS = frozenset({"unions", "members"})


async def set_targets(session: AsyncSession, programme: Programme, text: str, who: str, now: datetime) -> bool:
    """Set what (targets by DOCUMENT: UNIT gd1 200, UNIT 22 unions) says; False for any other act."""
    asked = _SET.match(text)
    if asked is None:
        return False
    today, report = now.astimezone(VIETNAM).date(), Report("transcript")
    units = await trees.tree_of(session, today)
    for heads in (("unit", "phase", "value"), ("unit", "unions"), ("unit", "members")):
        lines = [line.split() for line in asked["lines"].split(", ")]
        cells = [_cells(line) for line in lines if _heads(line) == heads]
        if cells:
            read = read_targets([(1, heads), *enumerate(cells, 2)], programme, units, report)
            planned = plan(read, await targets.in_force(session, programme.key), programme.phases, report)
            since = date.fromisoformat(asked["since"]) if asked["since"] else None
            occasion = target_changes.Occasion(
                programme.key, now, today, "staff", since=since, document=asked["document"], by=who
            )
            await target_changes.set_down(session, planned, occasion)
    assert not report.problems, report.problems
    return True


def _heads(line: list[str]) -> tuple[str, ...]:
    return ("unit", line[2]) if line[2] in _COUNTS else ("unit", "phase", "value")


def _cells(line: list[str]) -> tuple[str, ...]:
    return tuple(line[:2]) if line[2] in _COUNTS else tuple(line)
