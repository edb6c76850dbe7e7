"""Versions of units as rows: what is stored, what would change, and the count that tells running processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from flows.unit import LABEL_KINDS, Label, spelled
from flows.units import Unit
from storage.database import changed
from storage.tables import TreeRow, UnitRow
from storage.units.versions import Presence, Version

BATCH = 1_000
UNIT = UnitRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
_COLUMNS = tuple(
    UNIT.c[name]
    for name in (
        *("code", "name", "short", "parent", "kind", "aliases", "place", "example"),
        *("labels", "valid_from", "valid_to", "presence", "origin", "reason"),
    )
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changes:
    """The codes of units that were not there before, and of those that were otherwise; the others are `unchanged`."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int


async def versions_of(session: AsyncSession, codes: Sequence[str]) -> dict[str, list[Version]]:
    """Return the versions of some units, earliest first."""
    found: dict[str, list[Version]] = {}
    for some in batches(codes):
        rows = await session.execute(select(*_COLUMNS).where(UNIT.c.code.in_(some)))
        for row in rows.all():
            found.setdefault(row.code, []).append(_version(row))
    for versions in found.values():
        versions.sort(key=lambda one: (one.valid_from is not None, one.valid_from))
    return found


async def replace_versions(
    session: AsyncSession, timelines: Mapping[str, Sequence[Version]], before: Mapping[str, Sequence[Version]]
) -> Changes:
    """Store the timelines of some units in place of those they had; what is the same is not touched."""
    added = [code for code in timelines if code not in before]
    changed = [code for code, versions in timelines.items() if code in before and list(versions) != list(before[code])]
    for some in batches(changed):
        await session.execute(delete(UnitRow).where(UNIT.c.code.in_(some)))
    rows = [_row(version) for code in (*added, *changed) for version in timelines[code]]
    for several in batches(rows):
        await session.execute(insert(UNIT), several)
    if rows:
        await _count(session)
    return Changes(tuple(added), tuple(changed), len(timelines) - len(added) - len(changed))


async def existed_before(session: AsyncSession, formers: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return those units that were there already when others were first merged into them."""
    versions = await versions_of(session, (*formers, *(one for several in formers.values() for one in several)))
    return frozenset(code for code, several in formers.items() if _was_there(versions, code, several))


def _was_there(versions: Mapping[str, Sequence[Version]], code: str, formers: Sequence[str]) -> bool:
    merged = [one.valid_from for former in formers for one in versions.get(former, ()) if one.presence == "merged"]
    first = min((day for day in merged if day), default=None)
    there = [one for one in versions.get(code, ()) if one.presence == "there"]
    return first is not None and any(one.valid_from is None or one.valid_from < first for one in there)


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield parts small enough for one statement."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def by_code(versions: Iterable[Version]) -> dict[str, list[Version]]:
    """Return versions by the code of their unit."""
    grouped: dict[str, list[Version]] = {}
    for version in versions:
        grouped.setdefault(version.unit.code, []).append(version)
    return grouped


async def _count(session: AsyncSession) -> None:
    tree = TreeRow.__table__  # type: ignore[attr-defined]
    counted = await changed(session, update(tree).values(version=tree.c.version + 1))
    if counted == 0:
        await session.execute(insert(tree).values(id=1, version=1))


def labels_of(stored: Mapping[str, str] | None) -> tuple[Label, ...]:
    """Return the labels of a row, none where it was written before there were any."""
    return tuple(Label(kind, stored[kind]) for kind in LABEL_KINDS if kind in stored) if stored else ()


def _row(version: Version) -> dict[str, object]:
    unit = version.unit
    return {
        "code": unit.code,
        "parent": unit.parent,
        "name": unit.name,
        "short": unit.short,
        "kind": unit.kind,
        "aliases": list(unit.aliases),
        "place": unit.order,
        "example": unit.example,
        "labels": {label.kind: label.name for label in unit.labels},
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "presence": version.presence,
        "origin": version.origin,
        "reason": version.reason,
        "folded": spelled(unit),
    }


def _version(row: Row[Any]) -> Version:
    code, name, short, parent, kind, aliases, place, example, labels, first, last, presence, origin, reason = tuple(row)
    unit = Unit(code, name, short, parent, kind, tuple(aliases), place, example, labels_of(labels))
    return Version(unit, first, last, cast("Presence", presence), origin, reason)
