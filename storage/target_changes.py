"""Setting targets down: by staff or with a pack, each change dated, with what was before, in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.tallies import TargetOrigin
from flows.targets import Target, completes
from storage import audit
from storage.tables import ProgrammeRow, TargetChangeRow, TargetRow
from storage.targets import NONE, ORDER, Key, conditions, in_force, rows_of, target_of
from storage.units.rows import batches


@dataclass(frozen=True, slots=True)
class Occasion:
    """When, by whom and by which document targets are set down.

    They hold from the day `since`; None lets a count that was missing complete its rule from the day of the rule, and
    anything else hold from `today`.
    """

    programme: str
    at: datetime
    today: date
    origin: TargetOrigin
    since: date | None = None
    document: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a target was and what it is to be; None for no target."""

    unit: str
    phase: str
    old: Target | None
    new: Target | None


async def set_down(
    session: AsyncSession, targets: Mapping[Key, Target | None], occasion: Occasion
) -> tuple[Change, ...]:
    """Set targets by hand, None to take one away, and return what has changed; each change is a line of the audit."""
    changes = await planned(session, occasion.programme, targets)
    await _note(session, changes, occasion)
    for some in batches(changes):
        keys = [(one.unit, one.phase) for one in some]
        await _renew(session, occasion.programme, keys)
    return changes


async def planned(session: AsyncSession, programme: str, targets: Mapping[Key, Target | None]) -> tuple[Change, ...]:
    """Return what setting targets would change, whatever document and day they are set by."""
    now = await in_force(session, programme)
    changes = (Change(*key, now.get(key), new) for key, new in targets.items())
    return tuple(one for one in changes if one.old != one.new)


async def overruled(session: AsyncSession, programme: str, brought: Sequence[Target]) -> tuple[Change, ...]:
    """Return where staff have set something else than a pack brings: what stays is `old`, what it says is `new`."""
    now, pack = await in_force(session, programme), {(one.unit, one.phase): one for one in brought}
    theirs = sorted(await _of_staff(session, programme))
    return tuple(Change(*key, now.get(key), pack.get(key)) for key in theirs if now.get(key) != pack.get(key))


async def take_over(session: AsyncSession, targets: Sequence[Target], occasion: Occasion, *, first: bool) -> None:
    """Bring the targets of a pack in place of those it brought before; what staff have set stays.

    Of the `first` version of a pack nothing was before; a later one changes targets from the day it is loaded.
    """
    theirs = await _of_staff(session, occasion.programme)
    mine = [one for one in targets if (one.unit, one.phase) not in theirs]
    if not first:
        now = await in_force(session, occasion.programme)
        gone = {key: None for key in now if key not in theirs}
        becomes: dict[Key, Target | None] = {**gone, **{(one.unit, one.phase): one for one in mine}}
        changes = await planned(session, occasion.programme, becomes)
        await _note(session, [one for one in changes if not _known_better(one)], occasion)
    of_packs = and_(col(TargetRow.programme) == occasion.programme, col(TargetRow.origin) == "pack")
    await session.execute(delete(TargetRow).where(of_packs))
    brought = {"programme": occasion.programme, "origin": "pack", "document": occasion.document}
    for some in batches([{**brought, **_columns(one)} for one in mine]):
        await session.execute(insert(TargetRow), some)


async def _of_staff(session: AsyncSession, programme: str) -> set[Key]:
    """Return where staff have set a target or taken it away."""
    rows = await session.execute(
        select(TargetChangeRow).where(col(TargetChangeRow.programme) == programme).order_by(*ORDER)
    )
    return {key for key, row in {(row.unit, row.phase): row for row in rows.scalars()}.items() if row.origin == "staff"}


