"""Makes the dossier of an award on a stored snapshot: proposal, list, table of summaries for persons, Excel of all."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.making.awards.listed import AwardSheet
from bot.making.awards.summaries import summaries
from bot.making.awards.wording import award_list_of, proposal_of
from bot.making.excel import awards as workbook
from bot.making.making import HowFar, Materials, Wish
from bot.making.word import awards as documents
from bot.making.word.letterhead import Letterhead
from bot.making.word.wishes import UnknownWishError
from flows.screen import N_
from flows.vietnamese import fold
from storage.reporting.scope import one_moment
from storage.snapshots import reading
from storage.snapshots.dossiers import dossier

KIND = "awards"
_NO_NAME = re.compile(r"[^a-z0-9]+")


async def make(materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
    """Write the files for the options “snapshot” and “award”, a name and a key; raises UnknownWishError.

    Where nobody is put forward there is no proposal, and no table of summaries.
    """
    async with one_moment(materials.database) as session:
        sheet = await _sheet(materials, wish, session)
    total = len(sheet.everybody)
    await how_far(0, total)
    files = await asyncio.to_thread(_written, sheet, materials, folder, _named(sheet))
    if sheet.proposed and not sheet.dossier.found.award.for_units:
        files += await summaries(sheet, materials, folder, _named(sheet))
    await how_far(total, total)
    return tuple(files)


async def _sheet(materials: Materials, wish: Wish, session: AsyncSession) -> AwardSheet:
    name, key = wish.options.get("snapshot", ""), wish.options.get("award", "")
    programme = next((one for one in materials.programmes if one.key == wish.programme), None)
    row = await reading.by_name(session, name)
    award = reading.rules(row).award(key) if row else None
    if programme is None or row is None or row.programme != programme.key or award is None:
        raise UnknownWishError(f"there is no award {key} in a snapshot {name} of {wish.programme}")
    phase = wish.phase or ""
    if award.each_phase != bool(phase) or (phase and programme.phase(phase) is None):
        raise UnknownWishError(f"{key} is not judged in the phase “{phase}”")
    if materials.units.get(wish.unit) is None:
        raise UnknownWishError(f"there is no unit {wish.unit}")
    return AwardSheet(programme, await dossier(session, row, award, phase), wish.unit, materials.units)


def _written(sheet: AwardSheet, materials: Materials, folder: Path, named: str) -> list[Path]:
    say, head = materials.say, sheet.dossier.found.head
    letterhead = Letterhead.of(sheet.unit, materials.units, head.taken_at)
    awards, proposal = award_list_of(sheet, say), proposal_of(sheet, letterhead)
    files: list[Path] = []
    if sheet.proposed:
        files.append(folder / f"{say(N_('award-proposal'))}-{named}.docx")
        documents.write_proposal(awards, letterhead, proposal, say, files[-1])
    files.append(folder / f"{say(N_('award-list'))}-{named}.docx")
    documents.write_list(awards, letterhead, say, files[-1], office=proposal.office)
    files.append(files[-1].with_suffix(".xlsx"))
    workbook.write(sheet, say, files[-1])
    return files


def _named(sheet: AwardSheet) -> str:
    """Return what tells the files of different awards, units and snapshots apart; nothing of a person."""
    found = sheet.dossier.found
    parts = (found.award.key, found.phase, sheet.unit, found.head.name)
    return "-".join(filter(None, (_NO_NAME.sub("-", fold(part)).strip("-") for part in parts)))
