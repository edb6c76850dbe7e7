"""Packs into the database, and out of it the snapshot every turn shares: programmes and the tree of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.programme import VIETNAM, Programme
from flows.units import UnitTree
from storage import extensions, support, target_changes
from storage.packs import DatedUnit, Pack
from storage.tables import ExtensionRow, ProgrammeRow
from storage.target_changes import Occasion
from storage.units import rows, trees
from storage.units.versions import OPERATOR, Version, labelled_as, timeline


@dataclass(frozen=True)
class Snapshot:
    """What all turns share on one day; `stamp` tells whether it is still the newest."""

    programmes: tuple[Programme, ...]
    units: UnitTree
    loaded_at: datetime
    day: date
    extended_at: datetime | None = None

    @property
    def stamp(self) -> Stamp:
        """Return what it was loaded from."""
        return Stamp(self.loaded_at, self.units.version, self.extended_at)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When the newest pack was loaded, how often the units have changed, and when the last extension was granted."""

    loaded_at: datetime
    units: int
    extended_at: datetime | None


class OlderPackError(Exception):
    """The database has a newer version of the pack; loading the older one would take back what was changed since."""

    def __init__(self, key: str, given: int, stored: int) -> None:
        """Say which pack, and both versions."""
        super().__init__(f"{key}: version {given} is older than {stored}")
        self.key, self.given, self.stored = key, given, stored


async def store(session: AsyncSession, pack: Pack, now: datetime, *, force: bool = False) -> bool:
    """Bring a pack's units, targets and persons to call into the database; units that it does not name stay.

    What an operator has merged or renamed stays so, and so does a target that staff have set; labels stay where the
    pack has none. A root without a parent
    keeps the one another pack gave it. Returns False where the database has exactly this pack already; raises
    OlderPackError where it has a newer version, unless forced.
    """
    digest = sha256(repr((pack.programme, pack.units, pack.targets, pack.support)).encode()).hexdigest()
    key = pack.programme.key
    present = (await session.execute(select(ProgrammeRow).where(col(ProgrammeRow.key) == key))).scalar_one_or_none()
    if present and present.digest == digest:
        return False
    if present and present.version > pack.programme.version and not force:
        raise OlderPackError(key, pack.programme.version, present.version)
    labelled = any(dated.unit.labels for dated in pack.units)
    await bring(session, pack.units, origin=key, root=pack.programme.root, keeps_labels=not labelled)
    occasion = Occasion(
        key,
        now,
        now.astimezone(VIETNAM).date(),
        "pack",
        document=pack.programme.printed_in,
        reason=f"{key} version {pack.programme.version}",
    )
    await target_changes.take_over(session, pack.targets, occasion, first=present is None)
    await support.take_over(session, key, pack.support)
    await session.execute(delete(ProgrammeRow).where(col(ProgrammeRow.key) == key))
    row = {"key": key, "version": pack.programme.version, "digest": digest, "loaded_at": now}
    await session.execute(insert(ProgrammeRow).values(row))
    return True


async def bring(
    session: AsyncSession, units: Sequence[DatedUnit], origin: str, root: str = "", *, keeps_labels: bool = False
) -> rows.Changes:
    """Store units under the name of where they come from, and tell what has changed by it.

    A pack that labels no unit `keeps_labels`: it takes none away that were imported.
    """
    named = rows.by_code(Version(one.unit, one.valid_from, one.valid_to, origin=origin) for one in units)
    successors = {one.unit.code: one.successor for one in units if one.successor}
    before = await rows.versions_of(session, tuple(named))
    if root in named:
        named[root] = [_in_its_place(version, before.get(root, ())) for version in named[root]]
    if keeps_labels:
        named = {
            code: [part for version in versions for part in labelled_as(version, before.get(code, ()))]
            for code, versions in named.items()
        }
    timelines = {
        code: timeline(
            versions,
            kept=(one for one in before.get(code, ()) if _is_operators(one)),
            merged=successors.get(code),
        )
        for code, versions in named.items()
    }
    return await rows.replace_versions(session, timelines, before)


def _is_operators(version: Version) -> bool:
    return version.origin == OPERATOR and version.presence != "absent"


def _in_its_place(root: Version, before: Sequence[Version]) -> Version:
    """Return a pack's root where another pack has put it."""
    placed = next((one.unit for one in reversed(before) if one.presence == "there" and one.unit.parent), None)
    if placed is None or root.unit.parent:
        return root
    return replace(root, unit=replace(root.unit, parent=placed.parent, order=placed.order))


async def stamp(session: AsyncSession) -> Stamp:
    """Return what a snapshot would be loaded from now."""
    loaded, extended = (
        select(func.max(col(column))).scalar_subquery() for column in (ProgrammeRow.loaded_at, ExtensionRow.at)
    )
    newest, version, extended_at = (await session.execute(select(loaded, trees.VERSION, extended))).one()
    return Stamp(_aware(newest) or datetime.min.replace(tzinfo=UTC), version or 0, _aware(extended_at))


async def loaded_at(session: AsyncSession) -> datetime | None:
    """Return when the newest pack was loaded."""
    newest: datetime | None = (await session.execute(select(func.max(col(ProgrammeRow.loaded_at))))).scalar_one()
    return _aware(newest)


async def snapshot(
    session: AsyncSession, programmes: Sequence[Programme], today: date, before: Snapshot | None = None
) -> Snapshot:
    """Return the programmes with the units that exist on a day; units that have not changed are taken from `before`."""
    newest = await stamp(session)
    kept = before if before and before.units.version == newest.units else None
    if kept and (kept.day == today or not await trees.changes_between(session, kept.day, today)):
        units = kept.units
    else:
        units = await trees.tree_of(session, today)
    granted = await extensions.granted(session)
    extended = tuple(replace(one, extensions=granted.get(one.key, ())) for one in programmes)
    return Snapshot(extended, units, newest.loaded_at, today, newest.extended_at)


def _aware(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant and instant.tzinfo is None else instant
