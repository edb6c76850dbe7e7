"""Packs into the database, and out of it the snapshot every turn shares: programmes and the tree of units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.programme import Programme
from flows.units import Unit, UnitTree
from storage import support
from storage.packs import DatedUnit, Pack
from storage.tables import ProgrammeRow, TargetRow, UnitRow

_BATCH = 1_000
T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """What all turns share on one day; `loaded_at` tells whether it is still the newest."""

    programmes: tuple[Programme, ...]
    units: UnitTree
    loaded_at: datetime
    day: date


class OlderPackError(Exception):
    """The database has a newer version of the pack; loading the older one would take back what was changed since."""

    def __init__(self, key: str, given: int, stored: int) -> None:
        """Say which pack, and both versions."""
        super().__init__(f"{key}: version {given} is older than {stored}")
        self.key, self.given, self.stored = key, given, stored


async def store(session: AsyncSession, pack: Pack, now: datetime, *, force: bool = False) -> bool:
    """Bring a pack's units, targets and persons to call into the database; units that other packs brought stay.

    Returns False where the database has exactly this pack already; raises OlderPackError where it has a newer version,
    unless forced.
    """
    digest = sha256(repr((pack.programme, pack.units, pack.targets, pack.support)).encode()).hexdigest()
    key = pack.programme.key
    present = (await session.execute(select(ProgrammeRow).where(col(ProgrammeRow.key) == key))).scalar_one_or_none()
    if present and present.digest == digest:
        return False
    if present and present.version > pack.programme.version and not force:
        raise OlderPackError(key, pack.programme.version, present.version)
    codes = [dated.unit.code for dated in pack.units]
    for some in _batches(codes):
        await session.execute(delete(UnitRow).where(col(UnitRow.code).in_(some)))
    for rows in _batches([_unit_row(dated) for dated in pack.units]):
        await session.execute(insert(UnitRow), rows)
    await session.execute(delete(TargetRow).where(col(TargetRow.programme) == key))
    targets: list[dict[str, object]] = [
        {
            "programme": key,
            "unit": one.unit,
            "phase": one.phase,
            "kind": one.kind,
            "value": one.value,
            "count": one.count,
            "listed": one.listed,
        }
        for one in pack.targets
    ]
    for rows in _batches(targets):
        await session.execute(insert(TargetRow), rows)
    await support.take_over(session, key, pack.support)
    await session.execute(delete(ProgrammeRow).where(col(ProgrammeRow.key) == key))
    row = {"key": key, "version": pack.programme.version, "digest": digest, "loaded_at": now}
    await session.execute(insert(ProgrammeRow).values(row))
    return True


async def loaded_at(session: AsyncSession) -> datetime | None:
    """Return when the newest pack was loaded."""
    newest: datetime | None = (await session.execute(select(func.max(col(ProgrammeRow.loaded_at))))).scalar_one()
    return newest.replace(tzinfo=UTC) if newest and newest.tzinfo is None else newest


async def snapshot(session: AsyncSession, programmes: Sequence[Programme], today: date) -> Snapshot:
    """Return the programmes with the units that exist on a day."""
    rows = (
        await session.execute(
            select(UnitRow).where(
                or_(col(UnitRow.valid_from).is_(None), col(UnitRow.valid_from) <= today),
                or_(col(UnitRow.valid_to).is_(None), col(UnitRow.valid_to) >= today),
            )
        )
    ).scalars()
    newest = await loaded_at(session) or datetime.min.replace(tzinfo=UTC)
    units = UnitTree.of((_unit(row) for row in rows), version=int(newest.timestamp()))
    return Snapshot(tuple(programmes), units, newest, today)


def _batches(items: Sequence[T]) -> Iterable[Sequence[T]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


def _unit_row(dated: DatedUnit) -> dict[str, object]:
    unit = dated.unit
    return {
        "code": unit.code,
        "parent": unit.parent,
        "name": unit.name,
        "short": unit.short,
        "kind": unit.kind,
        "aliases": list(unit.aliases),
        "place": unit.order,
        "example": unit.example,
        "valid_from": dated.valid_from,
        "valid_to": dated.valid_to,
    }


def _unit(row: UnitRow) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        short=row.short,
        parent=row.parent,
        kind=row.kind,
        aliases=tuple(row.aliases),
        order=row.place,
        example=row.example,
    )