async def _note(session: AsyncSession, changes: Sequence[Change], occasion: Occasion) -> None:
    """Write down changes: what was before where nothing is written yet, what is new, and a line of the audit each."""
    programme = occasion.programme
    written = await _last_days(session, programme)
    rows = await rows_of(session, programme)
    loaded = select(col(ProgrammeRow.loaded_at)).where(col(ProgrammeRow.key) == programme)
    before_at = (await session.execute(loaded)).scalar_one_or_none() or occasion.at
    values: list[dict[str, Any]] = []
    for one in changes:
        key = (one.unit, one.phase)
        if key not in written:
            row = rows.get(key)
            was = {"origin": "pack", "document": row.document if row else "", "at": before_at}
            values.append({**_entry(programme, one, one.old), **was})
        since = occasion.since or (written.get(key) if completes(one.old, one.new) else occasion.today)
        values.append(
            {
                **_entry(programme, one, one.new),
                "valid_from": since,
                "origin": occasion.origin,
                "document": occasion.document,
                "reason": occasion.reason,
                "by": occasion.by,
                "at": occasion.at,
            }
        )
    for some in batches(values):
        await session.execute(insert(TargetChangeRow), some)
    for one in changes:
        await _audit(session, one, occasion)


async def _audit(session: AsyncSession, one: Change, occasion: Occasion) -> None:
    where = "pack" if occasion.origin == "pack" else "command line"
    line = audit.AuditLine(
        "target",
        f"target {occasion.programme}/{one.phase} of {one.unit}",
        old=in_short(one.old),
        new=in_short(one.new),
        reason=" · ".join(part for part in (occasion.document, occasion.reason) if part),
        programme=occasion.programme,
    )
    channel = f"{where}: {occasion.by}" if occasion.by else where
    await audit.write(session, line, actor=None, channel=channel, at=occasion.at)


async def _last_days(session: AsyncSession, programme: str) -> dict[Key, date | None]:
    """Return from which day the newest entry holds, wherever there is one."""
    columns = (col(TargetChangeRow.unit), col(TargetChangeRow.phase), col(TargetChangeRow.valid_from))
    found = await session.execute(select(*columns).where(col(TargetChangeRow.programme) == programme).order_by(*ORDER))
    return {(unit, phase): since for unit, phase, since in found.all()}


async def _renew(session: AsyncSession, programme: str, keys: Sequence[Key]) -> None:
    """Let what holds now be what the newest entries say."""
    units = {unit for unit, _ in keys}
    entries = await session.execute(
        select(TargetChangeRow).where(*conditions(TargetChangeRow, programme, None, units)).order_by(*ORDER)
    )
    last = {(row.unit, row.phase): row for row in entries.scalars()}
    for unit, phase in keys:
        here = (
            col(TargetRow.programme) == programme,
            col(TargetRow.unit) == unit,
            col(TargetRow.phase) == phase,
        )
        await session.execute(delete(TargetRow).where(*here))
        row = last[unit, phase]
        if row.kind != NONE:
            origin = {"programme": programme, "origin": row.origin, "document": row.document}
            await session.execute(insert(TargetRow).values({**origin, **_columns(target_of(row))}))


def _known_better(change: Change) -> bool:
    """Tell whether only more is known of a rule than before targets kept whether they are spread."""
    old, new = change.old, change.new
    return old is not None and new is not None and replace(old, spread=new.spread) == new


def in_short(target: Target | None) -> str:
    """Write a target as the audit keeps it: a number, or a rule with its count."""
    if target is None:
        return ""
    if target.kind == "fixed":
        return str(target.value)
    count = "listed" if target.listed else "?" if target.count is None else str(target.count)
    return f"{target.kind} {target.value} x {count}"


def _entry(programme: str, change: Change, target: Target | None) -> dict[str, Any]:
    nothing = {"kind": NONE, "value": 0, "count": None, "listed": False, "spread": False}
    return {
        "programme": programme,
        **(_columns(target) if target else {"unit": change.unit, "phase": change.phase, **nothing}),
        "valid_from": None,
        "reason": "",
        "by": "",
    }


def _columns(target: Target) -> dict[str, Any]:
    names = ("unit", "phase", "kind", "value", "count", "listed", "spread")
    return {name: getattr(target, name) for name in names}
